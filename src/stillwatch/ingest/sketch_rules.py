"""Phrases that ask for reasoning, for grading or for data, as a table a reader can judge.

Patterns are RE2 (linear time) and run on folded text: lower case, single spaces, straight
quotes. A rule names what is *asked for*; talk about it ("how do models reason?", "what makes
a good rubric?") must not match, and "explain why" is ordinary. Rules are features of a
group's traffic, never a verdict on one request: honest users match some of them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.sketch_phrases_english import ENGLISH
from stillwatch.ingest.sketch_phrases_world import WORLD

Intent = Literal["reasoning", "grading", "generation"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of asking, in one language ('xx': any)."""

    intent: Intent
    language: str
    pattern: str


INTENTS: Final[tuple[Intent, ...]] = get_args(Intent)
RULES: Final[tuple[Rule, ...]] = tuple(
    Rule(intent, language, pattern)
    for intent in INTENTS
    for named, language, pattern in (*ENGLISH, *WORLD)
    if named == intent
)
"""Ways of asking, by intent and language."""


def patterns_of(intent: Intent) -> tuple[str, ...]:
    """Return the rules of an intent as few alternations, so that a text is scanned few times.

    A rule with a wide gap (`[^.?!]{0,60}`) stays by itself: joined with the others it
    multiplies the states of RE2's automaton, and a scan of 1 us becomes one of 30.
    """
    rules = [f"(?:{rule.pattern})" for rule in RULES if rule.intent == intent]
    wide = [pattern for pattern in rules if "[^" in pattern]
    return ("|".join(pattern for pattern in rules if pattern not in wide), *wide)


_PATTERNS: Final = {intent: patterns_of(intent) for intent in INTENTS}


def asks_for(intent: Intent, folded: pa.Array) -> pa.Array:
    """Tell for every folded text whether it asks for `intent`; null where the text is null."""
    found = pa.nulls(len(folded), pa.bool_()).fill_null(False)
    for pattern in _PATTERNS[intent]:
        found = pc.or_(found, pc.match_substring_regex(folded, pattern))
    return found
