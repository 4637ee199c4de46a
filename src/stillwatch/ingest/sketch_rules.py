"""Rules that tell a request for reasoning, for grading or for data, by concepts in proximity.

A fixed phrase finds only who uses it. So the tables of phrases name *concepts* (verbs of
writing out, inner thought, an answer to be judged, ...), and a rule here says which concepts
must stand close to each other in one sentence: "utter ... own ... thought" is found in
"verbalise each inference" as in "lay bare your whole reasoning".

How phrases are written: divided by commas and in folded spelling (lower case, straight
quotes); `*` at the end takes any ending, `$` asks for the end of the text, `9` is any
number, a blank is also a hyphen, an underscore or a comma. The longest phrase wins and hides
what is in it; phrases of the concept "nothing" do only that. Phrases that begin with an
article cost time at every article, so they go without.

A rule names what is *asked for*. Talk about it must not match: a question mark voids most
rules, and so do the obstacles: words of asking ("how do models reason"), a person who speaks
of himself, a topic right before ("an essay on reasoning"). "Explain your answer" and "show
your work" are what every school asks, and no rule. Rules are features of a group's
traffic, never a verdict on one request: honest users match some of them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

import numpy as np
import pyarrow as pa

from stillwatch.ingest.sketch_books import Book, PlainRule, lay_out
from stillwatch.ingest.sketch_phrases_english import ENGLISH, OBSTACLES
from stillwatch.ingest.sketch_phrases_world import OBSTACLES_ABROAD, WORLD
from stillwatch.ingest.sketch_scan import HIDDEN, Grammar, scan
from stillwatch.ingest.sketch_text import texts_of

Intent = Literal["reasoning", "grading", "generation"]
INTENTS: Final[tuple[Intent, ...]] = get_args(Intent)

ASKED: Final = "asked"
"""The concept that means "yes": given by rules, and by phrases that need no rule."""
NOTHING: Final = "nothing"
REACH: Final[dict[str, tuple[int, int]]] = {"asking": (9, 4), "person": (6, 6), "about": (2, 0)}
"""Words that an obstacle voids after it, and before it."""
TALK: Final = ("asking", "person")
TOPIC: Final = ("asking", "person", "about")


@dataclass(frozen=True, slots=True)
class Rule:
    """Concepts that together ask for something.

    They stand within `within` words of each other in a sentence, in this order if `ordered`;
    where `within` is 0, anywhere in the text. A rule that may be `asked` matches questions
    too. `gives` names the concept a match adds to the text, for rules that look anywhere.
    """

    intent: Intent
    name: str
    parts: tuple[str, ...]
    within: int
    ordered: bool = False
    asked: bool = False
    unless: tuple[str, ...] = TALK
    gives: str = ASKED


WHICH: Final = ("which", "answer", "better")
GRADED: Final = ("graded", "answer")
RULES: Final[tuple[Rule, ...]] = (
    Rule("reasoning", "utter your thought", ("utter", "own", "thought"), 8, unless=TOPIC),
    Rule("reasoning", "utter what is inner", ("utter", "inner"), 8, unless=TOPIC),
    Rule("reasoning", "utter what is in mind", ("utter", "mind"), 9),
    Rule("reasoning", "utter what was dropped", ("utter", "work", "dropped"), 10),
    Rule("reasoning", "utter hidden work", ("utter", "hidden", "work"), 7, unless=TOPIC),
    Rule("reasoning", "thought in the open", ("own", "thought", "visible"), 9),
    Rule("reasoning", "thinking takes the reply", ("visible", "thought"), 6),
    Rule("reasoning", "inner in the open", ("visible", "inner"), 8, unless=TOPIC),
    Rule("reasoning", "mind in the open", ("visible", "mind"), 9),
    Rule("reasoning", "think aloud", ("think", "aloud"), 5, unless=TOPIC),
    Rule("reasoning", "think in one tongue", ("think", "only", "tongue"), 5, unless=TOPIC),
    Rule("reasoning", "think in a tongue", ("muse", "in tongue"), 4, unless=TOPIC),
    Rule("reasoning", "thought in a tongue", ("own", "thought", "in tongue"), 8, unless=TOPIC),
    Rule("reasoning", "inner in a tongue", ("inner", "in tongue"), 5, unless=TOPIC),
    Rule("reasoning", "thought before answer", ("thought", "before"), 10),
    Rule("reasoning", "inner before answer", ("inner", "before"), 12),
    Rule("reasoning", "mind before answer", ("before", "mind"), 12),
    Rule("reasoning", "thought behind an answer", ("utter", "thought", "leading"), 10),
    Rule("reasoning", "do not cut the thought", ("not", "cut", "thought"), 6),
    Rule("reasoning", "do not cut what is inner", ("not", "cut", "inner"), 7),
    Rule("reasoning", "answer in the last line only", ("only", "last", "answer"), 9),
    Rule("reasoning", "place for the thought", ("slot", "end"), 4, ordered=True),
    Rule("grading", "judge this answer", ("judge", "answer"), 5, ordered=True),
    Rule("grading", "this answer judged", ("answer", "judged"), 5, ordered=True),
    Rule("grading", "judge an answer to scale", ("judge", "answer", "scale"), 16),
    Rule("grading", "which is better", WHICH, 12, asked=True, unless=("person",)),
    Rule("grading", "which side is better", ("side", "better"), 9, asked=True, unless=("person",)),
    Rule("grading", "an answer on a scale", GRADED, 14, asked=True, unless=("person",)),
    Rule("grading", "be a grader", ("role", "grader"), 4, ordered=True),
    Rule("grading", "score in a form", ("scoring", "slot"), 0),
    Rule("grading", "score by a standard", ("scoring", "standard"), 0),
    Rule("generation", "make many items", ("make", "many", "item"), 9, ordered=True),
    Rule("generation", "many items made", ("many", "item", "made"), 9),
    Rule("generation", "data made", ("data", "made"), 6, ordered=True),
    Rule("generation", "the seed recast", ("seed", "recast"), 5, ordered=True),
    Rule("generation", "list good items", ("list", "quality", "item"), 8, ordered=True),
    Rule("generation", "make data", ("make", "data"), 6, ordered=True),
    Rule("generation", "rewrite the seed", ("rewrite", "seed"), 5, ordered=True),
    Rule("generation", "make the seed harder", ("harder", "seed"), 12),
    Rule("generation", "rules for items", ("rule", "item"), 8),
    Rule("generation", "talk to a machine", ("make", "talk", "speaker"), 14, ordered=True),
    Rule("generation", "write a talk", ("make", "talk"), 5, ordered=True, gives="talked"),
    Rule("generation", "talk from a text", ("given", "talked"), 0),
    Rule("generation", "world for an agent", ("make", "trainee", "agent"), 12),
    Rule("generation", "tests for an agent", ("trainee", "agent"), 6),
    Rule("generation", "variants of a seed", ("make", "many", "variants"), 7),
    Rule("generation", "worse answers", ("make", "worse"), 12),
    Rule("generation", "worse answers listed", ("list", "worse"), 12),
    Rule("generation", "writer of tasks", ("role", "writer"), 5),
    Rule("generation", "items for a model", ("item", "plan"), 12),
    Rule("generation", "items for some model", ("make", "item", "model"), 12),
    Rule("generation", "seed in a form", ("harder", "open"), 0),
    Rule("generation", "seed in brackets", ("harder", "tagged"), 0),
    Rule("generation", "twist of a seed", ("twist", "open"), 0),
    Rule("generation", "twist in brackets", ("twist", "tagged"), 0),
)
"""Ways of asking, by intent. Concepts are those of the tables, and ASKED."""


def phrases_of(intent: Intent) -> dict[str, list[str]]:
    """Return the phrases of an intent in all languages, by concept."""
    abroad = [languages[intent] for languages in WORLD.values() if intent in languages]
    return _joined([ENGLISH[intent], *abroad])


def obstacles() -> dict[str, list[str]]:
    """Return the phrases of all obstacles in all languages, by concept."""
    return _joined([OBSTACLES, *OBSTACLES_ABROAD.values()])


def _joined(tables: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in tables:
        for concept, phrases in table.items():
            found.setdefault(concept, []).extend(split(phrases))
    return found


def split(phrases: str) -> list[str]:
    """Cut a row of a table into its phrases."""
    return [phrase.strip() for phrase in phrases.split(", ")]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All intents laid out for one pass, and what a text must have for each answer to be yes."""

    grammar: Grammar
    needs: dict[Intent, tuple[int, ...]]
    """Masks of concepts; one that a text has in full is enough."""


