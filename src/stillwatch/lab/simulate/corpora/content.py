"""`CorpusContent`: the same protocol on real text, and the choice between both sources.

Real items come first. A role that must be one-off (TASK and all that is made of it) never
repeats a text within one draw: it raises where the corpora are too small. Roles of honest
people repeat, as people do. What a side has no text for is borrowed, see `sides`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.corpora.compose import Composer
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.lab.simulate.corpora.sides import load_side
from stillwatch.lab.simulate.generator.content import GeneratedContent
from stillwatch.lab.simulate.generator.families import universe
from stillwatch.model.errors import StillwatchError

Rows = Sequence[int]
UNNARROWED: Final = frozenset({Role.QUESTION, Role.CONVERSATION, Role.TASK})
"""Roles whose real texts follow no template: `variants` leaves them as they are."""


@dataclass(frozen=True)
class CorpusContent:
    """Texts of real corpora under `paths`, of one side of the split."""

    paths: tuple[Path, ...]
    seed: int
    split: str = "test"
    chosen: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def shelf(self) -> Shelf:
        """Return the loaded side; `skipped` says how many records could not be read."""
        return load_side(self.paths, self.split)

    @cached_property
    def generated(self) -> GeneratedContent:
        """Return the source that missing parts are borrowed from, on the same side."""
        return GeneratedContent(self.seed, self.split)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.shelf, self.generated)

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`; see the protocol.

        Raises StillwatchError where a one-off role has fewer distinct texts than asked for,
        or where a role's corpora are absent.
        """
        if count < 1:
            return []
        composed: dict[Role, Callable[[int, np.random.Generator, Rows], list[Text]]] = {
            Role.EXPANSION: self._composer.expansions,
            Role.SERVICE: self._composer.services,
            Role.COURSEWORK: self._composer.coursework,
            Role.TOOL_TASK: self._composer.tool_tasks,
            Role.TRACE: self._composer.traces,
            Role.RUBRIC: self._composer.rubrics,
            Role.CODE_HELP: self._composer.code_help,
        }
        if role in composed:
            return composed[role](count, rng, self.chosen.get(role, ()))
        if role is Role.RESEARCH:
            chosen: Mapping[Role, tuple[int, ...]] = {
                key: picks for key, picks in self.chosen.items() if key is role
            }
            return replace(self.generated, chosen=chosen).draw(role, count, rng)
        if role is Role.TASK:
            return self._composer.one_off(role, count, rng)
        items = self.fixed(role) or self._composer.items(role)
        return self._composer.answered(self._composer.repeated(items, count, rng), role, rng)

    def fixed(self, role: Role) -> list[Text]:
        """Return the BENCHMARK items of this side's public lists; empty for other roles."""
        if role is not Role.BENCHMARK:
            return []
        names = sorted(self.shelf.suites)
        if not names:
            self._composer.items(role)
        kept = [names[pick] for pick in self.chosen.get(role, range(len(names)))]
        return [text for name in kept for text in self.shelf.suites[name]]

    def variants(self, role: Role, families: int, rng: np.random.Generator) -> CorpusContent:
        """Return a source whose `role` uses only `families` templates.

        A family is a template of the side (EXPANSION), a public list (BENCHMARK), a tool set
        (TOOL_TASK), a real assignment (COURSEWORK), or a generated product, agent, wrapper,
        rubric or angle of research. Narrowed TRACE and RUBRIC draws put real tasks under the
        generated template. Questions, talks and tasks follow no template and stay whole.
        """
        if families < 1:
            raise StillwatchError(
                f"{families} families of {role.value} leave nothing to draw from",
                where="corpora",
                remedy="ask for one family or more",
            )
        if role in UNNARROWED:
            return self
        pool = self.chosen.get(role) or self._pool(role)
        picks = rng.choice(pool, size=min(families, len(pool)), replace=False)
        return replace(self, chosen={**self.chosen, role: tuple(sorted(picks.tolist()))})

    def _pool(self, role: Role) -> tuple[int, ...]:
        sizes = {
            Role.EXPANSION: len(self.shelf.templates),
            Role.BENCHMARK: len(self.shelf.suites),
            Role.TOOL_TASK: len(self.shelf.items.get(role, ())),
            Role.COURSEWORK: len(self.shelf.items.get(role, ())),
        }
        if role not in sizes:
            return universe(role, self.split)
        if not sizes[role]:
            self._composer.items(role)
        return tuple(range(sizes[role]))


def content_from(path: Path | None, *, seed: int, split: str = "test") -> Content:
    """Return the built-in source (None) or real corpora under `path`.

    Raises InputError where `path` holds no corpus of the side, at once rather than mid-world.
    """
    if path is None:
        return GeneratedContent(seed, split)
    content = CorpusContent((path,), seed, split)
    content.shelf  # noqa: B018  (load now, so that a wrong path is said at once)
    return content
