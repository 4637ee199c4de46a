"""From Python values to Arrow columns of a chunk, whatever the values are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.jsonvalues import storable_text, to_json
from stillwatch.ingest.source import RawChunk
from stillwatch.model.exchange import EXCHANGE_SCHEMA, FIELD, TURNS
from stillwatch.model.reject import Reject
from stillwatch.model.sketch import SKETCH_TYPES

_ID_BYTES: Final = 16
_BETWEEN: Final = "\x1f"
_ABSENT: Final = "\x00"


def column(name: str, values: Sequence[Any]) -> pa.Array:
    """Return `values` as an Arrow array: exact where they agree, as texts where they do not.

    `normalise` casts later; what matters here is that nothing is lost and nothing raises.
    """
    wanted = FIELD[name].type if name in FIELD else SKETCH_TYPES[name]
    try:
        if pa.types.is_string(wanted):
            return pa.array(values, type=wanted)
        if wanted == TURNS:
            return _turns(values)
        if pa.types.is_list(wanted):
            return pa.array(values, type=wanted)
        made = pa.array(values)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return pa.array([_plain(value) for value in values], type=pa.string())
    # Inference reads [1, 2.5] as floats, which is right, and dates as dates; the rest is text.
    return made if not pa.types.is_nested(made.type) else pa.array(map(_plain, values), pa.string())


def _turns(values: Sequence[Any]) -> pa.Array:
    """Return turns as they are; TypeError where one has more than a role and a content."""
    for turns in values:
        for turn in turns or ():
            if not isinstance(turn, dict) or not turn.keys() <= {"role", "content"}:
                raise TypeError("a turn of another shape")
    return pa.array(values, type=TURNS)


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    return storable_text(value) if isinstance(value, str) else to_json(value)


def chunk_of(
    rows: Sequence[Mapping[str, Any]],
    numbers: Sequence[int],
    *,
    constants: Mapping[str, Any],
    last_row: int,
    bytes_read: int,
    rejects: list[Reject],
) -> RawChunk:
    """Return the chunk of `rows`, each a mapping from field to value; constants win."""
    present = set().union(*rows) - set(constants) if rows else set()
    arrays = {
        name: column(name, [row.get(name) for row in rows])
        for name in (*EXCHANGE_SCHEMA.names, *SKETCH_TYPES)
        if name in present
    }
    table = pa.table(arrays)
    return RawChunk(
        columns=with_constants(table, constants, len(rows)),
        rows=pa.array(numbers, type=pa.int64()),
        last_row=last_row,
        bytes_read=bytes_read,
        rejects=rejects,
    )


def with_constants(table: pa.Table, constants: Mapping[str, Any], rows: int) -> pa.Table:
    """Return `table` with a column of one value for each constant."""
    filled = {name: pa.repeat(pa.scalar(value), rows) for name, value in constants.items()}
    kept = {n: table.column(n) for n in table.column_names if n not in filled}
    return pa.table({**kept, **filled})


def derived_ids(table: pa.Table) -> pa.Array:
    """Return an id per row: a hash of its values under their field names, 128 bits as hex.

    The same row gives the same id wherever it stands, so reading a log twice adds nothing.
    """
    parts: list[pa.Array] = []
    for name in sorted(table.column_names):
        texts = _texts(table.column(name))
        parts.append(pc.binary_join_element_wise(name, pc.fill_null(texts, _ABSENT), "="))
    joined = pc.binary_join_element_wise(*parts, _BETWEEN) if parts else pa.array([], pa.string())
    return pa.array(map(_digest, joined.to_pylist()), type=pa.string())


def derived_id(values: Mapping[str, Any]) -> str:
    """Return the id of one row given as Python values; see `derived_ids`."""
    return _digest(to_json({name: values[name] for name in sorted(values)}))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_ID_BYTES).hexdigest()


def _texts(values: pa.ChunkedArray) -> pa.Array:
    whole = values.combine_chunks()
    if pa.types.is_string(whole.type):
        return whole
    try:
        return pc.cast(whole, pa.string())
    except (pa.ArrowException, ValueError):
        return pa.array([_plain(value) for value in whole.to_pylist()], type=pa.string())


def row_numbers(first: int, count: int) -> pa.Int64Array:
    """Return `count` numbers from `first`."""
    return pa.array(np.arange(first, first + count, dtype=np.int64))
