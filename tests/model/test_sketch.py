"""Sketches: signed hashes and shapes, each said, none that could be mistaken for a text."""

from __future__ import annotations

import pyarrow as pa

from stillwatch.model.exchange import FIELD
from stillwatch.model.sketch import SKETCH_FIELDS, SKETCH_SCHEMA


def test_every_sketch_has_one_name_and_a_meaning() -> None:
    names = [name for name, _, _ in SKETCH_FIELDS]
    assert SKETCH_SCHEMA.names == names
    assert len(set(names)) == len(names)
    assert not set(names) & set(FIELD)
    assert all(len(meaning) > 5 for _, _, meaning in SKETCH_FIELDS)


def test_hashes_are_signed_and_all_may_be_missing() -> None:
    for field in SKETCH_SCHEMA:
        assert field.nullable, field.name
        if field.name.endswith("_hash") or field.name.startswith("near_"):
            assert field.type == pa.int64(), field.name
    assert SKETCH_SCHEMA.field("artifact_hashes").type == pa.list_(pa.int64())
