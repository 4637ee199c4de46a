"""A provider's own table, read through a mapping."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.ingest.formats import choose
from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.table import TableFormat
from stillwatch.model.errors import MappingError
from tests.ingest.sample_logs import csv_of, lines_of, source_at, take

THEIRS = [
    {
        "event_time": f"2026-03-01 13:00:{i:02}",
        "id": f"r{i}",
        "customer": {"id": f"c{i % 2}", "card": "fp-1"},
        "engine": "m-1",
        "n_out": 10 + i,
        "user_prompt": f"ask {i}",
        "extra": json.dumps({"tier": "pro"}),
    }
    for i in range(5)
]
FLAT = [{**row, "customer": json.dumps(row["customer"])} for row in THEIRS]
MAPPING = Mapping(
    source="table",
    fields={
        "ts": "event_time",
        "request_id": "id",
        "account_id": "customer.id",
        "payment_id": "customer.card",
        "model": "engine",
        "output_tokens": "n_out",
        "prompt": "user_prompt",
        "plan": "extra.tier",
        "session_id": "conversation?",
    },
    constants={"surface": "api"},
    timezone="Europe/Vienna",
)


def write(kind: str, path: Path) -> Path:
    if kind == "jsonl":
        path.write_bytes(lines_of(THEIRS))
    elif kind == "array":
        path.write_text(json.dumps(THEIRS, indent=1))
    elif kind == "csv":
        path.write_bytes(csv_of(FLAT))
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(THEIRS), path)
    else:
        pq.write_table(pa.Table.from_pylist(THEIRS), path.with_suffix(".pq"))
        with duckdb.connect(str(path)) as link:
            link.execute(f"CREATE TABLE log AS FROM read_parquet('{path.with_suffix('.pq')}')")
    return path


KINDS = ["jsonl", "array", "csv", "parquet", "duckdb"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_mapping_reads_every_kind_alike(kind: str, tmp_path: Path) -> None:
    taken = take(write(kind, tmp_path / "log"), mapping=MAPPING)
    assert taken.rejects == []
    assert taken.notes == {}
    row = taken.rows[3]
    assert row["ts"].isoformat() == "2026-03-01T12:00:03+00:00"
    shown = {k: row[k] for k in ("request_id", "account_id", "payment_id", "plan", "surface")}
    assert shown == {
        "request_id": "r3",
        "account_id": "c1",
        "payment_id": "fp-1",
        "plan": "pro",
        "surface": "api",
    }
    assert (row["output_tokens"], row["prompt"]) == (13, "ask 3")
    assert row["session_id"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_that_is_not_there(kind: str, tmp_path: Path) -> None:
    path = write(kind, tmp_path / "log")
    wrong = MAPPING.model_copy(update={"fields": {**MAPPING.fields, "model": "engin"}})
    with pytest.raises(MappingError, match="did you mean engine"):
        take(path, mapping=wrong)
    lacking = {k: v for k, v in MAPPING.fields.items() if k != "account_id"}
    with pytest.raises(MappingError, match="required field account_id"):
        take(path, mapping=MAPPING.model_copy(update={"fields": lacking}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after_row", [0, 2])
def test_derived_ids_are_stable(kind: str, after_row: int, tmp_path: Path) -> None:
    fields = {k: v for k, v in MAPPING.fields.items() if k != "request_id"}
    mapping = MAPPING.model_copy(update={"fields": fields, "derive": ("request_id",)})
    path = write(kind, tmp_path / "log")
    whole = [row["request_id"] for row in take(path, mapping=mapping).rows]
    assert len(set(whole)) == 5
    for chunk_rows in (1, 2):
        again = take(path, mapping=mapping, after_row=after_row, chunk_rows=chunk_rows)
        skipped = after_row if kind != "csv" or not after_row else after_row - 1
        assert [row["request_id"] for row in again.rows] == whole[skipped:]


def test_a_query_over_a_file(tmp_path: Path) -> None:
    mapping = Mapping(
        query="SELECT event_time AS ts, id AS request_id, customer.id AS account_id, "
        "engine AS model, n_out AS output_tokens FROM log WHERE n_out > 11 ORDER BY id"
    )
    path = write("jsonl", tmp_path / "log")
    assert choose(source_at(path), mapping=mapping)[0].name == "table"
    assert [row["request_id"] for row in take(path, mapping=mapping).rows] == ["r2", "r3", "r4"]


def test_empty_cells_are_missing_values(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(
        "ts,request_id,account_id,model,output_tokens,plan,max_tokens,prompt\n"
        "2026-03-01,r1,a,m,1,,,\n2026-03-01,r2,,m,1,p,7,hi\n"
    )
    taken = take(path)
    assert taken.notes == {}
    assert [taken.rows[0][k] for k in ("plan", "max_tokens", "prompt")] == [None] * 3
    assert [(r.row, r.reason.partition(" --")[0]) for r in taken.rejects] == [
        (3, "account_id: missing")
    ]


def test_fields_that_only_later_rows_have_are_taken(tmp_path: Path) -> None:
    rows = [
        {
            "ts": 1772366400,
            "request_id": f"r{i}",
            "account_id": "a",
            "model": "m",
            "output_tokens": 1,
        }
        for i in range(3)
    ]
    path = tmp_path / "log"
    path.write_bytes(lines_of([*rows[:2], {**rows[2], "plan": "late"}]))
    assert [row["plan"] for row in take(path).rows] == [None, None, "late"]


def test_lines_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "log"
    row = b'{"ts":1772366400,"request_id":"r","account_id":"a","model":"m","output_tokens":1}\n'
    path.write_bytes(row + b"[1, 2]\n" + b"7\n" + row)
    taken = take(path)
    assert len(taken.rows) == 2
    assert [(r.row, r.reason, r.excerpt) for r in taken.rejects] == [
        (2, "not a JSON object", "[1,2]"),
        (3, "not a JSON object", "7"),
    ]


def test_a_file_of_broken_lines_is_all_rejects(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"a": \n{"b": \n')
    taken = take(path, log_format=TableFormat())
    assert [r.row for r in taken.rejects] == [1, 2]


@pytest.mark.parametrize("text", ["[INFO] started\n[INFO] done\n", "{not json}\n", "hello\n"])
def test_other_text_is_not_recognised(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(text)
    assert TableFormat().recognise(text.encode(), source_at(path)) is None


def test_a_first_record_longer_than_the_head_is_recognised(tmp_path: Path) -> None:
    rows = [{"prompt": "x" * 100_000, "ts": 1772366400, "request_id": "r", "account_id": "a"}]
    path = tmp_path / "log"
    path.write_bytes(lines_of([{**rows[0], "model": "m", "output_tokens": 1}] * 2))
    taken = take(path)
    assert taken.format == "table"
    assert len(taken.rows) == 2
