"""Find concepts near each other: one pass over folded text, for every row at once.

A `Grammar` is a trie of phrases, each standing for some concepts, and rules over concepts.
The pass walks a text word by word, notes where a concept was last met in the sentence, and
lets a rule match when its parts stand close enough. Cost is linear in the text: a word
leaves the trie after a few bytes, and a phrase meets at most a few dozen rules.

Positions are in half words, as everywhere in sketches: a word is two, a character of a
script without spaces is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import FIRST_ALONE, MARK, SPACE, alphabet
from stillwatch.ingest.sketch_bits import byte_at, decode
from stillwatch.ingest.sketch_text import Texts

MOST_PARTS: Final = 3
SWALLOWED: Final = 63
"""Bit of phrases that stand for nothing and only keep shorter ones from being read."""
QUESTION_REACH: Final = 28
"""Half words before a question mark that are taken for the question."""
_NUMBER: Final = 1
_GAP: Final = 2
_FAR: Final = -1_000_000
_GAPS: Final = b" -_"


class Trie(NamedTuple):
    """Phrases by their bytes; `child[node, column]` is the next node, 0 where there is none."""

    columns: NDArray[np.uint8]
    """Column of every byte; 0 for bytes of no phrase, one for all digits, one for all gaps."""
    child: NDArray[np.int32]
    whole: NDArray[np.uint64]
    """Concepts of phrases that end here if the word ends too."""
    stem: NDArray[np.uint64]
    """Concepts of phrases that end here in any case."""
    final: NDArray[np.uint64]
    """Concepts of phrases that end here if the text ends too."""


class RuleTable(NamedTuple):
    """Rules as columns; concepts are bit numbers."""

    wants: NDArray[np.uint64]
    """The concepts of all parts."""
    parts: NDArray[np.int64]
    """`[rule, MOST_PARTS]`, -1 where there are fewer."""
    within: NDArray[np.int64]
    """Half words from the first part to the last."""
    ordered: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    """Whether a question may match."""
    unless: NDArray[np.uint64]
    """Concepts that void the rule when close by."""
    gives: NDArray[np.uint64]
    """Concepts that the text is said to have where the rule matches."""


class Grammar(NamedTuple):
    """What `scan` needs: phrases, rules, and how far each concept reaches as an obstacle."""

    trie: Trie
    rules: RuleTable
    reach: NDArray[np.int64]
    """`[obstacle, 2]`: half words that one voids after it, and before it. Obstacles are the
    first concepts."""
    concepts: int


def build_trie(phrases: Iterable[tuple[str, int]]) -> Trie:
    """Lay out (phrase, concepts) pairs; see `sketch_rules` for how phrases are written."""
    rows = [(*_spelling(phrase), np.uint64(mask)) for phrase, mask in phrases]
    used = sorted({byte for word, _, _ in rows for byte in word} - set(_GAPS) - set(b"0123456789"))
    columns = np.zeros(256, np.uint8)
    columns[list(b"0123456789")] = _NUMBER
    columns[list(_GAPS)] = _GAP
    columns[used] = np.arange(3, 3 + len(used))
    nodes: list[dict[int, int]] = [{}]
    ends: list[tuple[int, str, np.uint64]] = []
    for word, ending, mask in rows:
        node = 0
        for column in columns[list(word)].tolist():
            if column not in nodes[node]:
                nodes.append({})
                nodes[node][column] = len(nodes) - 1
            node = nodes[node][column]
        ends.append((node, ending, mask))
    child = np.zeros((len(nodes), 3 + len(used)), np.int32)
    for node, following in enumerate(nodes):
        child[node, list(following)] = list(following.values())
    masks = {ending: np.zeros(len(nodes), np.uint64) for ending in ("", "*", "$")}
    for node, ending, mask in ends:
        masks[ending][node] |= mask
    return Trie(columns, child, masks[""], masks["*"], masks["$"])


def _spelling(phrase: str) -> tuple[bytes, str]:
    """Return a phrase without its ending mark, and the mark: "" (word), "*" (stem), "$" (end)."""
    ending = phrase[-1] if phrase[-1] in "*$" and len(phrase) > 1 else ""
    word = phrase.removesuffix(ending) if ending else phrase
    kind = alphabet().classes[ord(word[-1])]
    if not ending and (kind < MARK or kind >= FIRST_ALONE):
        ending = "*"
    return word.encode(), ending


def table_of(
    rules: Iterable[tuple[tuple[int, ...], int, bool, bool, int, int]],
) -> RuleTable:
    """Turn (parts, words, ordered, asked, unless, gives) rows into columns."""
    rows = list(rules)
    parts = np.full((len(rows), MOST_PARTS), -1, np.int64)
    for at, row in enumerate(rows):
        parts[at, : len(row[0])] = row[0]
    return RuleTable(
        np.array([sum(1 << part for part in row[0]) for row in rows], np.uint64),
        parts,
        np.array([2 * row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.bool_),
        np.array([row[3] for row in rows], np.bool_),
        np.array([row[4] for row in rows], np.uint64),
        np.array([row[5] for row in rows], np.uint64),
    )


def scan(folded: Texts, grammar: Grammar) -> NDArray[np.uint64]:
    """Return, for every folded row, the concepts it has: met in it, or given by a rule."""
    return _scan(folded.offsets, folded.data, alphabet().classes, *grammar)


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
    data: NDArray[np.uint8], at: int, end: int, classes: NDArray[np.uint8], trie: Trie
) -> tuple[np.uint64, int]:
    """Return the concepts of the longest phrase at `at`, and where it ends."""
    node, found, stop = 0, np.uint64(0), at
    while at < end:
        column = trie.columns[data[at]]
        at += 1
        if column == _NUMBER:
            while at < end and 48 <= data[at] <= 57:
                at += 1
        node = trie.child[node, column] if column else 0
        if node == 0:
            break
        mask = trie.stem[node]
        if trie.whole[node] and _inside(data, at, end, classes) < 0:
            mask |= trie.whole[node]
        if at == end:
            mask |= trie.final[node]
        if mask:
            found, stop = mask, at
    return found, stop


@numba.njit(nogil=True, cache=True)
def _pass(
    data: NDArray[np.uint8], at: int, stop: int, end: int, classes: NDArray[np.uint8]
) -> tuple[int, int]:
    """Go past `stop` to the end of its word; return where, and the half words passed."""
    passed = 0
    while at < stop:
        code, after = byte_at(data, at), at + 1
        if code >= 0x80:
            code, after = decode(data, at, end)
        if classes[code] >= FIRST_ALONE:
            passed += 1
        elif classes[code] >= MARK:
            passed += 2
            while after > 0:
                at, after = after, _inside(data, after, end, classes)
            continue
        at = after
    return at, passed


@numba.njit(nogil=True, cache=True)
def _is_end(code: int, data: NDArray[np.uint8], at: int, end: int) -> bool:
    """Tell whether a sentence ends with `code`, which the character at `at` follows."""
    if code in (33, 63, 0x3002):
        return True
    return code == 46 and (at >= end or data[at] in (32, 34, 39, 41))


@numba.njit(nogil=True, cache=True)
def _fits(rule: int, part: int, place: int, seen: NDArray[np.int64], rules: RuleTable) -> bool:
    """Tell whether the rule's other parts stand close to `part`, which is met at `place`."""
    before = _FAR
    for which in range(MOST_PARTS):
        concept = rules.parts[rule, which]
        if concept < 0:
            break
        if which == part:
            if rules.ordered[rule] and which + 1 < MOST_PARTS:
                if rules.parts[rule, which + 1] >= 0:
                    return False
            continue
        if seen[concept] < place - rules.within[rule]:
            return False
        if rules.ordered[rule] and seen[concept] < before:
            return False
        before = seen[concept]
    return True


