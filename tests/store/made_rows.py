"""Rows for the lake's tables, made up, with nothing in them but what a test names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.store.lake import Lake, LakeBatch
from stillwatch.store.tables import EXCHANGES, REJECTS, TEXTS, Table


def rows(table: Table, count: int, **given: Any) -> pa.Table:
    """Return `count` rows; a given value fills its column, a given list stands row by row."""
    columns = {}
    for column in table.columns:
        value = given.get(column.name, _default(column.name, column.type, column.nullable))
        whole = len(value) == count if isinstance(value, list) else False
        columns[column.name] = pa.array(value if whole else [value] * count, column.type)
    return pa.table(columns, schema=table.schema())


def _default(name: str, type_: pa.DataType, nullable: bool) -> Any:
    if nullable:
        return None
    if name == "day":
        return "2026-05-01"
    if pa.types.is_timestamp(type_):
        return datetime(2026, 5, 1, tzinfo=UTC)
    return f"a {name}" if pa.types.is_string(type_) else 1


def exchanges(keys: list[int], day: str = "2026-05-01", **given: Any) -> pa.Table:
    """Return one exchange for each key."""
    ids = [f"r{key}" for key in keys]
    return rows(EXCHANGES, len(keys), exchange_key=keys, request_id=ids, day=day, **given)


def texts(keys: list[int], day: str = "2026-05-01", **given: Any) -> pa.Table:
    """Return the texts of one exchange for each key."""
    ids = [f"r{key}" for key in keys]
    return rows(TEXTS, len(keys), exchange_key=keys, request_id=ids, day=day, **given)


def rejects(numbers: list[int]) -> pa.Table:
    """Return one reject for each row number."""
    return rows(REJECTS, len(numbers), source="log", row=numbers)


def batch(
    keys: list[int], *, source: str = "log", finished: bool = False, refused: int = 1
) -> LakeBatch:
    """Return a batch of exchanges with texts, and the first `refused` keys as rejects too."""
    last = max(keys, default=0)
    return LakeBatch(
        exchanges(keys), texts(keys), rejects(keys[:refused]), source, last, finished=finished
    )


def keys_in(lake: Lake, table: Table, version: int | None = None) -> list[int]:
    """Return the keys (row numbers, for rejects) that a table of the lake holds, sorted."""
    name = "row" if table is REJECTS else "exchange_key"
    found: list[int] = []
    for file in lake.files(table, version=version):
        found += pq.ParquetFile(file).read(columns=[name]).column(0).to_pylist()
    return sorted(found)
