"""Find concepts near each other: one pass over folded text, for every row at once.

A `Grammar` has a few *books*, laid out by `sketch_books`: phrases that each stand for some
concepts, and rules over these concepts. The first book has the obstacles, which void rules of
the others. The pass walks a text word by word, notes for each book where a concept was last
met in the sentence, and lets a rule match when its parts stand close enough. Cost is linear
in the text: most words open no phrase, which a table of openings tells at once, and a phrase
meets a few dozen rules at most.

Positions are in half words, as everywhere in sketches: a word is two, a character of a
script without spaces is one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import FIRST_ALONE, MARK, alphabet
from stillwatch.ingest.sketch_bits import byte_at, decode
from stillwatch.ingest.sketch_text import Texts

MOST_PARTS: Final = 3
MOST_CONCEPTS: Final = 60
HIDDEN: Final = 1 << 62
"""What phrases stand for that only keep shorter ones from being read."""
QUESTION_REACH: Final = 28
"""Half words before a question mark that are taken for the question."""

NUMBER: Final = 1
GAP: Final = 2
OPENINGS: Final = 1 << 17
STEM: Final = 4
"""Letters by which stems are looked up; a shorter stem would be met by no text."""
NUMBERS: Final = 0
"""Where `opens` keeps the books that have a phrase beginning with a number."""
_OBSTACLES: Final = 0
_FAR: Final = -1_000_000
_WANTS, _WITHIN, _ORDERED, _ASKED, _UNLESS, _GIVES, PARTS = range(7)
"""Columns of the rules' matrix; the parts come last."""


class Grammar(NamedTuple):
    """Books laid out for `scan`."""

    columns: NDArray[np.uint8]
    """Column of every byte; 0 for bytes of no phrase, one for all digits, one for all gaps."""
    opens: NDArray[np.uint8]
    """Bits of the books that may have a phrase here, by a hash of how it begins."""
    child: NDArray[np.int32]
    """`[node, column]`: the next node, below 0 where a phrase ends there, 0 where there is none.
    Book b begins at node b + 1."""
    ends: NDArray[np.int64]
    """`[node, 3]`: concepts of phrases that end here if the word ends too, in any case, and
    if the text ends within two bytes."""
    rules: NDArray[np.int64]
    """`[book, rule, column]`, columns as named above; padded with rules that nothing wakes."""
    wakes: NDArray[np.int64]
    """`[book, concept]`: bits of the rules that may be complete when the concept is met."""
    reach: NDArray[np.int64]
    """`[obstacle, 2]`: half words that an obstacle voids after it, and before it."""


def scan(folded: Texts, grammar: Grammar) -> NDArray[np.int64]:
    """Return `[row, book]`: the concepts a text has, met in it or given by a rule."""
    return _scan(folded.offsets, folded.data, alphabet().classes, *grammar)


@numba.njit(nogil=True, cache=True)
def _is_plain(byte: int) -> bool:
    """Tell whether an ASCII byte is a lower-case letter or a digit."""
    return 97 <= byte <= 122 or 48 <= byte <= 57


@numba.njit(nogil=True, cache=True)
def run_of(data: NDArray[np.uint8], at: int, end: int) -> tuple[int, int]:
    """Return where a run of plain bytes ends, and its hash.

    A run that a letter beyond ASCII follows is another than the word that ends there.
    """
    value = 0
    while at < end and _is_plain(data[at]):
        value = value * 0x9E3779B1 + byte_at(data, at)
        at += 1
    return at, _folded(value + (1 if at < end and data[at] >= 0x80 else 0))


@numba.njit(nogil=True, cache=True)
def stem_hash(data: NDArray[np.uint8], at: int) -> int:
    """Hash the four bytes at `at`."""
    low = byte_at(data, at) | byte_at(data, at + 1) << 8
    return _folded(low | byte_at(data, at + 2) << 16 | byte_at(data, at + 3) << 24)


@numba.njit(nogil=True, cache=True)
def _folded(value: int) -> int:
    return (value * 0x165667B19E3779F9 >> 41) & (OPENINGS - 1)


