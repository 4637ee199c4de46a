"""A provider's own table: CSV, JSON, Parquet or SQL, read through a mapping."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.column_names import Plan, plan_columns
from stillwatch.ingest.columnar import (
    Columns,
    Query,
    is_duckdb,
    is_parquet,
    parquet_schema,
    read_parquet,
)
from stillwatch.ingest.columns import (
    chunk_of,
    column,
    derived_id,
    derived_ids,
    row_numbers,
    with_constants,
)
from stillwatch.ingest.delimited import Cells, header_of, header_or_error, read_cells
from stillwatch.ingest.jsonlines import (
    Records,
    first_records,
    looks_like_json,
    one_per_line,
    read_records,
)
from stillwatch.ingest.jsonvalues import dig, to_json
from stillwatch.ingest.lines import broken_pack, empty_file, excerpt
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.source import RawChunk, Source
from stillwatch.ingest.streams import Stream, read_head
from stillwatch.model.exchange import FIELD
from stillwatch.model.reject import Reject

_LOOKED_AT: Final = 1_000
_DEEPEST_NAME: Final = 4


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
            if not one_per_line(head):
                return "a JSON array of records"
            return "JSON records, one per line" if head.lstrip()[:1] == b"{" else None
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
            table = _planned(_cell_table(part, names, plan), plan, len(part.rows))
            rows = pa.array(part.rows, type=pa.int64())
            yield RawChunk(table, rows, part.last_row, part.bytes_read, part.rejects)

    def _parquet(self, source: Source, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        schema = parquet_schema(source)
        plan = plan_columns(
            self._mapping, _schema_names(schema), source.name, openable=_text_names(schema)
        )
        wanted = list(dict.fromkeys(_top(column, schema) for column in plan.taken.values()))
        for part in read_parquet(source, wanted, after_row=after_row, chunk_rows=chunk_rows):
            yield _chunk(part, plan)

    def _query(
        self, source: Source, head: bytes, after_row: int, chunk_rows: int
    ) -> Iterator[RawChunk]:
        query = Query(source, self._mapping.query, head)
        try:
            plan = plan_columns(
                self._mapping,
                _schema_names(query.schema),
                source.name,
                openable=_text_names(query.schema),
            )
            for part in query.batches(after_row=after_row, chunk_rows=chunk_rows):
                yield _chunk(part, plan)
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
            chosen = [_pick(record, plan, mapped) for record in values]
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
            _collect(record, "", names, openable, 1)
        if not names:
            return Plan({}, {}, ())
        plan = plan_columns(self._mapping, list(names), source.name, openable=list(openable))
        # A column marked `?` may first be seen far down.
        taken = {f: c.removesuffix("?") for f, c in self._mapping.fields.items()}
        return Plan({**plan.taken, **taken}, plan.constants, plan.derive)


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


def _collect(
    record: dict[str, Any],
    above: str,
    names: dict[str, None],
    openable: dict[str, None],
    depth: int,
) -> None:
    """Add the dotted paths of a record; texts may be JSON, so paths may lead into them."""
    for key, value in record.items():
        path = f"{above}{key}"
        names[path] = None
        if isinstance(value, dict) and depth < _DEEPEST_NAME:
            _collect(value, f"{path}.", names, openable, depth + 1)
        elif isinstance(value, str | dict | list):
            openable[path] = None


def _pick(record: dict[str, Any], plan: Plan, mapped: Container[str]) -> dict[str, Any]:
    """Return the fields of one record; a record may have fields that the first ones lack."""
    chosen = {key: record[key] for key in record if key in FIELD and key not in mapped}
    for name, path in plan.taken.items():
        if name != path:
            chosen[name] = record[path] if path in record else dig(record, path)
    if plan.derive:
        chosen["request_id"] = derived_id(chosen)
    return chosen


def _cell_table(part: Cells, names: list[str], plan: Plan) -> pa.Table:
    """Return the planned columns of CSV records as texts; an empty cell is a missing value."""
    by_name = dict(zip(names, zip(*part.records, strict=True), strict=True)) if part.records else {}
    arrays: dict[str, pa.Array] = {}
    for name, path in plan.taken.items():
        if path in names:
            values: Sequence[Any] = [cell or None for cell in by_name.get(path, ())]
        else:
            cells = zip(*by_name.values(), strict=True)
            values = [dig(dict(zip(names, row, strict=True)), path) for row in cells]
        arrays[name] = column(name, values)
    return pa.table(arrays)


def _chunk(part: Columns, plan: Plan) -> RawChunk:
    """Return the planned columns of a typed batch."""
    count = part.table.num_rows
    if not count:
        return chunk_of(
            [],
            [],
            constants={},
            last_row=part.first_row,
            bytes_read=part.bytes_read,
            rejects=part.rejects,
        )
    table = pa.table({name: _at(part.table, path) for name, path in plan.taken.items()})
    return RawChunk(
        columns=_planned(table, plan, count),
        rows=row_numbers(part.first_row, count),
        last_row=part.first_row + count - 1,
        bytes_read=part.bytes_read,
        rejects=part.rejects,
    )


def _planned(table: pa.Table, plan: Plan, rows: int) -> pa.Table:
    if plan.derive:
        table = table.append_column("request_id", derived_ids(table))
    return with_constants(table, plan.constants, rows)


def _at(table: pa.Table, path: str) -> pa.ChunkedArray:
    """Return a column, or what a dotted path leads to in nested columns or JSON texts."""
    top = _top(path, table.schema)
    values = table.column(top)
    rest = path[len(top) + 1 :]
    while rest and pa.types.is_struct(values.type):
        inside = [values.type.field(i).name for i in range(values.type.num_fields)]
        step = max((n for n in inside if f"{rest}.".startswith(f"{n}.")), key=len, default="")
        if not step:
            break
        values = pc.struct_field(values, step)
        rest = rest[len(step) + 1 :]
    if rest:
        found = [dig(value, rest) for value in values.to_pylist()]
        return pa.chunked_array([_loose(found)])
    return values


def _loose(values: list[Any]) -> pa.Array:
    return column("metadata", values)


def _top(path: str, schema: pa.Schema) -> str:
    """Return the column that a path begins in, the longest that fits."""
    return max((n for n in schema.names if f"{path}.".startswith(f"{n}.")), key=len, default=path)


def _schema_names(schema: pa.Schema) -> list[str]:
    names: list[str] = []

    def add(above: str, field: pa.Field, depth: int) -> None:
        names.append(f"{above}{field.name}")
        if pa.types.is_struct(field.type) and depth < _DEEPEST_NAME:
            for i in range(field.type.num_fields):
                add(f"{above}{field.name}.", field.type.field(i), depth + 1)

    for field in schema:
        add("", field, 1)
    return names


def _text_names(schema: pa.Schema) -> list[str]:
    """Return the columns whose values may be JSON."""
    return [
        field.name
        for field in schema
        if pa.types.is_string(field.type)
        or pa.types.is_large_string(field.type)
        or pa.types.is_map(field.type)
    ]
