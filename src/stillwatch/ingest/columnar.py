"""Parquet files, DuckDB databases, and queries: batches of typed columns.

A row's number is its place in the file or in the query's answer, from 1. For a restart to
find its place, a query must answer in the same order each time: give it an ORDER BY.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.ingest.source import Source
from stillwatch.model.errors import InputError, MappingError
from stillwatch.model.reject import Reject

PARQUET_MAGIC: Final = b"PAR1"
_DUCKDB_MAGIC: Final = b"DUCK"
_DUCKDB_MAGIC_AT: Final = 8
QUERY_TABLE: Final = "log"
_BATCH_BYTES: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch as the source had it; `first_row` is the number of its first row."""

    table: pa.Table
    first_row: int
    bytes_read: int
    rejects: list[Reject]


def is_parquet(head: bytes) -> bool:
    """Say whether a file that starts with `head` is Parquet."""
    return head.startswith(PARQUET_MAGIC)


def is_duckdb(head: bytes) -> bool:
    """Say whether a file that starts with `head` is a DuckDB database."""
    return head[_DUCKDB_MAGIC_AT : _DUCKDB_MAGIC_AT + 4] == _DUCKDB_MAGIC


def parquet_schema(source: Source) -> pa.Schema:
    """Return the Arrow schema of a Parquet file; InputError where it is damaged."""
    with _open_parquet(source) as file:
        return file.schema_arrow


def read_parquet(
    source: Source, names: list[str] | None, *, after_row: int, chunk_rows: int
) -> Iterator[Columns]:
    """Yield the rows after `after_row`, only the columns `names` (None: all).

    A damaged part ends the reading with one reject; what came before is kept.
    """
    done = after_row
    with _open_parquet(source) as file:
        try:
            groups, skip = _groups_after(file, after_row)
            size = min(chunk_rows, _rows_within(file, _BATCH_BYTES))
            for batch in file.iter_batches(size, row_groups=groups, columns=names):
                table = pa.Table.from_batches([batch])
                if skip:
                    dropped = min(skip, table.num_rows)
                    table, skip = table.slice(dropped), skip - dropped
                if table.num_rows:
                    share = done / max(file.metadata.num_rows, 1)
                    yield Columns(table, done + 1, int(source.size * share), [])
                    done += table.num_rows
        except (pa.ArrowException, OSError, ValueError) as fault:
            lost = file.metadata.num_rows - done
            reason = f"the Parquet data are damaged, {lost} rows cannot be read: {fault}"
            yield Columns(
                pa.table({}), done + 1, source.size, [Reject(source.name, done + 1, reason)]
            )


def _rows_within(file: pq.ParquetFile, limit: int) -> int:
    """Return how many rows of middling length fit into `limit` bytes once unpacked."""
    about = file.metadata
    size = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    rows: int = limit * about.num_rows // max(size, 1)
    return max(1, rows)


def _groups_after(file: pq.ParquetFile, after_row: int) -> tuple[list[int], int]:
    """Return the row groups still wanted and how many rows of the first are not."""
    skipped = 0
    for group in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if skipped + rows > after_row:
            return list(range(group, file.metadata.num_row_groups)), after_row - skipped
        skipped += rows
    return [], 0


def _open_parquet(source: Source) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(source.path, page_checksum_verification=True)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise InputError(
            f"is no whole Parquet file: {fault}", where=source.name, remedy="write it again"
        ) from fault


class Query:
    """The answer of one SELECT over a database file, or over a file as the table `log`."""

    def __init__(self, source: Source, query: str | None, head: bytes) -> None:
        self._source = source
        self._link, self._sql = _connect(source, head, query)
        try:
            described = self._link.sql(f"SELECT * FROM (\n{self._sql}\n) LIMIT 0")
            self.schema: pa.Schema = described.to_arrow_table().schema
        except duckdb.Error as fault:
            self._link.close()
            raise self._fault(fault) from fault

    def batches(self, *, after_row: int, chunk_rows: int) -> Iterator[Columns]:
        """Yield the rows after `after_row`; closes the database at the end."""
        done = 0
        try:
            reader = self._link.sql(self._sql).to_arrow_reader(chunk_rows)
            for batch in reader:
                table = pa.Table.from_batches([batch])
                first, done = done + 1, done + table.num_rows
                if done > after_row:
                    skip = max(after_row - first + 1, 0)
                    yield Columns(table.slice(skip), first + skip, 0, [])
        except (duckdb.Error, pa.ArrowException) as fault:
            raise self._fault(fault) from fault
        finally:
            self._link.close()

    def close(self) -> None:
        """Let go of the database."""
        self._link.close()

    def _fault(self, fault: Exception) -> InputError:
        return InputError(
            f"the query failed: {_first_line(fault)}",
            where=self._source.name,
            remedy="mend `query:`",
        )


def _connect(source: Source, head: bytes, query: str | None) -> tuple[Any, str]:
    """Return an open database and what to ask it; the user's file is never written to."""
    wanted = _checked(query, source) if query else None
    link: Any = None
    try:
        if is_duckdb(head):
            link = duckdb.connect(str(source.path), read_only=True)
            return link, wanted or f"SELECT * FROM {_only_table(link, source)}"
        link = duckdb.connect()
        path = str(source.path).replace("'", "''")
        call = _file_reader(head).format(path=path)
        link.execute(f"CREATE VIEW {QUERY_TABLE} AS SELECT * FROM {call}")
    except duckdb.Error as fault:
        raise InputError(f"cannot be queried: {_first_line(fault)}", where=source.name) from fault
    return link, wanted or f"SELECT * FROM {QUERY_TABLE}"


def _file_reader(head: bytes) -> str:
    if is_parquet(head):
        return "read_parquet('{path}')"
    if head.lstrip()[:1] in (b"{", b"["):
        return "read_json_auto('{path}', maximum_object_size=67108864)"
    return "read_csv('{path}', all_varchar=true, header=true)"


def _only_table(link: Any, source: Source) -> str:
    found = link.execute(
        "SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL"
    ).fetchall()
    if len(found) != 1:
        names = ", ".join(f"{schema}.{table}" for schema, table in found) or "none"
        link.close()
        raise MappingError(
            f"which table of this database is the log? It has {names}",
            where=source.name,
            remedy="write `query: SELECT ... FROM ... ORDER BY ...` into the mapping file",
        )
    schema, table = (str(part).replace('"', '""') for part in found[0])
    return f'"{schema}"."{table}"'


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]


def _checked(query: str, source: Source) -> str:
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as fault:
        raise MappingError(
            f"`query` is not SQL: {_first_line(fault)}",
            where=source.name,
            remedy="mend it in the mapping file",
        ) from fault
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise MappingError(
            "`query` must be one SELECT",
            where=source.name,
            remedy="logs are only read, never changed",
        )
    return statements[0].query.strip().rstrip(";")
