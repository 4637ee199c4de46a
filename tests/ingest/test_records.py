"""What formats of one exchange per record share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.records import (
    Fields,
    NotThisRecordError,
    RecordFormat,
    any_records,
    first_of,
    record_names,
)
from stillwatch.ingest.source import Source
from stillwatch.ingest.streams import read_head
from tests.ingest.sample_logs import csv_of, lines_of, parquet_of, source_at

ROWS: list[dict[str, Any]] = [{"a": str(i), "b": f"x{i}"} for i in range(5)]
WRITERS = {"jsonl": lines_of, "csv": csv_of, "parquet": parquet_of}


class Odd(RecordFormat):
    """Takes odd numbers, passes over zero, refuses the others."""

    name = "odd"

    def recognise(self, head: bytes, source: Source) -> str | None:
        return "always"

    def fields_of(self, record: dict[str, Any], source: Source) -> Fields | None:
        number = int(record["a"])
        if number and number % 2 == 0:
            raise NotThisRecordError("an even number")
        return {"account_id": record["a"], "plan": "own"} if number else None


@pytest.mark.parametrize("kind", WRITERS)
def test_records_of_every_kind(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(WRITERS[kind](ROWS))
    source = source_at(path)
    assert record_names(read_head(source), source) == {"a", "b"}
    parts = list(any_records(source, after_row=0, chunk_rows=2))
    assert [value for part in parts for value in part.values] == ROWS
    skipped = parts[0].last_row
    rest = [v for p in any_records(source, after_row=skipped, chunk_rows=9) for v in p.values]
    assert rest == ROWS[2:]


def test_taken_refused_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(lines_of(ROWS) + b"[1]\n")
    (chunk,) = Odd().read(source_at(path), after_row=0, chunk_rows=100)
    assert chunk.rows.to_pylist() == [2, 4]
    assert [(r.row, r.reason) for r in chunk.rejects] == [
        (3, "an even number"),
        (5, "an even number"),
        (6, "not a JSON object"),
    ]
    assert chunk.rejects[0].excerpt == '{"a":"2","b":"x2"}'
    assert chunk.last_row == 6


def test_a_mapping_adds_lookups_constants_and_ids(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(lines_of([{"a": "1", "deep": {"tier": "pro"}}, {"a": "3"}]))
    mapping = Mapping(
        fields={"plan": "deep.tier"}, constants={"surface": "web"}, derive=("request_id",)
    )
    (chunk,) = Odd(mapping).read(source_at(path), after_row=0, chunk_rows=100)
    rows = chunk.columns.to_pylist()
    assert [row["plan"] for row in rows] == ["pro", "own"]
    assert [row["surface"] for row in rows] == ["web", "web"]
    assert len({row["request_id"] for row in rows}) == 2


def test_first_of_passes_over_empty_values() -> None:
    assert first_of({"a": "", "b": None, "c": "-", "d": 0}, "a", "b", "c", "d", "e") == 0
    assert first_of({}, "a") is None
