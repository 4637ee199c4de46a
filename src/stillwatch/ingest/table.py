"""A provider's own table: CSV, JSON, Parquet or SQL, read through a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from stillwatch.ingest.column_names import Plan, plan_columns
from stillwatch.ingest.columnar import (
    Query,
    is_duckdb,
    is_parquet,
    parquet_schema,
    read_parquet,
)
from stillwatch.ingest.columns import (
    chunk_of,
)
from stillwatch.ingest.delimited import header_of, header_or_error, read_cells
from stillwatch.ingest.jsonlines import (
    Records,
    first_records,
    looks_like_json,
    one_per_line,
    read_records,
)
from stillwatch.ingest.jsonvalues import to_json
from stillwatch.ingest.lines import broken_pack, empty_file, excerpt
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.source import RawChunk, Source
from stillwatch.ingest.streams import HEAD_BYTES, Stream, read_head
from stillwatch.ingest.table_columns import (
    cell_table,
    chunk,
    collect,
    pick,
    planned,
    schema_names,
    text_names,
    top,
)
from stillwatch.model.reject import Reject

_LOOKED_AT: Final = 1_000


class TableFormat:
    """Rows with a column per field, under the user's names or ours."""

    name = "table"

    def __init__(self, mapping: Mapping = NO_MAPPING) -> None:
        self._mapping = mapping

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Say which kind of table `head` opens, or None."""
        if is_parquet(head):
            return "a Parquet file"
        if is_duckdb(head):
            return "a DuckDB database"
        if looks_like_json(head):
            return _kind_of_json(head)
        found = header_of(head)
        return f"a header line with {len(found[0])} columns" if found else None

    def read(self, source: Source, *, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        """Yield the rows after `after_row`; raises MappingError where columns are missing."""
        head = read_head(source)
        if is_duckdb(head) or self._mapping.query:
            yield from self._query(source, head, after_row, chunk_rows)
        elif is_parquet(head):
            yield from self._parquet(source, after_row, chunk_rows)
        elif not head.strip():
            yield from _nothing(source, after_row)
        elif looks_like_json(head):
            yield from self._json(source, head, after_row, chunk_rows)
        else:
            yield from self._delimited(source, head, after_row, chunk_rows)

    def _delimited(
        self, source: Source, head: bytes, after_row: int, chunk_rows: int
    ) -> Iterator[RawChunk]:
        names, delimiter = header_or_error(head, source)
        plan = plan_columns(self._mapping, names, source.name, openable=names)
        cells = read_cells(
            source, delimiter, len(names), after_row=after_row, chunk_rows=chunk_rows
        )
        for part in cells:
            table = planned(cell_table(part, names, plan), plan, len(part.rows))
            rows = pa.array(part.rows, type=pa.int64())
            yield RawChunk(table, rows, part.last_row, part.bytes_read, part.rejects)

    def _parquet(self, source: Source, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        schema = parquet_schema(source)
        plan = plan_columns(
            self._mapping, schema_names(schema), source.name, openable=text_names(schema)
        )
        wanted = list(dict.fromkeys(top(column, schema) for column in plan.taken.values()))
        for part in read_parquet(source, wanted, after_row=after_row, chunk_rows=chunk_rows):
            yield chunk(part, plan)

    def _query(
        self, source: Source, head: bytes, after_row: int, chunk_rows: int
    ) -> Iterator[RawChunk]:
        query = Query(source, self._mapping.query, head)
        try:
            plan = plan_columns(
                self._mapping,
                schema_names(query.schema),
                source.name,
                openable=text_names(query.schema),
            )
            for part in query.batches(after_row=after_row, chunk_rows=chunk_rows):
                yield chunk(part, plan)
        finally:
            query.close()

    def _json(
        self, source: Source, head: bytes, after_row: int, chunk_rows: int
    ) -> Iterator[RawChunk]:
        plan: Plan | None = None
        for part in read_records(source, after_row=after_row, chunk_rows=chunk_rows):
            values, rows = _objects(part, source)
            if plan is None:
                plan = self._json_plan(source, head, values)
            mapped = {*self._mapping.fields, *plan.constants, *plan.derive}
            # Without a mapping the records are the fields already; others are left behind.
            chosen = [pick(record, plan, mapped) for record in values] if mapped else values
            yield chunk_of(
                chosen,
                rows,
                constants=plan.constants,
                last_row=part.last_row,
                bytes_read=part.bytes_read,
                rejects=part.rejects,
            )

    def _json_plan(self, source: Source, head: bytes, first: list[dict[str, Any]]) -> Plan:
        """Plan by the file's own beginning, so that a restart plans as the first run did."""
        looked_at = [*first_records(head, _LOOKED_AT), *first[:_LOOKED_AT]]
        names: dict[str, None] = {}
        openable: dict[str, None] = {}
        for record in looked_at:
            collect(record, "", names, openable, 1)
        if not names:
            return Plan({}, {}, ())
        plan = plan_columns(self._mapping, list(names), source.name, openable=list(openable))
        # A column marked `?` may first be seen far down.
        taken = {f: c.removesuffix("?") for f, c in self._mapping.fields.items()}
        return Plan({**plan.taken, **taken}, plan.constants, plan.derive)


def _kind_of_json(head: bytes) -> str | None:
    """Say how records stand in JSON; None for text that merely begins with a bracket."""
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    whole = bool(first_records(head))
    # The first record may be longer than the head.
    begun = len(head) == HEAD_BYTES and body.lstrip(b"[ \t\r\n")[:1] == b"{"
    if not whole and not begun:
        return None
    return "JSON records, one per line" if one_per_line(head) else "a JSON array of records"


def _nothing(source: Source, after_row: int) -> Iterator[RawChunk]:
    """Yield the one note on a file without a single character."""
    stream = Stream(source)
    for _ in stream:
        pass
    reject = broken_pack(source, 1, stream.fault) if stream.fault else empty_file(source)
    if after_row < max(reject.row, 1):
        yield chunk_of(
            [], [], constants={}, last_row=reject.row, bytes_read=source.size, rejects=[reject]
        )


def _objects(part: Records, source: Source) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the records that are objects; the others become rejects."""
    if all(isinstance(value, dict) for value in part.values):
        return part.values, part.rows
    kept: list[dict[str, Any]] = []
    rows: list[int] = []
    for value, row in zip(part.values, part.rows, strict=True):
        if isinstance(value, dict):
            kept.append(value)
            rows.append(row)
        else:
            shown = excerpt(to_json(value))
            part.rejects.append(Reject(source.name, row, "not a JSON object", shown))
    return kept, rows
