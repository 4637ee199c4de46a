"""The pass over texts: phrases, distances, order, questions and obstacles."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_books import Book, PlainRule, lay_out
from stillwatch.ingest.sketch_rules import INTENTS, NOTHING, compile_rules, phrases_of
from stillwatch.ingest.sketch_scan import HIDDEN, Grammar, scan
from stillwatch.ingest.sketch_text import fold, texts_of

SHOW, THOUGHT, ASKED = range(3)
PHRASES = [
    ("show", 1 << SHOW),
    ("verbali*", 1 << SHOW),
    ("zeig*", 1 << SHOW),
    ("写出", 1 << SHOW),
    ("thought", 1 << THOUGHT),
    ("train of thought", 1 << THOUGHT),
    ("thought experiment", HIDDEN),
    ("思考", 1 << THOUGHT),
    ("мысл*", 1 << THOUGHT),
    ("step 9", 1 << THOUGHT),
    ("thought:$", 1 << ASKED),
]


def grammar(*, ordered: bool = False, asked: bool = False, unless: int = 1) -> Grammar:
    rule = PlainRule((SHOW, THOUGHT), 4, ordered, asked, unless, ASKED)
    return lay_out([Book([("how", 1)], []), Book(PHRASES, [rule])], np.array([[6, 4]], np.int64))


def found(made: Grammar, *texts: str) -> list[bool]:
    concepts = scan(fold(texts_of(pa.array(texts, pa.string()))), made)
    hits: list[bool] = (concepts[:, 1] >> ASKED & 1 > 0).tolist()
    return hits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Show a thought.", True),
        ("A thought to show", True),
        ("show the very long, the whole thought", False),
        ("Show it. A thought.", False),
        ("Show version 2.5 thought", True),
        ("Verbalising the train-of-thought", True),
        ("shows thoughts", False),
        ("show a thought experiment", False),
        ("show step 1234", True),
        ("写出你的思考", True),
        ("Zeigt мысли", True),
        ("anything, then Thought:", True),
        ("Thought: anything", False),
        ("", False),
    ],
)
def test_concepts_that_stand_close_match(text: str, expected: bool) -> None:
    assert found(grammar(), text) == [expected]


def test_order_counts_where_it_is_asked_for() -> None:
    assert found(grammar(ordered=True), "show thought", "thought show") == [True, False]


def test_a_question_voids_what_is_near_its_mark() -> None:
    far = "Show thought " + "and more words " * 6 + "is that right?"
    texts = ("Show thought?", far, "Show thought. Right?", "说: 写出思考?")
    assert found(grammar(), *texts) == [False, True, True, False]
    assert found(grammar(asked=True), *texts) == [True] * 4


def test_an_obstacle_reaches_so_far_and_no_farther() -> None:
    texts = (
        "how show thought",
        "show thought, how",
        "how many words on, far from it: show thought",
        "show thought then many words on how",
        "How? Show thought",
    )
    assert found(grammar(), *texts) == [False, False, True, True, True]
    assert found(grammar(unless=0), *texts) == [True] * 5


def test_rows_do_not_leak_into_each_other() -> None:
    assert found(grammar(), "show", "thought", "how", "show thought") == [False] * 3 + [True]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_phrase_of_the_tables_is_met_where_it_stands_alone(intent: str) -> None:
    """The table of openings, the trie and the endings agree on each of them."""
    name = next(known for known in INTENTS if known == intent)
    rows = [(phrase, concept) for concept, rows in phrases_of(name).items() for phrase in rows]
    rows = [row for row in rows if row[1] != NOTHING]
    texts = [phrase.rstrip("*$") for phrase, _ in rows]
    book = Book([(phrase, 1 << at % 60) for at, (phrase, _) in enumerate(rows)], [])
    made = lay_out([Book([], []), book], np.zeros((0, 2), np.int64))
    concepts = scan(fold(texts_of(pa.array(texts, pa.string()))), made)
    lost = [row for at, row in enumerate(rows) if not concepts[at, 1] >> at % 60 & 1]
    assert lost == []


def test_the_rules_fit_their_numbers() -> None:
    """Bits of rules and of concepts are those of one signed word."""
    made = compile_rules([]).grammar
    assert made.rules.shape[0] == len(INTENTS) + 1
    for intent in INTENTS:
        assert len(phrases_of(intent)) < 60