@numba.njit(nogil=True, cache=True)
def _obstacles(
    mask: np.uint64, place: int, seen: NDArray[np.int64], reach: NDArray[np.int64]
) -> np.uint64:
    """Return the obstacles that stand at `place` or reach it from before."""
    found = mask
    for concept in range(len(reach)):
        if place - seen[concept] <= reach[concept, 0]:
            found |= np.uint64(1) << np.uint64(concept)
    return found


@numba.njit(nogil=True, cache=True)
def _void(
    mask: np.uint64,
    place: int,
    pending: NDArray[np.int64],
    rules: RuleTable,
    reach: NDArray[np.int64],
) -> None:
    """Forget pending rules that an obstacle met at `place` reaches back to."""
    for concept in range(len(reach)):
        bit = np.uint64(1) << np.uint64(concept)
        if mask & bit:
            for rule in range(len(pending)):
                if rules.unless[rule] & bit and place - pending[rule] <= reach[concept, 1]:
                    pending[rule] = _FAR


@numba.njit(nogil=True, cache=True)
def _meet(
    mask: np.uint64,
    place: int,
    seen: NDArray[np.int64],
    pending: NDArray[np.int64],
    rules: RuleTable,
    reach: NDArray[np.int64],
) -> np.uint64:
    """Take in the concepts met at `place`; return what rules long pending give."""
    given = np.uint64(0)
    _void(mask, place, pending, rules, reach)
    voided = _obstacles(mask, place, seen, reach)
    for rule in range(len(pending)):
        if not mask & rules.wants[rule] or voided & rules.unless[rule]:
            continue
        for part in range(MOST_PARTS):
            wanted = rules.parts[rule, part]
            met = wanted >= 0 and mask >> np.uint64(max(wanted, 0)) & np.uint64(1)
            if met and _fits(rule, part, place, seen, rules):
                if pending[rule] >= 0 and place - pending[rule] > QUESTION_REACH:
                    given |= rules.gives[rule]
                pending[rule] = place
    for concept in range(len(seen)):
        if mask >> np.uint64(concept) & np.uint64(1):
            seen[concept] = place
    return given


