"""Texts as flat buffers: folded, bounded, hashed, without a Python object per row.

Everything here walks UTF-8 bytes beside an offsets array, as Arrow lays strings out, so that
a chunk of ten thousand prompts is one call that leaves the interpreter alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import alphabet
from stillwatch.ingest.sketch_bits import FNV_OFFSET, FNV_PRIME, byte_at, decode, encode, finalise

HEAD_BYTES: Final = 32 * 1024
TAIL_BYTES: Final = 8 * 1024
"""A text longer than both together is looked at in its head and tail only: a 10 MB prompt
costs what a 40 KiB one does. What campaigns repeat, they repeat at the ends."""


class Texts(NamedTuple):
    """Rows of UTF-8 in one buffer; row i is `data[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]
    data: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    """False where the row was null. After `fold` also where nothing visible is left."""

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Bytes of each row."""
        return np.diff(self.offsets)


def texts_of(column: pa.Array) -> Texts:
    """Look at a string column in place; nulls become empty rows that are not valid."""
    if column.null_count:
        valid = np.asarray(column.is_valid())
        column = column.fill_null("")
    else:
        valid = np.ones(len(column), np.bool_)
    width = np.int64 if pa.types.is_large_string(column.type) else np.int32
    _, offsets, data = column.buffers()
    if len(column) == 0 or offsets is None:
        return Texts(np.zeros(1, np.int64), np.zeros(0, np.uint8), valid)
    ends = np.frombuffer(offsets, width)[column.offset : column.offset + len(column) + 1]
    raw = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    return Texts(ends.astype(np.int64), raw, valid)


def arrow_of(texts: Texts) -> pa.Array:
    """Return folded rows as an Arrow column over the same bytes; not valid rows are null."""
    mask = pa.array(texts.valid).buffers()[1] if not texts.valid.all() else None
    buffers = [mask, pa.py_buffer(texts.offsets), pa.py_buffer(texts.data)]
    return pa.Array.from_buffers(pa.large_string(), len(texts.valid), buffers)


def fold(texts: Texts) -> Texts:
    """Lower-case, fold white space, straighten quotes, trim, and bound every row.

    Invisible characters vanish; controls, NUL, U+FFFD and broken bytes count as white space.
    The result is what every hash and every rule is computed on.
    """
    table = alphabet()
    offsets, data = _fold_rows(
        texts.offsets, texts.data, table.classes, table.folds, HEAD_BYTES, TAIL_BYTES
    )
    return Texts(offsets, data, texts.valid & (np.diff(offsets) > 0))


def hash_rows(texts: Texts, lengths: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return a 64-bit hash of each row's bytes: FNV-1a with a murmur finaliser.

    `lengths` goes into the hash where it is not zero: the size of a text of which only the
    ends are in `texts`, so that two long documents with one cover sheet stay apart.
    """
    salt = np.zeros(len(texts.valid), np.int64) if lengths is None else lengths
    return _hash_rows(texts.offsets, texts.data, salt).view(np.int64)


@numba.njit(nogil=True, cache=True)
def _hash_rows(
    offsets: NDArray[np.int64], data: NDArray[np.uint8], salt: NDArray[np.int64]
) -> NDArray[np.uint64]:
    out = np.empty(len(offsets) - 1, np.uint64)
    for row in range(len(out)):
        value = FNV_OFFSET ^ np.uint64(salt[row])
        for at in range(offsets[row], offsets[row + 1]):
            value = (value ^ np.uint64(data[at])) * FNV_PRIME
        out[row] = finalise(value)
    return out


@numba.njit(nogil=True, cache=True)
def _folded(folds: NDArray[np.uint32], code: int) -> int:
    return np.int64(folds[code])  # type: ignore[return-value]


@numba.njit(nogil=True, cache=True)
def _fold_span(
    data: NDArray[np.uint8],
    at: int,
    end: int,
    classes: NDArray[np.uint8],
    folds: NDArray[np.uint32],
    out: NDArray[np.uint8],
    start: int,
    to: int,
) -> int:
    """Fold `data[at:end]` to `out[to:]`; a row begins at `start`. Return where it ends."""
    gap = to > start
    while at < end:
        code = byte_at(data, at)
        if code < 0x80:
            at += 1
        else:
            code, at = decode(data, at, end)
        kind = classes[code]
        if kind <= 1:
            gap = gap or kind == 0
            continue
        if gap and to > start:
            out[to] = 32
            to += 1
        gap = False
        code = _folded(folds, code)
        if code < 0x80:
            out[to] = code
            to += 1
        else:
            to = encode(code, out, to)
    return to


@numba.njit(nogil=True, cache=True)
def _fold_rows(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    folds: NDArray[np.uint32],
    head: int,
    tail: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    rows = len(offsets) - 1
    room = 0
    for row in range(rows):
        room += min(offsets[row + 1] - offsets[row], head + tail) + 1
    out = np.empty(room, np.uint8)
    ends = np.zeros(rows + 1, np.int64)
    to = 0
    for row in range(rows):
        low, high, start = offsets[row], offsets[row + 1], to
        if high - low <= head + tail:
            to = _fold_span(data, low, high, classes, folds, out, start, to)
        else:
            cut = low + head
            while cut > low and data[cut] & 0xC0 == 0x80:
                cut -= 1
            again = high - tail
            while again < high and data[again] & 0xC0 == 0x80:
                again += 1
            to = _fold_span(data, low, cut, classes, folds, out, start, to)
            to = _fold_span(data, again, high, classes, folds, out, start, to)
        ends[row + 1] = to
    return ends, out[:to].copy()
