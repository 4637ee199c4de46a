"""Replace identifiers by keyed hashes at ingest, for providers who may not pool raw ones."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.model.errors import InputError
from stillwatch.model.exchange import FIELDS

KEY_BYTES = 32
IDENTIFIERS = frozenset(f.name for f in FIELDS if f.identifier) | {"client_block", "signup_block"}


def read_key(path: Path) -> bytes:
    """Read a key file. Raises InputError where it is missing or too short to protect anything.

    A longer file loses the line end an editor adds; one of exactly 32 bytes is a random key,
    in which a last byte that looks like a line end is part of the key (1 in 128 has one).
    """
    try:
        key = path.read_bytes()
    except OSError as fault:
        raise InputError(
            f"the key cannot be read: {fault.strerror}",
            where=str(path),
            remedy="make one with `head -c 32 /dev/urandom > FILE`",
        ) from fault
    if len(key) != KEY_BYTES:
        key = key.rstrip(b"\r\n")
    if len(key) < KEY_BYTES:
        raise InputError(
            f"the key has {len(key)} bytes, {KEY_BYTES} are needed",
            where=str(path),
            remedy="make one with `head -c 32 /dev/urandom > FILE`",
        )
    return key


def pseudonymise(table: pa.Table, key: bytes) -> pa.Table:
    """Return the table with every identifier as HMAC-SHA256, 32 hex digits.

    Equal values stay equal within a field, so ties survive; the field's name is part of what
    is hashed, so a card and a device of one value do not meet.
    """
    for place, field in enumerate(table.schema):
        if field.name in IDENTIFIERS:
            column = table.column(place).combine_chunks()
            table = table.set_column(place, field, _hashed(column, field.name, key))
    return table


def _hashed(column: pa.Array, name: str, key: bytes) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_list(column.type):
        inner = _hashed(column.flatten(), name, key)
        offsets = pc.cumulative_sum(pc.fill_null(pc.list_value_length(column), 0))
        whole = pa.concat_arrays([pa.array([0], pa.int32()), offsets.cast(pa.int32())])
        return pa.ListArray.from_arrays(whole, inner, mask=pc.is_null(column))
    encoded = pc.dictionary_encode(column)
    hashed = [
        None
        if value is None
        else hmac.new(key, f"{name}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:32]
        for value in encoded.dictionary.to_pylist()
    ]
    return pa.array(hashed, pa.string()).take(encoded.indices)