@numba.njit(nogil=True, cache=True)
def _lead_end(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Return where the first one or two characters end that are not plain ASCII."""
    lead = data[at]
    size = 2 if lead < 0xE0 else 3
    if 0xD0 <= lead < 0xE0 and at + 3 < end and data[at + 2] >= 0x80:
        size = 4
    return min(at + size, end)


@numba.njit(nogil=True, cache=True)
def lead_hash(data: NDArray[np.uint8], at: int, end: int) -> int:
    """Hash what begins with no plain byte by its first one or two characters."""
    value = 3
    for place in range(at, _lead_end(data, at, end)):
        value = value * 0x9E3779B1 + byte_at(data, place)
    return _folded(value)


@numba.njit(nogil=True, cache=True)
def _inside(data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8]) -> int:
    """Return where the character at `at` ends if a word goes on with it, else -1."""
    if at >= end:
        return -1
    code, after = byte_at(data, at), at + 1
    if code >= 0x80:
        code, after = decode(data, at, end)
    kind = classes[code]
    return after if MARK <= kind < FIRST_ALONE else -1


@numba.njit(nogil=True, cache=True)
def _match(
    data: NDArray[np.uint8],
    at: int,
    end: int,
    classes: NDArray[np.uint8],
    columns: NDArray[np.uint8],
    child: NDArray[np.int32],
    ends: NDArray[np.int64],
    node: int,
) -> tuple[int, int]:
    """Return the concepts of the longest phrase at `at` of the book at `node`, and its end."""
    found, stop = 0, at
    while at < end:
        column = columns[data[at]]
        at += 1
        while column <= GAP and at < end and columns[data[at]] == column:
            at += 1
        node = child[node, column]
        if node > 0:
            continue
        if node == 0:
            break
        node = -node
        mask = ends[node, 1]
        if ends[node, 0] and _inside(data, at, end, classes) < 0:
            mask |= ends[node, 0]
        if ends[node, 2] and end - at <= 2:
            mask |= ends[node, 2]
        if mask:
            found, stop = mask, at
    return found, stop


@numba.njit(nogil=True, cache=True)
def _pass(
    data: NDArray[np.uint8], at: int, stop: int, end: int, classes: NDArray[np.uint8]
) -> tuple[int, int]:
    """Go past the token at `at`, and a blank after it; return where, and its half words.

    `stop` is where the plain letters at its beginning end.
    """
    if stop > at and stop < end and data[stop] == 32:
        return stop + 1, 2
    if stop == at:
        code, stop = byte_at(data, at), at + 1
        if code >= 0x80:
            code, stop = decode(data, at, end)
        kind = classes[code]
        if not MARK <= kind < FIRST_ALONE:
            return stop, 1 if kind >= FIRST_ALONE else 0
    after = _inside(data, stop, end, classes)
    while after > 0:
        stop, after = after, _inside(data, after, end, classes)
    return stop, 2


@numba.njit(nogil=True, cache=True)
def _is_end(data: NDArray[np.uint8], at: int, end: int) -> bool:
    """Tell whether the character at `at` ends a sentence."""
    byte = data[at]
    if byte == 46:
        return bool(at + 1 >= end or data[at + 1] == 32)
    if byte == 0xE3:
        return at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0x82
    return bool(byte == 33 or byte == 63)


@numba.njit(nogil=True, cache=True)
def _fits(
    rules: NDArray[np.int64], book: int, rule: int, part: int, place: int, seen: NDArray[np.int64]
) -> bool:
    """Tell whether the rule's other parts stand close to `part`, which is met at `place`."""
    before = _FAR
    ordered = rules[book, rule, _ORDERED] != 0
    for which in range(PARTS, PARTS + MOST_PARTS):
        concept = rules[book, rule, which]
        if concept < 0:
            break
        if which == part:
            last = which + 1 == PARTS + MOST_PARTS or rules[book, rule, which + 1] < 0
            if ordered and not last:
                return False
            continue
        met = seen[book, concept]
        if met < place - rules[book, rule, _WITHIN] or (ordered and met < before):
            return False
        before = met
    return True


@numba.njit(nogil=True, cache=True)
def _obstruct(
    mask: int,
    place: int,
    seen: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> None:
    """Take in the obstacles met at `place`: forget the pending rules that they void."""
    for concept in range(len(reach)):
        if not mask >> concept & 1:
            continue
        seen[_OBSTACLES, concept] = place
        for book in range(1, len(rules)):
            for rule in range(pending.shape[1]):
                near = place - pending[book, rule] <= reach[concept, 1]
                if near and rules[book, rule, _UNLESS] >> concept & 1:
                    pending[book, rule] = _FAR


@numba.njit(nogil=True, cache=True)
def _in_force(place: int, seen: NDArray[np.int64], reach: NDArray[np.int64]) -> int:
    """Return the obstacles that reach `place` from before."""
    found = 0
    for concept in range(len(reach)):
        if place - seen[_OBSTACLES, concept] <= reach[concept, 0]:
            found |= 1 << concept
    return found


@numba.njit(nogil=True, cache=True)
def _meet(
    mask: int,
    present: int,
    place: int,
    book: int,
    seen: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: NDArray[np.int64],
    wakes: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> int:
    """Take in the concepts met at `place`; return what rules long pending give.

    `present` has all concepts of the sentence so far, these included.
    """
    given, woken, concept, rest = 0, 0, 0, mask & (HIDDEN - 1)
    while rest >> concept:
        if rest >> concept & 1:
            woken |= wakes[book, concept]
        concept += 1
    rule = 0
    while woken >> rule:
        ready = woken >> rule & 1 and not rules[book, rule, _WANTS] & ~present
        ready = ready and _completes(mask, place, book, rule, seen, rules)
        if ready and not _in_force(place, seen, reach) & rules[book, rule, _UNLESS]:
            if pending[book, rule] >= 0 and place - pending[book, rule] > QUESTION_REACH:
                given |= rules[book, rule, _GIVES]
            pending[book, rule] = place
        rule += 1
    concept = 0
    while rest >> concept:
        if rest >> concept & 1:
            seen[book, concept] = place
        concept += 1
    return given


@numba.njit(nogil=True, cache=True)
def _completes(
    mask: int,
    place: int,
    book: int,
    rule: int,
    seen: NDArray[np.int64],
    rules: NDArray[np.int64],
) -> bool:
    """Tell whether a rule is complete with one of the concepts met at `place`."""
    for part in range(PARTS, PARTS + MOST_PARTS):
        concept = rules[book, rule, part]
        if concept >= 0 and mask >> concept & 1 and _fits(rules, book, rule, part, place, seen):
            return True
    return False


@numba.njit(nogil=True, cache=True)
def _settle(
    question: bool,
    place: int,
    row: int,
    out: NDArray[np.int64],
    seen: NDArray[np.int64],
    present: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: NDArray[np.int64],
) -> None:
    """Close a sentence: add to `out` what its pending rules give, and forget it."""
    for book in range(len(rules)):
        for rule in range(pending.shape[1]):
            if pending[book, rule] >= 0:
                near = place - pending[book, rule] <= QUESTION_REACH
                if not (question and near) or rules[book, rule, _ASKED]:
                    out[row, book] |= rules[book, rule, _GIVES]
                pending[book, rule] = _FAR
    seen[:] = _FAR
    present[:] = 0


@numba.njit(nogil=True, cache=True)
def _scan(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    columns: NDArray[np.uint8],
    opens: NDArray[np.uint8],
    child: NDArray[np.int32],
    ends: NDArray[np.int64],
    rules: NDArray[np.int64],
    wakes: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> NDArray[np.int64]:
    books = len(rules)
    out = np.zeros((len(offsets) - 1, books), np.int64)
    seen = np.full((books, MOST_CONCEPTS), _FAR, np.int64)
    pending = np.full(rules.shape[:2], _FAR, np.int64)
    busy = np.zeros(books, np.int64)
    present = np.zeros(books, np.int64)
    for row in range(len(out)):
        at, end, place = offsets[row], offsets[row + 1], 0
        busy[:] = at
        while at < end:
            if data[at] == 32:
                at += 1
                continue
            run, whole = run_of(data, at, end)
            if run == at:
                whole = lead_hash(data, at, end)
            elif data[at] <= 57:
                whole = NUMBERS
            opened = byte_at(opens, whole)
            if run - at >= STEM:
                opened |= byte_at(opens, stem_hash(data, at))
            book = 0
            while opened >> book:
                if opened >> book & 1 and at >= busy[book]:
                    mask, stop = _match(data, at, end, classes, columns, child, ends, book + 1)
                    busy[book] = stop
                    if mask and book == _OBSTACLES:
                        _obstruct(mask, place, seen, pending, rules, reach)
                    elif mask:
                        present[book] |= mask
                        out[row, book] |= mask | _meet(
                            mask, present[book], place, book, seen, pending, rules, wakes, reach
                        )
                book += 1
            if run == at and _is_end(data, at, end):
                _settle(data[at] == 63, place, row, out, seen, present, pending, rules)
            at, passed = _pass(data, at, run, end, classes)
            place += passed
        _settle(False, place, row, out, seen, present, pending, rules)
    return out
