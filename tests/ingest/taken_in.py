"""Logs of a few rows taken into a lake, and everything that the lake then holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.run import IngestOptions, SourceReport, ingest
from stillwatch.settings import IngestSettings
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES, REJECTS, TEXTS, Table

Row = dict[str, Any]


def row(number: int, **given: Any) -> Row:
    """Return one good row of a log."""
    return {
        "ts": f"2026-05-{1 + number % 3:02}T{number % 24:02}:00:{number % 60:02}Z",
        "request_id": f"r{number}",
        "account_id": f"a{number % 7}",
        "model": "m-1",
        "output_tokens": 10 + number % 300,
        "prompt": f"write a short story number {number} about the sea and a lamp",
        "response": f"once there were {number} lamps",
        "client_ip": f"198.51.100.{number % 250}",
        **given,
    }


def write_log(path: Path, rows: list[Row | str]) -> Path:
    """Write rows as JSON lines; a string is written as it is."""
    lines = [each if isinstance(each, str) else json.dumps(each) for each in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def uneven_log(path: Path, count: int) -> Path:
    """Write a log with wrong times, broken lines, repeats and contradictions among its rows."""
    rows: list[Row | str] = []
    for number in range(count):
        rows.append(row(number))
        if number % 41 == 7:
            rows.append(row(count + number, ts="yesterday"))
        if number % 53 == 11:
            rows.append("{broken")
        if number % 61 == 13:
            rows.append(row(number // 2))
        if number % 67 == 17:
            rows.append(row(number // 3, output_tokens=1))
    return write_log(path, rows)


def take_in(
    lake: Lake,
    *paths: Path,
    mapping: Mapping = NO_MAPPING,
    key: bytes | None = None,
    **settings: Any,
) -> list[SourceReport]:
    """Ingest with small commits, keeping all texts unless told otherwise."""
    chosen = IngestSettings.model_validate({"keep_text": "all", "commit_rows": 50, **settings})
    return ingest(list(paths), lake, IngestOptions("auto", mapping, chosen, key))


def held(lake: Lake, table: Table, *columns: str) -> list[Row]:
    """Return a table's rows in an order that does not depend on how they came in."""
    parts = [pq.ParquetFile(file).read() for file in lake.files(table)]
    if not parts:
        return []
    rows: list[Row] = pa.concat_tables(parts, promote_options="permissive").to_pylist()
    chosen = [{name: each[name] for name in columns or each} for each in rows]
    return sorted(chosen, key=lambda each: repr(sorted(each.items(), key=lambda item: item[0])))


def everything(lake: Lake) -> dict[str, list[Row]]:
    """Return all rows of all tables; rejects once each, as a file read twice refuses them twice."""
    content = {table.name: held(lake, table) for table in (EXCHANGES, TEXTS, REJECTS)}
    assert_each_exchange_once(content)
    return content


def assert_each_exchange_once(content: dict[str, list[Row]]) -> None:
    """No exchange twice, no text without its exchange."""
    keys = [each["exchange_key"] for each in content["exchanges"]]
    texts = [each["exchange_key"] for each in content["texts"]]
    assert len(set(keys)) == len(keys)
    assert len(set(texts)) == len(texts)
    assert set(texts) <= set(keys)
