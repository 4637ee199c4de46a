"""In which manner a prompt is put: words of orders, of persons and of forms, and its marks.

Counts only; what they come to is `sketch_task`'s. One probe per word and one pass over the
bytes as they were sent, so that it costs a few microseconds a prompt in every language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.ingest.sketch_bits import finalise
from stillwatch.ingest.sketch_manner_words import MANNERS
from stillwatch.ingest.sketch_text import HEAD_BYTES, Texts, fold, texts_of
from stillwatch.ingest.sketch_tokens import ALONE, WORD, Tokens, tokenise
from stillwatch.ingest.sketch_words import WordTable, mask_of, word_table

NAMES: Final[tuple[str, ...]] = tuple(MANNERS)
_ROOM: Final = 16384
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_SKIPPED: Final = 3
"""Words of politeness and wishing before the one a prompt opens with."""
_PASSED_OVER: Final = (1 << NAMES.index("polite")) | (1 << NAMES.index("wish"))

MARKS: Final = ("question", "blank_line", "tag", "digit")
"""Counted in the text as sent: question marks of all writings, empty lines, `[..]`, `<..>`,
`#` and `**` at the head of a line, runs of ASCII digits."""
LETTER, QUESTION, STOP, COLON, OTHER = range(5)
"""What a text ends with."""


class Manner(NamedTuple):
    """Counts per row."""

    words: NDArray[np.int32]
    """`[row, manner]`: words of each manner, in the order of NAMES."""
    opening: NDArray[np.uint64]
    """Bits of the manners of the word a row opens with, politeness and wishes passed over."""
    first: NDArray[np.uint64]
    """The same of the very first word."""
    marks: NDArray[np.int32]
    """`[row, mark]`, in the order of MARKS."""
    ending: NDArray[np.uint8]

    def number(self, name: str) -> NDArray[np.int32]:
        """Words of one manner."""
        return self.words[:, NAMES.index(name)]

    def opens(self, name: str) -> NDArray[np.bool_]:
        """Tell whether a row opens with a word of the manner."""
        return _has(self.opening, name)

    def begins(self, name: str) -> NDArray[np.bool_]:
        """Tell whether a row's very first word is of the manner."""
        return _has(self.first, name)

    def mark(self, name: str) -> NDArray[np.int32]:
        """Count of one mark."""
        return self.marks[:, MARKS.index(name)]


def manner(sent: Texts, tokens: Tokens) -> Manner:
    """Count the words and marks of manner of rows: as sent, and as tokens of the folded text."""
    keys, masks = _table()
    words, opening, first = _count(
        tokens.offsets, tokens.hashes, tokens.kinds, keys, masks, len(NAMES), _PASSED_OVER
    )
    marks, ending = _marks(sent.offsets, sent.data, HEAD_BYTES)
    return Manner(words, opening, first, marks, ending)


def _has(masks: NDArray[np.uint64], name: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (masks >> np.uint64(NAMES.index(name))) & np.uint64(1) == 1
    return found


@lru_cache(maxsize=1)
def _table() -> WordTable:
    """Lay the words out for probing, keyed as `_count` meets them; a few milliseconds."""
    words = [(word, bit) for bit, name in enumerate(NAMES) for word in MANNERS[name].split()]
    tokens = tokenise(fold(texts_of(pa.array([word for word, _ in words], pa.string()))))
    keyed = []
    for row, (_, bit) in enumerate(words):
        at, end = tokens.offsets[row], tokens.offsets[row + 1]
        key = int(tokens.hashes[at])
        if end - at == 2 and tokens.kinds[at] == tokens.kinds[at + 1] == ALONE:
            key = int(_pair(tokens.hashes[at], tokens.hashes[at + 1]))
        keyed.append((key, bit))
    return word_table(keyed, _ROOM)


@numba.njit(nogil=True, cache=True)
def _pair(first: np.uint64, second: np.uint64) -> np.uint64:
    """Return the key of two characters side by side of a script without spaces."""
    return finalise(first * _GOLDEN + second)


@numba.njit(nogil=True, cache=True)
def _count(
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    masks: NDArray[np.uint64],
    width: int,
    passed_over: int,
) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.uint64]]:
    rows = len(offsets) - 1
    out = np.zeros((rows, width), np.int32)
    opening = np.zeros(rows, np.uint64)
    first = np.zeros(rows, np.uint64)
    for row in range(rows):
        skipped, opened = 0, False
        for at in range(offsets[row], offsets[row + 1]):
            kind = kinds[at]
            if kind > ALONE:
                opened = opened or kind != WORD
                continue
            mask = mask_of(hashes[at], keys, masks)
            if kind == ALONE and at + 1 < offsets[row + 1] and kinds[at + 1] == ALONE:
                mask |= mask_of(_pair(hashes[at], hashes[at + 1]), keys, masks)
            if at == offsets[row]:
                first[row] = mask
            if not opened:
                over = mask & np.uint64(passed_over) != 0 and skipped < _SKIPPED
                skipped += 1
                if not over:
                    opening[row], opened = mask, True
            bit = 0
            while mask != 0:
                if mask & np.uint64(1):
                    out[row, bit] += 1
                mask >>= np.uint64(1)
                bit += 1
    return out, opening, first


