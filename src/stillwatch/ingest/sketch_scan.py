"""Find concepts near each other: one pass over folded text, for every row at once.

A `Grammar` has some *books*. A book is a trie of phrases, each standing for some concepts,
and rules over these concepts. The pass walks a text word by word, notes for each book where
a concept was last met in the sentence, and lets a rule match when its parts stand close
enough. Cost is linear in the text: most words open no phrase, which a table of openings
tells at once, and a phrase meets a few dozen rules at most.

Positions are in half words, as everywhere in sketches: a word is two, a character of a
script without spaces is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

_NUMBER: Final = 1
_GAP: Final = 2
_GAPS: Final = b" -_,"
_DIGITS: Final = b"0123456789"
_OPENINGS: Final = 1 << 15
_FAR: Final = -1_000_000
_WANTS, _WITHIN, _ORDERED, _ASKED, _UNLESS, _GIVES, _PARTS = range(7)
"""Columns of the rules' matrix; the parts come last."""


class PlainRule(NamedTuple):
    """A rule with concepts as bit numbers; see `sketch_rules.Rule`."""

    parts: tuple[int, ...]
    words: int
    ordered: bool
    asked: bool
    unless: int
    """Bit mask of obstacles."""
    gives: int
    """The concept that a text is said to have where the rule matches."""


@dataclass(frozen=True, slots=True)
class Book:
    """Phrases, each with its mask of concepts, and the rules over them."""

    phrases: Sequence[tuple[str, int]]
    rules: Sequence[PlainRule]


class Grammar(NamedTuple):
    """Books laid out for `scan`."""

    columns: NDArray[np.uint8]
    """Column of every byte; 0 for bytes of no phrase, one for all digits, one for all gaps."""
    opens: NDArray[np.uint8]
    """Bits of the books that may have a phrase beginning with three columns, by their hash."""
    child: NDArray[np.int32]
    """`[node, column]`: the next node, 0 where there is none. Book b begins at node b + 1."""
    ends: NDArray[np.int64]
    """`[node, 3]`: concepts of phrases that end here if the word ends too, in any case, and
    if the text ends too."""
    rules: NDArray[np.int64]
    """`[book, rule, column]`, columns as named above; padded with rules that want nothing."""
    reach: NDArray[np.int64]
    """`[obstacle, 2]`: half words that one voids after it, and before it. Obstacles are the
    first concepts of every book."""


def lay_out(books: Sequence[Book], reach: NDArray[np.int64]) -> Grammar:
    """Lay out books; some 50 ms. `reach` is the grammar's. At most eight books."""
    spelled = [[(*_spelling(phrase), mask) for phrase, mask in book.phrases] for book in books]
    every = {byte for book in spelled for word, _, _ in book for byte in word}
    used = sorted(every - set(_GAPS) - set(_DIGITS))
    columns = np.zeros(256, np.uint8)
    columns[list(_DIGITS)] = _NUMBER
    columns[list(_GAPS)] = _GAP
    columns[used] = np.arange(3, 3 + len(used))
    nodes: list[dict[int, int]] = [{} for _ in range(len(books) + 1)]
    opens = np.zeros(_OPENINGS, np.uint8)
    ends: list[tuple[int, int, int]] = []
    for at, book in enumerate(spelled):
        for word, ending, mask in book:
            opens[_openings(columns, word)] |= 1 << at
            ends.append((_plant(nodes, at + 1, columns[list(word)].tolist()), ending, mask))
    child = np.zeros((len(nodes), 3 + len(used)), np.int32)
    for node, following in enumerate(nodes):
        child[node, list(following)] = list(following.values())
    masks = np.zeros((len(nodes), 3), np.int64)
    for node, ending, mask in ends:
        masks[node, ending] |= mask
    return Grammar(columns, opens, child, masks, _matrix(books), reach)


def _plant(nodes: list[dict[int, int]], node: int, columns: list[int]) -> int:
    """Grow the trie by one phrase from `node`; return where it ends."""
    for column in columns:
        if column not in nodes[node]:
            nodes.append({})
            nodes[node][column] = len(nodes) - 1
        node = nodes[node][column]
    return node


