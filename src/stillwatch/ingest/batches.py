"""From normalised rows to what the lake keeps: sketches, derived columns, texts apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.given_sketches import fill_in
from stillwatch.ingest.networks import blocks
from stillwatch.ingest.pseudonyms import pseudonymise
from stillwatch.ingest.sketches import sketch
from stillwatch.model.exchange import TEXT_FIELDS
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.tables import EXCHANGES, TEXTS


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows ready for the lake; `exchanges` and `texts` have the same rows in the same order."""

    exchanges: pa.Table
    texts: pa.Table
    set_aside: int = 0
    """Rows of which the source gave other sketches than their text does."""


def prepare(
    batch: pa.RecordBatch,
    engine: DuckEngine,
    text_limit: int,
    key: bytes | None,
    given: dict[str, pa.Array] | None = None,
) -> Prepared:
    """Sketch a normalised batch and split it into the lake's two tables.

    The sketches see whole texts; `texts` keeps `text_limit` characters of each. What was
    `given` as a sketch stands where there is no text to make it of. With a `key`
    identifiers are pseudonymised, after what is derived from them has been derived.
    """
    sketches, set_aside = fill_in(sketch(batch), given or {}, batch)
    whole = pa.Table.from_batches([batch])
    for name in ("client", "signup"):
        address = batch.column(batch.schema.get_field_index(f"{name}_ip"))
        whole = whole.append_column(f"{name}_block", blocks(address))
    if key is not None:
        whole = pseudonymise(whole, key)
    for field, column in zip(sketches.schema, sketches.columns, strict=True):
        whole = whole.append_column(field, column)
    whole = whole.append_column("exchange_key", _keys(whole, engine))
    whole = whole.append_column("day", pc.strftime(whole.column("ts"), format="%Y-%m-%d"))
    texts = whole.select([c.name for c in TEXTS.columns])
    for name in TEXT_FIELDS:
        place = texts.schema.get_field_index(name)
        texts = texts.set_column(place, texts.schema[place], _cut(texts.column(name), text_limit))
    exchanges = whole.select([c.name for c in EXCHANGES.columns]).cast(EXCHANGES.schema())
    return Prepared(exchanges, texts.cast(TEXTS.schema()), set_aside)


def _keys(table: pa.Table, engine: DuckEngine) -> pa.Array:
    """Hash (account_id, request_id) as every engine would."""
    engine.put(
        "keyed",
        table.select(["account_id", "request_id"]).append_column(
            "ordinal", pa.array(np.arange(table.num_rows), pa.int64())
        ),
    )
    found = engine.read(
        "SELECT item_hash(concat(account_id, chr(31), request_id)) AS exchange_key "
        "FROM keyed ORDER BY ordinal"
    )
    return found.column(0).combine_chunks()


def _cut(column: pa.ChunkedArray, limit: int) -> pa.Array:
    """Keep the first `limit` characters of strings, also of those inside lists and turns."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    if pa.types.is_string(array.type):
        return pc.utf8_slice_codeunits(array, 0, limit)
    values = array.flatten()
    if pa.types.is_struct(values.type):
        parts = [pc.utf8_slice_codeunits(part, 0, limit) for part in values.flatten()]
        inner: pa.Array = pa.StructArray.from_arrays(parts, fields=list(values.type))
    else:
        inner = pc.utf8_slice_codeunits(values, 0, limit)
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    offsets = np.concatenate([[0], np.cumsum(lengths.to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), inner, type=array.type, mask=pc.is_null(array)
    )
