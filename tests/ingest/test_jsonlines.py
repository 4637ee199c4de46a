"""NDJSON, arrays and spread-out documents."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.jsonlines import Records, first_records, one_per_line, read_records
from tests.ingest.sample_logs import source_at

RECORDS = [{"i": i, "text": "brackets ] } and \\u005d inside" * (i % 4)} for i in range(300)]


def read(path: Path, after_row: int = 0, chunk_rows: int = 7) -> Records:
    whole = Records()
    for part in read_records(source_at(path), after_row=after_row, chunk_rows=chunk_rows):
        whole.values += part.values
        whole.rows += part.rows
        whole.rejects += part.rejects
        whole.last_row = part.last_row
    return whole


WAYS: dict[str, str] = {
    "lines": "\n".join(map(json.dumps, RECORDS)),
    "array": json.dumps(RECORDS),
    "array on lines": "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
    "pretty array": json.dumps(RECORDS, indent=2),
    "pretty documents": "\n".join(json.dumps(r, indent=2) for r in RECORDS),
    "an array per delivery": "\n".join(json.dumps(RECORDS[i : i + 50]) for i in range(0, 300, 50)),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_same_records(way: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(f"\ufeff{WAYS[way]}", encoding="utf-8")
    got = read(path)
    assert got.values == RECORDS
    assert got.rows == list(range(1, 301))
    assert got.rejects == []
    assert read(path, after_row=123).values == RECORDS[123:]


def test_a_broken_array_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text('[{"i": 0}, {"i": 1}, {"i": oops}, {"i": 3}]')
    got = read(path)
    assert got.values == [{"i": 0}, {"i": 1}]
    assert [reject.row for reject in got.rejects] == [3]
    assert "cannot be told apart" in got.rejects[0].reason


def test_an_array_that_is_not_closed(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text('[{"i": 0}, {"i": 1},\n')
    got = read(path)
    assert len(got.values) == 2
    assert "not closed" in got.rejects[0].reason


def test_a_pack_that_ends_early_costs_one_reject(tmp_path: Path) -> None:
    for way in ("lines", "array"):
        packed = gzip.compress(WAYS[way].encode())
        path = tmp_path / way
        path.write_bytes(packed[: len(packed) * 2 // 3])
        got = read(path)
        assert got.values == RECORDS[: len(got.values)]
        assert [reject.row for reject in got.rejects] == [len(got.values) + 1]
        assert "gzip" in got.rejects[0].reason


def test_broken_lines_are_rejected_in_place(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"i": 1}\n\n{"i": \n{"i": 4}\nplain text\n')
    got = read(path)
    assert got.rows == [1, 4]
    assert [(r.row, r.excerpt) for r in got.rejects] == [(3, '{"i": '), (5, "plain text")]
    assert got.last_row == 5


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b'{"a": 1}\n{"a": 2}\n', True),
        (b'{"a": 1}', True),
        (b'{broken\n{"a": 2}\n', True),
        (b'{\n "a": 1\n}\n', False),
        (b'[{"a": 1}]', False),
        (b'{"a": "' + b"x" * 60_000, True),
    ],
)
def test_one_per_line(head: bytes, answer: bool) -> None:
    assert one_per_line(head) is answer


def test_first_records_stop_where_the_head_does() -> None:
    head = json.dumps(RECORDS).encode()[:500]
    found: list[dict[str, Any]] = first_records(head)
    assert found
    assert found == RECORDS[: len(found)]
