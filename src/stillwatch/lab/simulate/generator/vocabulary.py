"""The grammar files, one voice per language, and what a family of texts talks about.

Benign and attack roles share these banks on purpose: a detector that tells them apart by
words or topics would have learned this generator, not harvesting.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.generator.engine import Bound, Grammar, Strings, strings
from stillwatch.model.errors import SettingsError

ENGLISH_FILES: Final = (
    "words",
    "people",
    "tasks",
    "material",
    "code",
    "pipelines",
    "products",
    "answers",
)
LANGUAGES: Final = ("en", "de", "fr", "es", "zh", "pt")
LANGUAGE_SHARES: Final = (0.84, 0.035, 0.03, 0.035, 0.04, 0.02)
"""The same for people and pipelines, so that language gives nothing away."""

KINDS: Final = ("life", "knowledge", "writing", "reasoning", "math", "code")
QUESTION_SHARES: Final = (0.28, 0.24, 0.18, 0.10, 0.07, 0.13)
TASK_SHARES: Final = (0.12, 0.23, 0.31, 0.11, 0.11, 0.12)

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Voice:
    """One language: its grammar and its topics, grouped into fields of life."""

    language: str
    grammar: Grammar
    topics: Strings
    field_of: Indices
    """The field of every topic; one field only in languages other than English."""

    @property
    def fields(self) -> int:
        """Return how many fields of life the voice knows."""
        return int(self.field_of.max()) + 1


@cache
def grammar_file(name: str) -> dict[str, list[str]]:
    """Return one grammar file: symbols and what each can become."""
    text = (files(__package__) / "grammar" / f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = json.loads(text)
    return loaded


@cache
def voice(language: str) -> Voice:
    """Return the voice of `language`; languages other than English borrow code and numbers."""
    english: dict[str, list[str]] = {}
    for name in ENGLISH_FILES:
        english.update(grammar_file(name))
    by_field = [texts for symbol, texts in english.items() if symbol.startswith("topic_")]
    english["topic"] = [topic for texts in by_field for topic in texts]
    english["other_topic"] = english["topic"]
    if language == "en":
        sizes = [len(texts) for texts in by_field]
        field_of = np.repeat(np.arange(len(sizes)), sizes)
        return Voice(language, Grammar.of(english), strings(english["topic"]), field_of)
    own = grammar_file(language)
    topics = strings(own["topic"])
    return Voice(language, Grammar.of(english, own), topics, np.zeros(len(topics), dtype=np.intp))


def topics_of(
    spoken: Voice, count: int, rng: np.random.Generator, weights: npt.NDArray[np.float64]
) -> Bound:
    """Bind one topic per text; `weights` says how much each field of life is talked of."""
    per_topic = weights[spoken.field_of % len(weights)]
    edges = np.cumsum(per_topic / per_topic.sum())
    picks = np.minimum(np.searchsorted(edges, rng.random(count)), len(edges) - 1)
    return {"topic": spoken.topics[picks]}


def language_numbers(codes: Sequence[str]) -> tuple[int, ...]:
    """Return the places in LANGUAGES of ISO 639-1 codes.

    Raises SettingsError where there is none, or one that no grammar exists for.
    """
    unknown = sorted(set(codes) - set(LANGUAGES))
    if unknown or not codes:
        raise SettingsError(
            f"no text can be written in {', '.join(unknown)}" if unknown else "no language named",
            where="languages",
            remedy="use some of " + ", ".join(LANGUAGES),
        )
    return tuple(LANGUAGES.index(code) for code in dict.fromkeys(codes))


def draw_languages(count: int, rng: np.random.Generator) -> Indices:
    """Return one index into LANGUAGES per text."""
    return rng.choice(len(LANGUAGES), size=count, p=LANGUAGE_SHARES)
