"""Whole columns of prompts: free texts about a topic, and fixed skeletons with filled slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.generator.answering import Answers
from stillwatch.lab.simulate.generator.engine import Strings, groups
from stillwatch.lab.simulate.generator.families import Skeleton, interest
from stillwatch.lab.simulate.generator.register import CAREFUL, PERSON, Hand, write_by
from stillwatch.lab.simulate.generator.vocabulary import (
    KINDS,
    LANGUAGES,
    QUESTION_SHARES,
    TASK_SHARES,
    Indices,
    draw_languages,
    topics_of,
    voice,
)

CAPABILITY: Final = ("other", "knowledge", "writing", "reasoning", "math", "code")
"""By kind, in the order of KINDS."""

TASK_MARKERS: Final = {"task": "task", "codetask": "task_code", "math": "word_problem"}
ANSWER_MARKERS: Final = frozenset({"answer", "other"})
MATERIAL: Final = frozenset(
    {"passage", "long", "ticket", "review", "email", "listing", "transcript"}
)
ENGLISH_SYMBOL: Final = {
    "n": "amount",
    "long": "long_passage",
    "language": "language_name",
    "situation": "q_context_clause",
    "bare": "q_bare",
    "question": "question_knowledge",
}
"""Symbols of markers that are not named like their symbol."""


@dataclass(frozen=True)
class Written:
    """Columns of one draw, row by row."""

    prompts: Strings
    topics: Strings
    languages: Indices
    capabilities: list[str]


@dataclass(frozen=True)
class Writer:
    """Writes columns for one content source; holds what the source's seed decides."""

    answers: Answers
    weights: npt.NDArray[np.float64]
    """How much each field of life is talked of in this world."""

    def free(
        self,
        role: Role,
        count: int,
        rng: np.random.Generator,
        families: Indices | None = None,
        languages: Indices | None = None,
    ) -> Written:
        """Write TASK, QUESTION or RESEARCH prompts, narrowed to `families` where given.

        `languages` are used as they are; without them a family has its own.
        """
        base = role.value if role in (Role.TASK, Role.RESEARCH) else Role.QUESTION.value
        shares = TASK_SHARES if role is Role.TASK else QUESTION_SHARES
        kinds = rng.choice(len(KINDS), size=count, p=shares)
        topics = np.empty(count, dtype=object)
        spoken = draw_languages(count, rng) if languages is None else languages.copy()
        for family, rows in groups(families) if families is not None else ():
            about = interest(role, family)
            kinds[rows] = rng.choice([KINDS.index(kind) for kind in about.kinds], size=len(rows))
            if languages is None:
                spoken[rows] = about.language
        for language, rows in groups(spoken):
            told = voice(LANGUAGES[language])
            topics[rows] = topics_of(told, len(rows), rng, self.weights)["topic"]
        for family, rows in groups(families) if families is not None else ():
            narrow = np.isin(np.arange(len(self.weights)), interest(role, family).fields)
            for language, here in groups(spoken[rows]):
                told = voice(LANGUAGES[language])
                weights = narrow.astype(float) if told.fields > 1 else self.weights
                topics[rows[here]] = topics_of(told, len(here), rng, weights)["topic"]
        prompts = self._speak(base, kinds, spoken, topics, rng)
        told_kinds = [
            CAPABILITY[kind] if language == 0 else "other"
            for kind, language in zip(kinds.tolist(), spoken.tolist(), strict=True)
        ]
        capabilities = ["reasoning"] * count if role is Role.RESEARCH else told_kinds
        hand: Hand = CAREFUL if role is Role.TASK else PERSON
        return Written(write_by(hand, prompts, rng), topics, spoken, capabilities)

    def _speak(
        self, base: str, kinds: Indices, spoken: Indices, topics: Strings, rng: np.random.Generator
    ) -> Strings:
        symbols_by_kind = base != Role.RESEARCH.value
        prompts = np.empty(len(kinds), dtype=object)
        code = np.where(spoken == 0, kinds if symbols_by_kind else 0, len(KINDS) + spoken)
        for value, rows in groups(code):
            english = value < len(KINDS)
            symbol = f"{base}_{KINDS[value]}" if english and symbols_by_kind else base
            told = voice("en" if english else LANGUAGES[value - len(KINDS)])
            prompts[rows] = told.grammar.sample(symbol, len(rows), rng, {"topic": topics[rows]})
        return prompts

    def about(
        self, symbol: str, languages: Indices, rng: np.random.Generator, **bound: Strings
    ) -> Strings:
        """Write one symbol that every language has, e.g. `follow_up`, row by row."""
        out = np.empty(len(languages), dtype=object)
        for language, rows in groups(languages):
            given = {name: values[rows] for name, values in bound.items()}
            out[rows] = voice(LANGUAGES[language]).grammar.sample(symbol, len(rows), rng, given)
        return out

    def from_skeletons(
        self, made: dict[int, Skeleton], families: Indices, rng: np.random.Generator
    ) -> Written:
        """Fill the skeletons of SERVICE, EXPANSION, TRACE or RUBRIC families."""
        languages = np.array([made[f].language for f in families.tolist()], dtype=np.intp)
        bound, topics = self._slots(made, families, languages, rng)
        prompts = np.empty(len(families), dtype=object)
        grammar = voice("en").grammar
        for family, rows in groups(families):
            plan = made[family]
            given = {name: bound[name][rows] for name, _ in plan.slots}
            prompts[rows] = grammar.fill(plan.pattern, len(rows), rng, given)
        return Written(prompts, topics, languages, [""] * len(families))

    def _slots(
        self,
        made: dict[int, Skeleton],
        families: Indices,
        languages: Indices,
        rng: np.random.Generator,
    ) -> tuple[dict[str, Strings], Strings]:
        """Return what fills every marker, and each row's main topic."""
        count = len(families)
        topics = np.empty(count, dtype=object)
        capabilities = np.full(count, "other", dtype=object)
        for language, rows in groups(languages):
            told = voice(LANGUAGES[language])
            topics[rows] = topics_of(told, len(rows), rng, self.weights)["topic"]
        slots = sorted(
            {slot for plan in made.values() for slot in plan.slots},
            key=lambda slot: (slot[1] in ANSWER_MARKERS, slot),
        )
        bound: dict[str, Strings] = {}
        for name, marker in slots:
            users = [family for family, plan in made.items() if (name, marker) in plan.slots]
            rows = np.flatnonzero(np.isin(families, users))
            column = np.empty(count, dtype=object)
            if marker in ANSWER_MARKERS:
                known = capabilities[rows].tolist()
                column[rows] = self.answers.write(
                    Role.TASK, known, languages[rows], topics[rows], rng, share=0.6
                )
            elif marker == "task":
                tasks = self.free(Role.TASK, len(rows), rng, languages=languages[rows])
                column[rows] = tasks.prompts
                if name.endswith("_a"):
                    topics[rows], capabilities[rows] = tasks.topics, tasks.capabilities
            else:
                column[rows] = self.marker(marker, languages[rows], topics[rows], rng)
            bound[name] = column
        return bound, topics

    def marker(
        self, marker: str, languages: Indices, topics: Strings, rng: np.random.Generator
    ) -> Strings:
        """Write what fills one marker of a skeleton, row by row; topics are kept where they fit."""
        out = np.empty(len(languages), dtype=object)
        for language, rows in groups(languages):
            told, symbol = voice(LANGUAGES[language]), TASK_MARKERS.get(marker, marker)
            if language and marker in MATERIAL:
                symbol = "passage"
            elif language and marker == "question":
                symbol = "question"
            elif language and marker != "topic":
                told, symbol = voice("en"), ENGLISH_SYMBOL.get(symbol, symbol)
            else:
                symbol = ENGLISH_SYMBOL.get(symbol, symbol)
            fits = told.language == LANGUAGES[language]
            given = {"topic": topics[rows]} if fits and marker != "topic" else {}
            out[rows] = told.grammar.sample(symbol, len(rows), rng, given)
        return out


def capability_column(names: Sequence[str], role: Role) -> list[str]:
    """Return the capability of each row; roles with one purpose override what was drawn."""
    fixed = {
        Role.CODE_HELP: "code",
        Role.EXPANSION: "generation",
        Role.RUBRIC: "grading",
        Role.TRACE: "reasoning",
        Role.TOOL_TASK: "tool_use",
        Role.SERVICE: "other",
        Role.COURSEWORK: "writing",
        Role.RESEARCH: "reasoning",
    }
    return [fixed[role]] * len(names) if role in fixed else list(names)