@numba.njit(nogil=True, cache=True)
def _settle(question: bool, place: int, pending: NDArray[np.int64], rules: RuleTable) -> np.uint64:
    """Close a sentence: return what its pending rules give, and forget them."""
    given = np.uint64(0)
    for rule in range(len(pending)):
        if pending[rule] >= 0:
            near = place - pending[rule] <= QUESTION_REACH
            if not (question and near) or rules.asked[rule]:
                given |= rules.gives[rule]
            pending[rule] = _FAR
    return given


@numba.njit(nogil=True, cache=True)
def _scan(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    trie: Trie,
    rules: RuleTable,
    reach: NDArray[np.int64],
    concepts: int,
) -> NDArray[np.uint64]:
    out = np.zeros(len(offsets) - 1, np.uint64)
    seen = np.full(concepts, _FAR, np.int64)
    pending = np.full(len(rules.within), _FAR, np.int64)
    for row in range(len(out)):
        at, end, place = offsets[row], offsets[row + 1], 0
        while at < end:
            code, after = byte_at(data, at), at + 1
            if code >= 0x80:
                code, after = decode(data, at, end)
            if classes[code] != SPACE:
                mask, stop = _match(data, at, end, classes, trie)
                if mask:
                    out[row] |= mask | _meet(mask, place, seen, pending, rules, reach)
                    after = max(after, stop)
                elif _is_end(code, data, after, end):
                    out[row] |= _settle(code == 63, place, pending, rules)
                    seen[:] = _FAR
                after, passed = _pass(data, at, after, end, classes)
                place += passed
            at = after
        out[row] |= _settle(False, place, pending, rules)
        seen[:] = _FAR
    return out
