"""Phrases and rules laid out: what is written in a table is what a text is scanned for."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.ingest.sketch_books import Book, PlainRule, lay_out
from stillwatch.model.errors import InputError

REACH = np.array([[6, 0]], np.int64)


@pytest.mark.parametrize("phrase", ["go*", "a*", "- item", "_x", ", then"])
def test_a_phrase_that_no_text_can_match_is_refused(phrase: str) -> None:
    with pytest.raises(InputError, match="never be met"):
        lay_out([Book([], []), Book([(phrase, 1)], [])], REACH)


def test_rules_wake_by_any_part_or_the_last_if_ordered() -> None:
    free = PlainRule((0, 1), 5, False, False, 0, 2)
    ordered = PlainRule((1, 0), 5, True, False, 0, 2)
    grammar = lay_out([Book([], []), Book([("word", 1)], [free, ordered])], REACH)
    assert grammar.wakes[1, :3].tolist() == [0b11, 0b01, 0]
    assert grammar.rules.shape[:2] == (2, 2)


def test_books_share_letters_but_not_phrases() -> None:
    grammar = lay_out([Book([("one", 1)], []), Book([("one two", 1), ("9", 2)], [])], REACH)
    assert set(np.unique(grammar.opens)) == {0, 2, 3}
    assert (grammar.columns[list(b"0189")] == 1).all()
    assert len(set(grammar.columns[list(b" -_,")])) == 1
