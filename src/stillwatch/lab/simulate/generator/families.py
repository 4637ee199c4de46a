"""Families: one pipeline's template, one product, one rubric, one agent, one assignment.

A family is a number. Its skeleton is written once from that number and then kept word for
word; only the marked places (`<task>`, `<answer>`, ...) change from text to text. Even
numbers belong to the train side and odd ones to the test side, so that what tunes on one
side never meets the other's families (they share single phrases, not skeletons).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.generator.tools import ToolSet, coding_agent, tool_set
from stillwatch.lab.simulate.generator.vocabulary import KINDS, LANGUAGE_SHARES, LANGUAGES, voice

MARKER: Final = re.compile(
    r"<(task|n|small|big|number|topic|language|passage|job|place|situation|math|codetask|"
    r"framework|snippet|answer|other|long|ticket|review|email|listing|transcript|bare|question)>"
)
SALT: Final = 20_261_123
UNIVERSE: Final = {
    Role.CODE_HELP: 64,
    Role.SERVICE: 400,
    Role.COURSEWORK: 600,
    Role.EXPANSION: 240,
    Role.TRACE: 240,
    Role.RUBRIC: 240,
    Role.TOOL_TASK: 240,
    Role.BENCHMARK: 10,
}
"""Families in circulation per role; every other role has FREE_FAMILIES fields of interest."""

FREE_FAMILIES: Final = 400
OWN_LANGUAGE: Final = {Role.TRACE: 0.4, Role.COURSEWORK: 0.16, Role.EXPANSION: 0.1}
"""Share of families whose wrapper, assignment or seeds are not in English."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A family's fixed words.

    `pattern` has slots `given_<marker>_<a..h>`, listed in `slots` as (bound name, marker).
    """

    pattern: str
    slots: tuple[tuple[str, str], ...]
    language: int
    """Index into LANGUAGES of what fills the markers."""
    system: str | None


@dataclass(frozen=True, slots=True)
class Interest:
    """What a free family is about: some kinds of request in some fields of life."""

    kinds: tuple[str, ...]
    fields: tuple[int, ...]
    language: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """One coursework assignment as everybody in the class got it."""

    words: str
    topic: str
    language: int


def family_rng(role: Role, family: int) -> np.random.Generator:
    """Return the generator a family is written with; the same in every world."""
    return np.random.default_rng([SALT, family, *role.value.encode()])


def universe(role: Role, split: str | None) -> tuple[int, ...]:
    """Return the family numbers in circulation; a split keeps every second one."""
    size = UNIVERSE.get(role, FREE_FAMILIES)
    if split is None or role is Role.BENCHMARK:
        return tuple(range(size))
    return tuple(range(0 if split == "train" else 1, 2 * size, 2))


def _language(role: Role, rng: np.random.Generator) -> int:
    foreign = rng.random() < OWN_LANGUAGE.get(role, 1.0 - LANGUAGE_SHARES[0])
    shares = np.array(LANGUAGE_SHARES[1:])
    other = 1 + int(rng.choice(len(shares), p=shares / shares.sum()))
    return other if foreign else 0


def _mark(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    slots: list[tuple[str, str]] = []
    seen: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        marker = match.group(1)
        name = f"given_{marker}_{'abcdefgh'[min(seen.get(marker, 0), 7)]}"
        seen[marker] = seen.get(marker, 0) + 1
        if (name, marker) not in slots:
            slots.append((name, marker))
        return "{" + name + "}"

    return MARKER.sub(numbered, text), tuple(slots)


@cache
def skeleton(role: Role, family: int, spoken_in: int | None = None) -> Skeleton:
    """Return the fixed template of a SERVICE, EXPANSION, TRACE or RUBRIC family.

    `spoken_in` (a place in LANGUAGES) writes template and slots in that language. Without it
    the families of the world are meant: only TRACE wraps in other languages than English.
    """
    rng = family_rng(role, family)
    language = _language(role, rng) if spoken_in is None else spoken_in
    own = role is Role.TRACE or spoken_in is not None
    spoken = voice(LANGUAGES[language] if own else "en")
    text = str(spoken.grammar.sample(role.value, 1, rng)[0]).strip()
    system = None
    if role is Role.SERVICE and rng.random() < 0.7:
        system = str(spoken.grammar.sample("s_system", 1, rng)[0])
    if role is Role.TRACE and spoken_in is None and rng.random() < 0.7:
        language = 0
    pattern, slots = _mark(text)
    return Skeleton(pattern, slots, language, system)


@cache
def interest(role: Role, family: int) -> Interest:
    """Return what a QUESTION, CONVERSATION, TASK or RESEARCH family is about."""
    rng = family_rng(role, family)
    known = KINDS
    kinds = tuple(rng.permutation(known)[: int(rng.integers(2, 4))].tolist())
    fields = tuple(rng.permutation(voice("en").fields)[: int(rng.integers(2, 6))].tolist())
    return Interest(kinds, fields, _language(role, rng))


@cache
def assignment(family: int, spoken_in: int | None = None) -> Assignment:
    """Return the words and topic of one assignment, in its own language or the one given."""
    rng = family_rng(Role.COURSEWORK, family)
    language = _language(Role.COURSEWORK, rng) if spoken_in is None else spoken_in
    spoken = voice(LANGUAGES[language])
    topic = spoken.topics[rng.integers(len(spoken.topics), size=1)]
    words = spoken.grammar.sample("coursework_assignment", 1, rng, {"topic": topic})
    return Assignment(str(words[0]), str(topic[0]), language)


@cache
def client(role: Role, family: int) -> ToolSet:
    """Return the system prompt and tools of a CODE_HELP or TOOL_TASK family.

    Half of the TOOL_TASK families use a coding agent that honest people use as well.
    """
    rng = family_rng(role, family)
    if role is Role.CODE_HELP:
        return coding_agent(rng)
    if rng.random() < 0.5:
        shared = 2 * int(rng.integers(UNIVERSE[Role.CODE_HELP] // 2)) + family % 2
        return client(Role.CODE_HELP, shared)
    return tool_set(rng)