@numba.njit(nogil=True, cache=True)
def _wide(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Return what the mark beyond ASCII at `at` is, or LETTER: questions, stops and colons of
    Chinese and Japanese (full width), Arabic and Devanagari."""
    if data[at] == 0xEF and at + 2 < end and data[at + 1] == 0xBC:
        last = data[at + 2]
        return QUESTION if last == 0x9F else COLON if last == 0x9A else OTHER
    if data[at] == 0xE3 and at + 2 < end and data[at + 1] == 0x80:
        return STOP if data[at + 2] == 0x82 else OTHER
    if data[at] == 0xD8 and at + 1 < end and data[at + 1] == 0x9F:
        return QUESTION
    if data[at] == 0xE0 and at + 2 < end and data[at + 1] == 0xA5 and data[at + 2] == 0xA4:
        return STOP
    if data[at] == 0xE2 and at + 1 < end and data[at + 1] == 0x80:
        return OTHER
    return LETTER


@numba.njit(nogil=True, cache=True)
def _ending(data: NDArray[np.uint8], start: int, end: int) -> int:
    """Return what `data[start:end]`, trimmed and not empty, ends with."""
    last = data[end - 1]
    if last >= 0x80:
        at = end - 1
        while at > start and data[at] & 0xC0 == 0x80:
            at -= 1
        return _wide(data, at, end)
    if 97 <= last <= 122 or 65 <= last <= 90 or 48 <= last <= 57:
        return LETTER
    return QUESTION if last == 63 else STOP if last == 46 else COLON if last == 58 else OTHER


@numba.njit(nogil=True, cache=True)
def _row_marks(data: NDArray[np.uint8], at: int, end: int, out: NDArray[np.int32]) -> None:
    before, head = 32, True
    while at < end:
        byte = data[at]
        if byte >= 97 and byte <= 122:
            before, head = 97, False
            at += 1
            continue
        if byte >= 0xD8:
            out[0] += _wide(data, at, end) == QUESTION
        elif 48 <= byte <= 57:
            out[3] += not 48 <= before <= 57
        elif byte == 63:
            out[0] += 1
        elif byte == 10:
            out[1] += before == 10
        elif head and (byte == 35 or byte == 60 or byte == 91 or (byte == 42 and before == 42)):
            out[2] += 1
        if byte > 32 or byte == 10:
            head = byte == 10 or (head and byte == 42)
            before = byte
        at += 1


@numba.njit(nogil=True, cache=True)
def _marks(
    offsets: NDArray[np.int64], data: NDArray[np.uint8], limit: int
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    rows = len(offsets) - 1
    out = np.zeros((rows, len(MARKS)), np.int32)
    ending = np.zeros(rows, np.uint8)
    for row in range(rows):
        at, end = offsets[row], offsets[row + 1]
        while at < end and data[at] <= 32:
            at += 1
        while end > at and data[end - 1] <= 32:
            end -= 1
        if end > at:
            _row_marks(data, at, min(end, at + limit), out[row])
            ending[row] = _ending(data, at, end)
    return out, ending
