"""A reject says where a row lies and what was wrong with it."""

from __future__ import annotations

from dataclasses import asdict, fields

import pyarrow as pa

from stillwatch.model.reject import REJECT_SCHEMA, Reject


def test_a_reject_fits_its_table() -> None:
    assert REJECT_SCHEMA.names == [field.name for field in fields(Reject)]
    rejects = [Reject("log", 3, "ts: 'x' is not a time"), Reject("log", 4, "broken", "{...")]
    table = pa.Table.from_pylist([asdict(reject) for reject in rejects], schema=REJECT_SCHEMA)
    assert table.column("excerpt").to_pylist() == ["", "{..."]
    table.validate(full=True)


def test_nothing_of_a_reject_may_be_missing() -> None:
    assert not any(field.nullable for field in REJECT_SCHEMA)
