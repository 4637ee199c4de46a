"""From rows as a table had them to columns under our names, by the plan of a mapping."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.column_names import Plan
from stillwatch.ingest.columnar import Columns
from stillwatch.ingest.columns import (
    chunk_of,
    column,
    derived_id,
    derived_ids,
    row_numbers,
    with_constants,
)
from stillwatch.ingest.delimited import Cells
from stillwatch.ingest.jsonvalues import dig
from stillwatch.ingest.source import RawChunk
from stillwatch.model.exchange import FIELD
from stillwatch.model.sketch import SKETCH_TYPES

_DEEPEST_NAME: Final = 4
_TAKEN: Final = frozenset({*FIELD, *SKETCH_TYPES})


def collect(
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
            collect(value, f"{path}.", names, openable, depth + 1)
        elif isinstance(value, str | dict | list):
            openable[path] = None


def pick(record: dict[str, Any], plan: Plan, mapped: Container[str]) -> dict[str, Any]:
    """Return the fields of one record; a record may have fields that the first ones lack."""
    chosen = {key: record[key] for key in record if key in _TAKEN and key not in mapped}
    for name, path in plan.taken.items():
        if name != path:
            chosen[name] = record[path] if path in record else dig(record, path)
    if plan.derive:
        chosen["request_id"] = derived_id(chosen)
    return chosen


def cell_table(part: Cells, names: list[str], plan: Plan) -> pa.Table:
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


def chunk(part: Columns, plan: Plan) -> RawChunk:
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
        columns=planned(table, plan, count),
        rows=row_numbers(part.first_row, count),
        last_row=part.first_row + count - 1,
        bytes_read=part.bytes_read,
        rejects=part.rejects,
    )


def planned(table: pa.Table, plan: Plan, rows: int) -> pa.Table:
    """Return the mapped columns with the derived id and the constants beside them."""
    if plan.derive:
        table = table.append_column("request_id", derived_ids(table))
    return with_constants(table, plan.constants, rows)


def _at(table: pa.Table, path: str) -> pa.ChunkedArray:
    """Return a column, or what a dotted path leads to in nested columns or JSON texts."""
    first = top(path, table.schema)
    values = table.column(first)
    rest = path[len(first) + 1 :]
    while rest and pa.types.is_struct(values.type):
        inside = [values.type.field(i).name for i in range(values.type.num_fields)]
        step = max((n for n in inside if f"{rest}.".startswith(f"{n}.")), key=len, default="")
        if not step:
            break
        values = pc.struct_field(values, step)
        rest = rest[len(step) + 1 :]
    if rest:
        found = [dig(value, rest) for value in values.to_pylist()]
        return pa.chunked_array([column("metadata", found)])
    return values


def top(path: str, schema: pa.Schema) -> str:
    """Return the column that a path begins in, the longest that fits."""
    return max((n for n in schema.names if f"{path}.".startswith(f"{n}.")), key=len, default=path)


def schema_names(schema: pa.Schema) -> list[str]:
    """Return the columns of a schema and the dotted paths into nested ones."""
    names: list[str] = []

    def add(above: str, field: pa.Field, depth: int) -> None:
        names.append(f"{above}{field.name}")
        if pa.types.is_struct(field.type) and depth < _DEEPEST_NAME:
            for i in range(field.type.num_fields):
                add(f"{above}{field.name}.", field.type.field(i), depth + 1)

    for field in schema:
        add("", field, 1)
    return names


def text_names(schema: pa.Schema) -> list[str]:
    """Return the columns whose values may be JSON."""
    return [
        field.name
        for field in schema
        if pa.types.is_string(field.type)
        or pa.types.is_large_string(field.type)
        or pa.types.is_map(field.type)
    ]