def _spelling(phrase: str) -> tuple[bytes, int]:
    """Return a phrase without its ending mark, and which of the ends of a node it has."""
    ending = phrase[-1] if phrase[-1] in "*$" and len(phrase) > 1 else ""
    word = phrase.removesuffix(ending) if ending else phrase
    kind = alphabet().classes[ord(word[-1])]
    if not ending and (kind < MARK or kind >= FIRST_ALONE):
        ending = "*"
    return word.encode(), ("", "*", "$").index(ending)


def _openings(columns: NDArray[np.uint8], word: bytes) -> list[int]:
    """Return the hashes under which a phrase may be met; many where it is very short."""
    known = [int(columns[byte]) for byte in word[:3]]
    if known[0] == _NUMBER:
        return [_opening(_NUMBER, 0, 0)]
    every = range(int(columns.max()) + 1)
    seconds = known[1:2] or [0, _NUMBER, _GAP]
    return [
        _opening(known[0], second, third if second > _GAP else 0)
        for second in seconds
        for third in (known[2:3] or every)
    ]


def _matrix(books: Sequence[Book]) -> NDArray[np.int64]:
    rows = max(len(book.rules) for book in books)
    out = np.zeros((len(books), rows, _PARTS + MOST_PARTS), np.int64)
    out[:, :, _PARTS:] = -1
    for at, book in enumerate(books):
        for row, rule in enumerate(book.rules):
            wants = sum(1 << part for part in rule.parts)
            rest = (2 * rule.words, rule.ordered, rule.asked, rule.unless, 1 << rule.gives)
            parts = (*rule.parts, -1, -1)[:MOST_PARTS]
            out[at, row] = (wants, *rest, *parts)
    return out


def scan(folded: Texts, grammar: Grammar) -> NDArray[np.int64]:
    """Return `[row, book]`: the concepts a text has, met in it or given by a rule."""
    return _scan(folded.offsets, folded.data, alphabet().classes, *grammar)


@numba.njit(nogil=True, cache=True)
def _opening(first: int, second: int, third: int) -> int:
    return (first * 7919 + second * 131 + third * 17393) & (_OPENINGS - 1)


@numba.njit(nogil=True, cache=True)
def _opened(
    data: NDArray[np.uint8],
    at: int,
    end: int,
    columns: NDArray[np.uint8],
    opens: NDArray[np.uint8],
) -> int:
    """Return bits of the books that may have a phrase at `at`; at times more, never fewer."""
    first, second, third = columns[data[at]], 0, 0
    if first != _NUMBER and at + 1 < end:
        second = columns[data[at + 1]]
        if second > _GAP and at + 2 < end:
            third = columns[data[at + 2]]
    return byte_at(opens, _opening(first, second, third))


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
def _is_last(data: NDArray[np.uint8], at: int, end: int) -> bool:
    """Tell whether nothing but plain punctuation comes from `at` on."""
    while at < end and data[at] < 48:
        at += 1
    return at == end


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
        while column <= _GAP and at < end and columns[data[at]] == column:
            at += 1
        node = child[node, column]
        if node == 0:
            break
        mask = ends[node, 1]
        if ends[node, 0] and _inside(data, at, end, classes) < 0:
            mask |= ends[node, 0]
        if ends[node, 2] and _is_last(data, at, end):
            mask |= ends[node, 2]
        if mask:
            found, stop = mask, at
    return found, stop


@numba.njit(nogil=True, cache=True)
def _is_plain(byte: int) -> bool:
    """Tell whether an ASCII byte is a lower-case letter or a digit."""
    return 97 <= byte <= 122 or 48 <= byte <= 57


@numba.njit(nogil=True, cache=True)
def _pass(
    data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8]
) -> tuple[int, int]:
    """Go past the token at `at`, and a blank after it; return where, and its half words."""
    start = at
    while at < end and _is_plain(data[at]):
        at += 1
    if at > start and at < end and data[at] == 32:
        return at + 1, 2
    if at == start:
        code, at = byte_at(data, at), at + 1
        if code >= 0x80:
            code, at = decode(data, start, end)
        kind = classes[code]
        if not MARK <= kind < FIRST_ALONE:
            return at, 1 if kind >= FIRST_ALONE else 0
    after = _inside(data, at, end, classes)
    while after > 0:
        at, after = after, _inside(data, after, end, classes)
    return at, 2


