"""Where the words of a simulated world come from: the protocol that content sources meet.

Two kinds exist: the built-in generator (no files needed) and corpora by path. A world asks
for texts by role and never knows which kind answers, so that the same scenario runs on
real text and on ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np


class Role(StrEnum):
    """What a text is for, in the eyes of who sends it."""

    QUESTION = "question"
    """A person asks something once: typos, context, first person."""
    CONVERSATION = "conversation"
    """A person's talk of two or more user turns; the later ones refer to the earlier."""
    CODE_HELP = "code_help"
    """A person at work in an editor or coding agent."""
    SERVICE = "service"
    """A product's back-end fills its template: summarise this ticket, label that review."""
    BENCHMARK = "benchmark"
    """An item of a fixed public list; the same list for everybody."""
    COURSEWORK = "coursework"
    """A student with the assignment of the week, in own words."""
    RESEARCH = "research"
    """An honest question about how models reason, or how they grade."""
    TASK = "task"
    """One self-contained instruction of a data-generation pipeline."""
    EXPANSION = "expansion"
    """A pipeline's prompt that rewrites or multiplies a seed task (one template, many slots)."""
    TRACE = "trace"
    """A task under text that forces the reasoning to be written out."""
    RUBRIC = "rubric"
    """Grading, critique or pairwise choice of an answer under a rubric."""
    TOOL_TASK = "tool_task"
    """An agentic task with tool definitions."""


@dataclass(frozen=True, slots=True)
class Text:
    """One request's words and the answer to it. `turns` are the user turns before `prompt`,
    each with the answer it got; empty for a single turn."""

    prompt: str
    response: str
    capability: str = "other"
    """code, math, writing, reasoning, grading, generation, tool_use, knowledge, other."""
    system: str | None = None
    tools: tuple[str, ...] = ()
    turns: tuple[tuple[str, str], ...] = ()
    language: str = ""
    """ISO 639-1, where the source recorded it."""


class Content(Protocol):
    """A source of texts. Draws are a pure function of the generator's state."""

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`, varied; CONVERSATION fills `turns`."""
        ...

    def fixed(self, role: Role) -> list[Text]:
        """Return the whole fixed list behind a role (BENCHMARK); empty where there is none."""
        ...

    def variants(self, role: Role, families: int, rng: np.random.Generator) -> Content:
        """Return a narrowed source that uses only `families` templates of `role`:
        one pipeline, one product or one rubric, rather than everybody's."""
        ...

    def in_languages(self, codes: Sequence[str]) -> Content:
        """Return a source that writes in these languages only (ISO 639-1).

        Fixed lists stay as they are, and so does work on code and with tools, which is in
        English everywhere. Raises SettingsError for a language nobody can write.
        """
        ...
