"""Folded text as tokens: words, lone characters, and slots where a template is filled in.

One template sent a million times differs in its slots, so numbers, identifiers, quotations,
URLs, mail addresses and code become one fixed token each before anything is compared.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import (
    DIGIT,
    FIRST_ALONE,
    FIRST_SCRIPT,
    MARK,
    PUNCTUATION,
    alphabet,
)
from stillwatch.ingest.sketch_bits import FNV_OFFSET, FNV_PRIME, byte_at, decode, finalise
from stillwatch.ingest.sketch_text import Texts

WORD: Final = 0
ALONE: Final = 1
"""A character of a script without spaces, a symbol, or one of unknown script."""
NUMBER: Final = 2
"""Also dates, times, hexadecimal runs, UUIDs and identifiers with a digit in them."""
QUOTE: Final = 3
LINK: Final = 4
MAIL: Final = 5
CODE: Final = 6

QUOTE_LIMIT: Final = 2_000
"""Bytes between two quotation marks that still read as one slot; beyond, they are strays."""
CODE_LIMIT: Final = 300
SCRIPT_ROOM: Final = 96


class Tokens(NamedTuple):
    """Tokens of all rows; row i has `hashes[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    words: NDArray[np.int32]
    """Words of each row, those inside slots included; two lone characters are one word."""
    scripts: NDArray[np.int32]
    """Words (or lone characters) of each script, `[row, class]`, classes of the alphabet."""


def tokenise(folded: Texts) -> Tokens:
    """Cut folded rows into tokens. Rows that are not valid are empty and give none."""
    return Tokens(*_tokenise(folded.offsets, folded.data, alphabet().classes))


@numba.njit(nogil=True, cache=True)
def _take_word(
    data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8]
) -> tuple[int, np.uint64, bool, int]:
    """Return where the word at `at` ends, its hash, whether it has a digit, its script."""
    value = FNV_OFFSET
    digit = False
    script = 0
    while at < end:
        code, after = byte_at(data, at), at + 1
        if code >= 0x80:
            code, after = decode(data, at, end)
        kind = classes[code]
        if kind < MARK or kind >= FIRST_ALONE:
            inside = code == 39 and script > 0 and after < end
            if not (inside and FIRST_SCRIPT <= classes[data[after]] < FIRST_ALONE):
                break
        elif kind == DIGIT:
            digit = True
        elif script == 0 and kind >= FIRST_SCRIPT:
            script = kind
        value = (value ^ np.uint64(code)) * FNV_PRIME
        at = after
    return at, value, digit, script


@numba.njit(nogil=True, cache=True)
def _is_plain(byte: int) -> bool:
    """Tell whether an ASCII byte is a lower-case letter or a digit."""
    return 97 <= byte <= 122 or 48 <= byte <= 57


@numba.njit(nogil=True, cache=True)
def _number_end(data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8]) -> int:
    """Return where 1,234.56 or 2024-01-02 or 10:30 ends, given the end of its first run."""
    while at + 1 < end and data[at] in (44, 45, 46, 47, 58):
        after, _, digit, _ = _take_word(data, at + 1, end, classes)
        if not digit:
            break
        at = after
    return at


@numba.njit(nogil=True, cache=True)
def _uuid_end(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Return the end of a UUID that begins at `at`, or -1."""
    if at + 36 > end:
        return -1
    for place in range(36):
        byte = data[at + place]
        if place in (8, 13, 18, 23):
            if byte != 45:
                return -1
        elif not (48 <= byte <= 57 or 97 <= byte <= 102):
            return -1
    return at + 36


@numba.njit(nogil=True, cache=True)
def _run_end(data: NDArray[np.uint8], at: int, end: int, link: bool) -> int:
    """Return where a URL, or else the local part or domain of a mail address, ends."""
    while at < end:
        byte = data[at]
        if link:
            if byte <= 32 or byte >= 0x80 or byte in (34, 60, 62, 96):
                break
        elif not (_is_plain(byte) or byte in (37, 43, 45, 46, 95)):
            break
        at += 1
    return at


@numba.njit(nogil=True, cache=True)
def _address_end(data: NDArray[np.uint8], start: int, at: int, end: int) -> tuple[int, int]:
    """Return the end and kind of a URL or mail address whose first word is `start:at`."""
    if at + 2 >= end:
        return -1, WORD
    byte = data[at]
    if byte == 58 and data[at + 1] == 47 and data[at + 2] == 47:
        return _run_end(data, at, end, True), LINK
    if byte == 46 and at - start == 3 and data[start] == 119 and data[start + 1] == 119:
        return _run_end(data, at, end, True), LINK
    if byte in (43, 45, 46) and _is_plain(data[at + 1]):
        at = _run_end(data, at, min(end, at + 64), False)
    if at + 1 < end and data[at] == 64 and _is_plain(data[at + 1]):
        return _run_end(data, at + 1, end, False), MAIL
    return -1, WORD


@numba.njit(nogil=True, cache=True)
def _closing_quote(data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8]) -> int:
    """Return the first quotation mark from `at` on that closes: text before, none after."""
    while at < end:
        if data[at] == 34 and data[at - 1] != 32:
            if at + 1 == end or data[at + 1] >= 0x80:
                return at
            if classes[data[at + 1]] <= PUNCTUATION:
                return at
        at += 1
    return end


@numba.njit(nogil=True, cache=True)
def _code_end(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Return the end of the code that the backtick at `at` opens, or -1 for a stray one."""
    if at + 2 < end and data[at + 1] == 96 and data[at + 2] == 96:
        for close in range(at + 3, end - 2):
            if data[close] == 96 and data[close + 1] == 96 and data[close + 2] == 96:
                return close + 3
        return -1
    if at + 1 >= end or data[at + 1] in (32, 96):
        return -1
    for close in range(at + 2, min(end, at + CODE_LIMIT)):
        if data[close] == 96:
            doubled = close + 1 < end and data[close + 1] == 96
            return -1 if doubled or data[close - 1] == 32 else close + 1
    return -1


@numba.njit(nogil=True, cache=True)
def _slot_hash(kind: int) -> np.uint64:
    return finalise(np.uint64(0x5107) + np.uint64(kind))


@numba.njit(nogil=True, cache=True)
def _span_words(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Count the words of a masked span by its spaces."""
    words = 1
    while at < end:
        words += data[at] == 32
        at += 1
    return words


@numba.njit(nogil=True, cache=True)
def _tokenise_row(
    data: NDArray[np.uint8],
    at: int,
    end: int,
    classes: NDArray[np.uint8],
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    to: int,
    scripts: NDArray[np.int32],
) -> tuple[int, int]:
    """Write the tokens of `data[at:end]` from `to` on; return their end and the word count."""
    start, close, fenced, words, alone = at, -1, True, 0, 0
    while at < end:
        code, after = byte_at(data, at), at + 1
        if code >= 0x80:
            code, after = decode(data, at, end)
        kind = classes[code]
        slot, stop = WORD, -1
        if kind >= FIRST_ALONE:
            hashes[to], kinds[to] = finalise(np.uint64(code)), ALONE
            scripts[kind] += 1
            alone += 1
            to, at = to + 1, after
            continue
        if kind >= MARK:
            stop, value, digit, script = _take_word(data, at, end, classes)
            reach, slot = _address_end(data, at, stop, end)
            if slot == WORD and stop - at == 8 and stop < end and data[stop] == 45:
                reach = _uuid_end(data, at, end)
                slot = NUMBER if reach > 0 else WORD
            if slot == WORD and digit:
                reach, slot = _number_end(data, stop, end, classes), NUMBER
            if slot == WORD:
                hashes[to], kinds[to] = finalise(value), WORD
                scripts[script] += 1
                words += 1
                to, at = to + 1, stop
                continue
            stop = reach
        elif code == 34 and after < end and data[after] != 32 and data[after] != 34:
            if at == start or classes[data[at - 1]] <= PUNCTUATION or data[at - 1] >= 0x80:
                if close <= after:
                    close = _closing_quote(data, after + 1, end, classes)
                key = close + 1 < end and data[close + 1] == 58
                if close < end and close - at <= QUOTE_LIMIT and not key:
                    slot, stop = QUOTE, close + 1
        elif code == 96:
            fence = after + 1 < end and data[after] == 96 and data[after + 1] == 96
            if fenced or not fence:
                slot, stop = CODE, _code_end(data, at, end)
                fenced = fenced and (stop > 0 or not fence)
        if stop < 0:
            at = after
            continue
        hashes[to], kinds[to] = _slot_hash(slot), slot
        words += _span_words(data, at, stop)
        to, at = to + 1, stop
    return to, words + (alone + 1) // 2


@numba.njit(nogil=True, cache=True)
def _tokenise(
    offsets: NDArray[np.int64], data: NDArray[np.uint8], classes: NDArray[np.uint8]
) -> tuple[
    NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32]
]:
    rows = len(offsets) - 1
    hashes = np.empty(len(data), np.uint64)
    kinds = np.empty(len(data), np.uint8)
    ends = np.zeros(rows + 1, np.int64)
    words = np.zeros(rows, np.int32)
    scripts = np.zeros((rows, SCRIPT_ROOM), np.int32)
    to = 0
    for row in range(rows):
        to, words[row] = _tokenise_row(
            data, offsets[row], offsets[row + 1], classes, hashes, kinds, to, scripts[row]
        )
        ends[row + 1] = to
    return ends, hashes[:to], kinds[:to], words, scripts
