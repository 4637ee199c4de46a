"""`CorpusContent`: the same protocol on real text, and the choice between both sources.

Real items come first. A role that must be one-off (TASK and all that is made of it) never
repeats a text within one draw: it raises where the corpora are too small. Roles of honest
people repeat, as people do. What a side has no text for is written by the built-in source, and
`notes` says so.
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
from stillwatch.lab.simulate.corpora.languages import side_in
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.lab.simulate.corpora.sides import load_side
from stillwatch.lab.simulate.generator.content import GeneratedContent
from stillwatch.lab.simulate.generator.families import universe
from stillwatch.lab.simulate.generator.vocabulary import language_numbers
from stillwatch.model.errors import StillwatchError

Rows = Sequence[int]
COMPOSED: Final = frozenset(
    {Role.EXPANSION, Role.SERVICE, Role.COURSEWORK, Role.TRACE, Role.RUBRIC}
)
"""Roles whose real parts are put into English wrappers."""
ENGLISH: Final = frozenset({Role.CODE_HELP, Role.TOOL_TASK, Role.BENCHMARK})
"""Roles that no choice of languages touches."""
FEWEST: Final = 30
"""Real texts that a language needs; with fewer, all of it is written by the built-in source."""
UNNARROWED: Final = frozenset({Role.QUESTION, Role.CONVERSATION, Role.TASK})
"""Roles whose real texts follow no template: `variants` leaves them as they are."""


@dataclass(frozen=True)
class CorpusContent:
    """Texts of real corpora under `paths`, of one side of the split."""

    paths: tuple[Path, ...]
    seed: int
    split: str = "test"
    chosen: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    """What `in_languages` keeps to; none: whatever the corpora are written in."""

    @cached_property
    def shelf(self) -> Shelf:
        """Return the loaded side; `skipped` says how many records could not be read."""
        if len(self.languages) == 1:
            return side_in(self.paths, self.split, self.languages[0])
        return load_side(self.paths, self.split)

    @cached_property
    def generated(self) -> GeneratedContent:
        """Return the source that missing parts are borrowed from, on the same side."""
        source = GeneratedContent(self.seed, self.split)
        return source.in_languages(self.languages) if self.languages else source

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a user should know of what was read, a line each."""
        said = []
        if self.shelf.skipped:
            said.append(f"{self.shelf.skipped} records could not be read")
        if self.shelf.unknown:
            said.append("not recognised: " + ", ".join(self.shelf.unknown))
        missing = [role.value for role in Role if role is not Role.RESEARCH and not self._has(role)]
        if missing:
            said.append(
                f"no {', '.join(missing)} texts on the {self.split} side: the built-in source "
                "writes them"
            )
        return tuple(said)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.shelf, self.generated)

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`; see the protocol.

        Raises StillwatchError where a one-off role has fewer distinct texts than asked for.
        """
        if count < 1:
            return []
        if self.languages and role in ENGLISH:
            return replace(self, languages=()).draw(role, count, rng)
        if role is Role.RESEARCH or not self._serves(role, count):
            picks = {key: numbers for key, numbers in self.chosen.items() if key is role}
            return replace(self.generated, chosen=picks).draw(role, count, rng)
        if len(self.languages) > 1:
            return self._in_each_language(role, count, rng)
        composed: dict[Role, Callable[[int, np.random.Generator, Rows], list[Text]]] = {
            Role.EXPANSION: self._composer.expansions,
            Role.SERVICE: self._composer.services,
            Role.COURSEWORK: self._composer.coursework,
            Role.TOOL_TASK: self._composer.tool_tasks,
            Role.TRACE: self._composer.traces,
            Role.RUBRIC: self._composer.rubrics,
            Role.CODE_HELP: self._composer.code_help,
            Role.CONVERSATION: self._composer.conversations,
        }
        if role in composed:
            return composed[role](count, rng, self.chosen.get(role, ()))
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
            return self.generated.fixed(role)
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

    def in_languages(self, codes: Sequence[str]) -> CorpusContent:
        """Return a source in these languages only, in equal parts; see the protocol.

        Questions, talks and tasks are real where a language has FEWEST of them, by the recorded
        language, else by the one told from the words; all else but English is generated.
        """
        language_numbers(codes)
        return replace(self, languages=tuple(dict.fromkeys(codes)))

    def _in_each_language(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        parts = rng.multinomial(count, np.full(len(self.languages), 1.0 / len(self.languages)))
        drawn: list[Text] = []
        for code, part in zip(self.languages, parts.tolist(), strict=True):
            drawn += replace(self, languages=(code,)).draw(role, part, rng)
        return [drawn[place] for place in rng.permutation(count).tolist()]

    def _serves(self, role: Role, count: int) -> bool:
        """Say whether real texts serve a draw, rather than the built-in source."""
        if not self.languages or (len(self.languages) > 1 and role not in COMPOSED):
            return self._has(role)
        if role in COMPOSED:
            return self.languages == ("en",) and self._has(role)
        size = len(self.shelf.items.get(role, ()))
        return size >= FEWEST and (role is not Role.TASK or size >= count)

    def _has(self, role: Role) -> bool:
        """Say whether the side has the real parts that a role is made of."""
        if role is Role.BENCHMARK:
            return bool(self.shelf.suites)
        if role is Role.EXPANSION and not self.shelf.templates:
            return False
        needed = {
            Role.EXPANSION: (Role.TASK,),
            Role.SERVICE: (Role.TASK,),
            Role.TRACE: (Role.TASK,),
            Role.RUBRIC: (Role.TASK,),
            Role.TOOL_TASK: (Role.TOOL_TASK, Role.TASK),
        }
        return all(self.shelf.items.get(each) for each in needed.get(role, (role,)))

    def _pool(self, role: Role) -> tuple[int, ...]:
        elsewhere = self.languages not in ((), ("en",)) and role in COMPOSED
        if elsewhere or not self._has(role):
            return universe(role, self.split)
        sizes = {
            Role.EXPANSION: len(self.shelf.templates),
            Role.BENCHMARK: len(self.shelf.suites),
            Role.TOOL_TASK: len(self.shelf.items.get(role, ())),
            Role.COURSEWORK: len(self.shelf.items.get(role, ())),
        }
        return tuple(range(sizes[role])) if role in sizes else universe(role, self.split)


def content_from(path: Path | None, *, seed: int, split: str = "test") -> Content:
    """Return the built-in source (None) or real corpora under `path`.

    Raises InputError where `path` holds no corpus of the side, at once rather than mid-world.
    """
    if path is None:
        return GeneratedContent(seed, split)
    content = CorpusContent((path,), seed, split)
    content.shelf  # noqa: B018  (load now, so that a wrong path is said at once)
    return content