@numba.njit(nogil=True, cache=True)
def _is_end(data: NDArray[np.uint8], at: int, end: int) -> bool:
    """Tell whether the character at `at` ends a sentence."""
    byte = data[at]
    if byte == 46:
        return at + 1 >= end or data[at + 1] in (32, 34, 39, 41)
    if byte == 0xE3:
        return at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0x82
    return byte == 33 or byte == 63


@numba.njit(nogil=True, cache=True)
def _fits(rule: NDArray[np.int64], part: int, place: int, seen: NDArray[np.int64]) -> bool:
    """Tell whether the rule's other parts stand close to `part`, which is met at `place`."""
    before = _FAR
    for which in range(_PARTS, _PARTS + MOST_PARTS):
        concept = rule[which]
        if concept < 0:
            break
        if which == part:
            last = which + 1 == _PARTS + MOST_PARTS or rule[which + 1] < 0
            if rule[_ORDERED] and not last:
                return False
            continue
        if seen[concept] < place - rule[_WITHIN]:
            return False
        if rule[_ORDERED] and seen[concept] < before:
            return False
        before = seen[concept]
    return True


@numba.njit(nogil=True, cache=True)
def _obstruct(
    mask: int,
    place: int,
    seen: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> int:
    """Forget pending rules that an obstacle in `mask` voids; return the obstacles in force."""
    found = mask
    for concept in range(len(reach)):
        bit = 1 << concept
        if place - seen[concept] <= reach[concept, 0]:
            found |= bit
        if mask & bit:
            for rule in range(len(pending)):
                if rules[rule, _UNLESS] & bit and place - pending[rule] <= reach[concept, 1]:
                    pending[rule] = _FAR
    return found


@numba.njit(nogil=True, cache=True)
def _meet(
    mask: int,
    place: int,
    seen: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> int:
    """Take in the concepts met at `place`; return what rules long pending give."""
    given = 0
    obstacles = _obstruct(mask, place, seen, pending, rules, reach)
    for at in range(len(pending)):
        if not mask & rules[at, _WANTS] or obstacles & rules[at, _UNLESS]:
            continue
        for part in range(_PARTS, _PARTS + MOST_PARTS):
            concept = rules[at, part]
            if concept >= 0 and mask >> concept & 1 and _fits(rules[at], part, place, seen):
                if pending[at] >= 0 and place - pending[at] > QUESTION_REACH:
                    given |= rules[at, _GIVES]
                pending[at] = place
    concept, rest = 0, mask & (HIDDEN - 1)
    while rest:
        if rest & 1:
            seen[concept] = place
        concept += 1
        rest >>= 1
    return given


@numba.njit(nogil=True, cache=True)
def _settle(
    question: bool, place: int, pending: NDArray[np.int64], rules: NDArray[np.int64]
) -> int:
    """Close a sentence: return what its pending rules give, and forget them."""
    given = 0
    for at in range(len(pending)):
        if pending[at] >= 0:
            near = place - pending[at] <= QUESTION_REACH
            if not (question and near) or rules[at, _ASKED]:
                given |= rules[at, _GIVES]
            pending[at] = _FAR
    return given


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
    reach: NDArray[np.int64],
) -> NDArray[np.int64]:
    books = len(rules)
    out = np.zeros((len(offsets) - 1, books), np.int64)
    seen = np.full((books, MOST_CONCEPTS), _FAR, np.int64)
    pending = np.full(rules.shape[:2], _FAR, np.int64)
    busy = np.zeros(books, np.int64)
    for row in range(len(out)):
        at, end, place = offsets[row], offsets[row + 1], 0
        busy[:] = at
        while at < end:
            opened = _opened(data, at, end, columns, opens)
            for book in range(books):
                if not opened >> book & 1 or at < busy[book]:
                    continue
                mask, stop = _match(data, at, end, classes, columns, child, ends, book + 1)
                if mask:
                    busy[book] = stop
                    met = _meet(mask, place, seen[book], pending[book], rules[book], reach)
                    out[row, book] |= mask | met
            if _is_end(data, at, end):
                for book in range(books):
                    asked = data[at] == 63
                    out[row, book] |= _settle(asked, place, pending[book], rules[book])
                seen[:] = _FAR
            at, passed = _pass(data, at, end, classes)
            place += passed
        for book in range(books):
            out[row, book] |= _settle(False, place, pending[book], rules[book])
        seen[:] = _FAR
    return out
