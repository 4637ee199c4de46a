"""How a prompt is written: a person in a situation, or a finished task; prose, or a form.

Cheap surface features only. They judge nothing alone: a benchmark item and a service's
template are as impersonal as a harvest.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from stillwatch.ingest.sketch_lexicon import WordCounts
from stillwatch.ingest.sketch_text import HEAD_BYTES, Texts

KEY_LIMIT: Final = 40
"""Bytes before the colon of a `Key:` line."""


class Surface(NamedTuple):
    """Counts over the first 32 KiB of each row as it was sent, case and line ends kept."""

    lines: NDArray[np.int32]
    """Lines that are not blank."""
    structured: NDArray[np.int32]
    """Headings, `Key:` slots, list items, JSON or XML, template delimiters among them."""
    lower_start: NDArray[np.bool_]
    """Begins with a lower-case Latin letter."""
    ended: NDArray[np.bool_]
    """Ends with a full stop, question mark, colon, bracket, quote or their like."""
    slips: NDArray[np.int32]
    """A lone lower-case i, doubled marks, sentences that begin in lower case."""
    symbols: NDArray[np.int32]
    """Braces, brackets, semicolons, equals, angle brackets: what code is full of."""
    formulas: NDArray[np.int32]
    """Digits beside + - * / ^ =, backslash commands, dollar signs that are no price."""


def surface(texts: Texts) -> Surface:
    """Count the surface features of rows as they were sent."""
    counts = _surface(texts.offsets, texts.data, HEAD_BYTES)
    return Surface(
        counts[:, 0],
        counts[:, 1],
        counts[:, 2] > 0,
        counts[:, 3] > 0,
        counts[:, 4],
        counts[:, 5],
        counts[:, 6],
    )


def structured(seen: Surface) -> NDArray[np.float32]:
    """Return the share of lines that are headings, slots, list items or data."""
    return (seen.structured / np.maximum(seen.lines, 1)).astype(np.float32)


def impersonal(seen: Surface, counts: WordCounts) -> NDArray[np.float32]:
    """Return 0 for a person in a situation .. 1 for a self-contained, well-formed task.

    Starts at 1; every sign of a person takes its weight off: the first person 0.3 (0.5 from
    the second on), a greeting or thanks 0.25, spelling that no pipeline has 0.3, a start in
    lower case 0.2, no closing mark 0.15, slips of the keyboard 0.15 each up to two.
    """
    first = counts.topic("first_person")
    score = 1.0 - 0.3 * (first > 0) - 0.2 * (first > 1)
    score = score - 0.25 * (counts.topic("greeting") > 0) - 0.3 * (counts.topic("sloppy") > 0)
    score = score - 0.2 * seen.lower_start - 0.15 * ~seen.ended
    score = score - 0.15 * np.minimum(seen.slips, 2)
    kept: NDArray[np.float32] = np.clip(score, 0.0, 1.0).astype(np.float32)
    return kept


@numba.njit(nogil=True, cache=True)
def _is_structured(data: NDArray[np.uint8], at: int, end: int) -> bool:
    """Tell whether the line `data[at:end]`, trimmed and not empty, is form and not prose."""
    lead = data[at]
    if lead in (35, 123, 125, 60, 124, 61, 91, 93):  # # { } < | = [ ]
        return True
    bullet = lead == 42 or lead == 43 or lead == 45  # * + -
    if bullet and at + 1 < end and (data[at + 1] == 32 or data[at + 1] == lead):
        return True
    if lead == 0xE2 and at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0xA2:
        return True
    place = at
    while place < end and place < at + 3 and 48 <= data[place] <= 57:
        place += 1
    if at < place < end and data[place] in (41, 46):  # 1. or 1)
        return place + 1 == end or data[place + 1] == 32
    if lead == 34 and data[end - 1] in (44, 58, 123, 91, 34):  # a line of JSON
        return data[end - 1] != 34 or end - at < KEY_LIMIT
    spaces = 0
    for place in range(at, min(end, at + KEY_LIMIT)):
        spaces += data[place] == 32
        if data[place] == 58:
            return spaces <= 3 and (place + 1 == end or data[place + 1] == 32)
    return False


@numba.njit(nogil=True, cache=True)
def _count_lines(data: NDArray[np.uint8], at: int, end: int, counts: NDArray[np.int32]) -> None:
    while at < end:
        stop = at
        while stop < end and data[stop] != 10:
            stop += 1
        low, high = at, stop
        while low < high and data[low] <= 32:
            low += 1
        while high > low and data[high - 1] <= 32:
            high -= 1
        if high > low:
            counts[0] += 1
            counts[1] += _is_structured(data, low, high)
        at = stop + 1


@numba.njit(nogil=True, cache=True)
def _count_marks(data: NDArray[np.uint8], at: int, end: int, counts: NDArray[np.int32]) -> None:
    for place in range(at, end):
        byte = data[place]
        if byte >= 97 and byte <= 122 and byte != 105:
            continue
        before = data[place - 1] if place > at else np.uint8(32)
        after = data[place + 1] if place + 1 < end else np.uint8(32)
        if (byte == 105 and before == 32 and (after == 32 or after == 39)) or (
            byte in (33, 63, 44) and before == byte
        ):
            counts[4] += 1
        elif byte == 46 and after == 32 and 97 <= before <= 122 and place + 2 < end:
            counts[4] += 97 <= data[place + 2] <= 122
        if byte in (59, 60, 61, 62, 91, 93, 123, 125):
            counts[5] += 1
        number = 48 <= before <= 57 or 48 <= after <= 57
        operator = byte in (42, 43, 45, 47, 61, 94) and before != byte
        counts[6] += byte == 92 or (byte == 36 and not number) or (operator and number)


@numba.njit(nogil=True, cache=True)
def _surface(offsets: NDArray[np.int64], data: NDArray[np.uint8], limit: int) -> NDArray[np.int32]:
    rows = len(offsets) - 1
    out = np.zeros((rows, 7), np.int32)
    for row in range(rows):
        at = offsets[row]
        whole = offsets[row + 1]
        while at < whole and data[at] <= 32:
            at += 1
        last = whole
        while last > at and data[last - 1] <= 32:
            last -= 1
        if last == at:
            continue
        _count_lines(data, at, min(last, at + limit), out[row])
        _count_marks(data, at, min(last, at + limit), out[row])
        out[row, 2] = 97 <= data[at] <= 122
        mark = data[last - 1]
        letter = 97 <= mark <= 122 or 65 <= mark <= 90 or 48 <= mark <= 57
        out[row, 3] = not letter
    return out
