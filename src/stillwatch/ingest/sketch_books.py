"""Lay out phrases and rules for `sketch_scan`.

A *book* is the phrases of one intent, each with the concepts it stands for, and the rules
over these concepts. Its phrases become a trie over the bytes of folded text, in which all
runs of digits are one letter and all runs of blanks, hyphens, underscores and commas another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import FIRST_ALONE, MARK, alphabet
from stillwatch.ingest.sketch_scan import (
    GAP,
    MOST_CONCEPTS,
    MOST_PARTS,
    NUMBER,
    NUMBERS,
    OPENINGS,
    PARTS,
    STEM,
    Grammar,
    lead_hash,
    run_of,
    stem_hash,
)
from stillwatch.model.errors import InputError

_GAPS: Final = b" -_,"
_RUNS: Final = re.compile("[ _,-]+")
_DIGITS: Final = b"0123456789"


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


def lay_out(books: Sequence[Book], reach: NDArray[np.int64]) -> Grammar:
    """Lay out at most eight books, the first that of the obstacles; some 50 ms.

    `reach` is the grammar's. Raises InputError for a phrase that no text could match.
    """
    spelled = [[(*_spelling(phrase), mask) for phrase, mask in book.phrases] for book in books]
    every = {byte for book in spelled for word, _, _ in book for byte in word}
    used = sorted(every - set(_GAPS) - set(_DIGITS))
    columns = np.zeros(256, np.uint8)
    columns[list(_DIGITS)] = NUMBER
    columns[list(_GAPS)] = GAP
    columns[used] = np.arange(3, 3 + len(used))
    nodes: list[dict[int, int]] = [{} for _ in range(len(books) + 1)]
    opens = np.zeros(OPENINGS, np.uint8)
    ends: list[tuple[int, int, int]] = []
    for at, book in enumerate(spelled):
        for word, ending, mask in book:
            opens[_beginning(word, ending == 1)] |= 1 << at
            ends.append((_plant(nodes, at + 1, columns[list(word)].tolist()), ending, mask))
    child = np.zeros((len(nodes), 3 + len(used)), np.int32)
    for node, following in enumerate(nodes):
        child[node, list(following)] = list(following.values())
    masks = np.zeros((len(nodes), 3), np.int64)
    for node, ending, mask in ends:
        masks[node, ending] |= mask
    child[(child > 0) & (masks[child] != 0).any(axis=2)] *= -1
    return Grammar(columns, opens, child, masks, *_matrix(books), reach)


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
    word = _RUNS.sub(" ", phrase.removesuffix(ending) if ending else phrase)
    kind = alphabet().classes[ord(word[-1])]
    if not ending and (kind < MARK or kind >= FIRST_ALONE):
        ending = "*"
    if word[0] == " " or (ending == "*" and re.fullmatch(f"[a-z]{{1,{STEM - 1}}}", word)):
        raise InputError(
            f"the phrase {phrase!r} could never be met",
            where="tables of phrases",
            remedy=f"begin it with a letter or a mark, and give stems {STEM} letters or more",
        )
    return word.encode(), ("", "*", "$").index(ending)


def _beginning(word: bytes, is_stem: bool) -> int:
    """Return the hash under which `_scan` looks for a phrase."""
    data = np.frombuffer(word, np.uint8)
    stop, whole = run_of(data, 0, len(data))
    if is_stem and stop == len(word):
        return stem_hash(data, 0)
    if stop:
        return NUMBERS if word[0] in _DIGITS else whole
    return lead_hash(data, 0, len(data))


def _matrix(books: Sequence[Book]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the grammar's `rules` and `wakes`."""
    most = max(len(book.rules) for book in books)
    out = np.zeros((len(books), most, PARTS + MOST_PARTS), np.int64)
    wakes = np.zeros((len(books), MOST_CONCEPTS), np.int64)
    for at, book in enumerate(books):
        for row, rule in enumerate(book.rules):
            wants = sum(1 << part for part in rule.parts)
            head = (wants, 2 * rule.words, rule.ordered, rule.asked, rule.unless, 1 << rule.gives)
            out[at, row] = (*head, *(*rule.parts, -1, -1)[:MOST_PARTS])
            for part in rule.parts[-1:] if rule.ordered else rule.parts:
                wakes[at, part] |= 1 << row
    return out, wakes