def compile_rules(rules: Iterable[Rule]) -> Compiled:
    """Lay out some rules, and the phrases of the concepts that they use."""
    rules = tuple(rules)
    masks = {concept: 1 << at for at, concept in enumerate(REACH)} | {NOTHING: HIDDEN}
    books = [Book([(row, masks[name]) for name, rows in obstacles().items() for row in rows], [])]
    needs = {}
    for intent in INTENTS:
        book, needs[intent] = _book(intent, [rule for rule in rules if rule.intent == intent])
        books.append(book)
    return Compiled(lay_out(books, 2 * np.array(list(REACH.values()), np.int64)), needs)


def _book(intent: Intent, rules: list[Rule]) -> tuple[Book, tuple[int, ...]]:
    """Number the concepts of an intent; return its book, and the masks that mean yes."""
    used = {ASKED}.union(*((*rule.parts, rule.gives) for rule in rules))
    bits = {concept: at for at, concept in enumerate(sorted(used))}
    masks = {concept: 1 << bit for concept, bit in bits.items()} | {NOTHING: HIDDEN}
    blocks = list(REACH)
    near = [
        PlainRule(
            tuple(bits[part] for part in rule.parts),
            rule.within,
            rule.ordered,
            rule.asked,
            sum(1 << blocks.index(concept) for concept in rule.unless),
            bits[rule.gives],
        )
        for rule in rules
        if rule.within
    ]
    anywhere = (sum(masks[part] for part in rule.parts) for rule in rules if not rule.within)
    named = phrases_of(intent)
    known = [(row, masks[name]) for name, rows in named.items() if name in masks for row in rows]
    return Book(known, near), (masks[ASKED], *anywhere)


@lru_cache(maxsize=1)
def compiled() -> Compiled:
    """Return all rules, laid out once per process."""
    return compile_rules(RULES)


def asks_for(folded: pa.Array) -> dict[Intent, pa.Array]:
    """Tell of every folded text what it asks for, by intent; null where the text is null."""
    return matches(compiled(), folded)


def matches(rules: Compiled, folded: pa.Array) -> dict[Intent, pa.Array]:
    """Tell of every folded text, by intent, whether any of the rules matches."""
    texts = texts_of(folded)
    concepts = scan(texts, rules.grammar)
    found: dict[Intent, pa.Array] = {}
    for book, intent in enumerate(INTENTS, 1):
        yes = np.zeros(len(concepts), np.bool_)
        for need in rules.needs[intent]:
            yes |= concepts[:, book] & need == need
        found[intent] = pa.array(yes, mask=~texts.valid)
    return found
