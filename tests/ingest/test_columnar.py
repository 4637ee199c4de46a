"""Parquet, DuckDB databases and queries."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.ingest.columnar import Query, is_duckdb, parquet_schema, read_parquet
from stillwatch.ingest.streams import read_head
from stillwatch.model.errors import InputError, MappingError
from tests.ingest.sample_logs import source_at


def parquet(path: Path, rows: int = 100) -> Path:
    pq.write_table(
        pa.table({"i": range(rows), "s": map(str, range(rows))}), path, row_group_size=30
    )
    return path


def database(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as link:
        for statement in statements:
            link.execute(statement)
    return path


@pytest.mark.parametrize("after_row", [0, 1, 29, 30, 31, 75, 99, 100, 200])
@pytest.mark.parametrize("chunk_rows", [7, 50])
def test_parquet_from_any_row(after_row: int, chunk_rows: int, tmp_path: Path) -> None:
    source = source_at(parquet(tmp_path / "log"))
    parts = list(read_parquet(source, ["i"], after_row=after_row, chunk_rows=chunk_rows))
    rows = [(p.first_row + k, i) for p in parts for k, i in enumerate(p.table["i"].to_pylist())]
    assert rows == [(i + 1, i) for i in range(after_row, 100)]
    assert all(p.table.column_names == ["i"] for p in parts)


def test_a_damaged_page_costs_what_follows_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    pq.write_table(
        pa.table({"s": [f"value {i * i}" for i in range(9000)]}),
        path,
        row_group_size=3000,
        compression="zstd",
        use_dictionary=False,
        write_page_checksum=True,
    )
    raw = bytearray(path.read_bytes())
    at = len(raw) // 2
    raw[at : at + 200] = b"\xff" * 200
    path.write_bytes(bytes(raw))
    parts = list(read_parquet(source_at(path), None, after_row=0, chunk_rows=1000))
    kept = sum(p.table.num_rows for p in parts)
    assert 3000 <= kept < 9000
    assert [r.row for p in parts for r in p.rejects] == [kept + 1]
    assert f"{9000 - kept} rows cannot be read" in parts[-1].rejects[0].reason


def test_half_a_parquet_file_is_an_error(tmp_path: Path) -> None:
    path = parquet(tmp_path / "log")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="no whole Parquet file"):
        parquet_schema(source_at(path))


def test_a_database_with_one_table_needs_no_query(tmp_path: Path) -> None:
    path = database(tmp_path / "x", 'CREATE TABLE "my log" AS SELECT range AS i FROM range(5)')
    head = read_head(source_at(path))
    assert is_duckdb(head)
    query = Query(source_at(path), None, head)
    assert query.schema.names == ["i"]
    parts = list(query.batches(after_row=2, chunk_rows=2))
    assert [i for p in parts for i in p.table["i"].to_pylist()] == [2, 3, 4]
    assert parts[0].first_row == 3


def test_a_database_with_many_tables_asks_which(tmp_path: Path) -> None:
    path = database(tmp_path / "x", "CREATE TABLE a (i INT)", "CREATE TABLE b (i INT)")
    source = source_at(path)
    with pytest.raises(MappingError, match=r"main\.a, main\.b"):
        Query(source, None, read_head(source))
    query = Query(source, "SELECT i FROM b ORDER BY i; ", read_head(source))
    assert list(query.batches(after_row=0, chunk_rows=10)) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP TABLE a", "one SELECT"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("SELEKT", "not SQL"),
        ("SELECT nope FROM a", "nope"),
        ("", "which table|one SELECT"),
    ],
)
def test_wrong_queries(sql: str, said: str, tmp_path: Path) -> None:
    path = database(tmp_path / "x", "CREATE TABLE a (i INT)", "CREATE TABLE b (i INT)")
    before = path.read_bytes()
    with pytest.raises(InputError, match=said):
        Query(source_at(path), sql, read_head(source_at(path)))
    assert path.read_bytes() == before


def test_files_are_queried_as_the_table_log(tmp_path: Path) -> None:
    csv = tmp_path / "it's a.csv"
    csv.write_text("i,s\n1,x\n2,y\n")
    js = tmp_path / "a.jsonl"
    js.write_text('{"i": 1, "s": "x"}\n{"i": 2, "s": "y"}\n')
    for path in (csv, js, parquet(tmp_path / "p", 3)):
        query = Query(source_at(path), "SELECT s FROM log -- last", read_head(source_at(path)))
        found = [
            s for p in query.batches(after_row=1, chunk_rows=9) for s in p.table["s"].to_pylist()
        ]
        assert found in (["y"], ["1", "2"])


def test_a_fault_while_the_query_runs_is_an_input_error(tmp_path: Path) -> None:
    path = database(tmp_path / "x", "CREATE TABLE a AS SELECT 'q' AS s")
    source = source_at(path)
    query = Query(source, "SELECT CAST(s AS INT) AS i FROM a", read_head(source))
    with pytest.raises(InputError, match="the query failed"):
        list(query.batches(after_row=0, chunk_rows=10))
