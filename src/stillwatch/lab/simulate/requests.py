"""A day's requests before they have words: who, when, which kind of text, what is special.

A record array (REQUEST) is enough to write every column that is not text, so a world can
also be written without drawing words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.tokens import SIZES, Sizes

Requests = npt.NDArray[Any]
"""A record array of REQUEST."""

REQUEST: Final = np.dtype(
    [
        ("account", "i4"), ("ts", "i8"), ("source", "i4"), ("item", "i4"), ("thread", "i8"),
        ("step", "i4"), ("session", "i8"), ("model", "i1"), ("system", "i4"), ("artifact", "i8"),
        ("end_user", "i8"), ("max_tokens", "i4"), ("client", "i1"), ("harvest", "?"),
        ("refused", "?"), ("denied", "?"), ("bare", "?"),
    ]
)  # fmt: skip
"""source: number in Sources. item: place in a fixed list, else -1. thread: the conversation
whose turn `step` this is, 0 for a single turn. session: key of session_id, 0 none. model, system,
client: -1 for the account's or the text's own. artifact: key of a reasoning artefact sent
back, 0 none, -1 for the thread's own. bare: end user and metadata are stripped."""


def blank(count: int) -> Requests:
    """Return `count` requests with nothing special about them."""
    rows = np.zeros(count, REQUEST)
    for name in ("item", "model", "system", "client"):
        rows[name] = -1
    return rows


@dataclass(frozen=True, slots=True)
class Source:
    """Where texts of one kind come from. `fixed` lists are picked from by item."""

    content: Content
    role: Role
    fixed: tuple[Text, ...] = ()
    unique: bool = False
    """No exact prompt twice within a chunk of the day."""


@dataclass(slots=True)
class Sources:
    """The sources and the system prompts of a world, numbered."""

    content: Content
    sizes: Sizes = SIZES
    """How many tokens requests and answers have where they have no words."""
    sources: list[Source] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    _whole: dict[Role, int] = field(default_factory=dict)

    def whole(self, role: Role) -> int:
        """Return the source of everybody's texts of `role`."""
        if role not in self._whole:
            self._whole[role] = self._add(Source(self.content, role))
        return self._whole[role]

    def narrowed(
        self, role: Role, families: int, rng: np.random.Generator, *, unique: bool = False
    ) -> int:
        """Return a new source that uses only `families` templates of `role`."""
        content = self.content.variants(role, families, rng)
        return self._add(Source(content, role, unique=unique))

    def unlimited(self, role: Role, *, unique: bool = False) -> int:
        """Return a new source of everybody's templates of `role`, for one actor's use."""
        return self._add(Source(self.content, role, unique=unique))

    def listed(self, role: Role, count: int, rng: np.random.Generator) -> int:
        """Return a source of a fixed list: the role's public one, else `count` drawn texts."""
        public = self.content.fixed(role)
        if public:
            return self._add(Source(self.content, role, fixed=tuple(public)))
        return self.list_of(self.content, role, count, rng)

    def list_of(self, content: Content, role: Role, count: int, rng: np.random.Generator) -> int:
        """Return a source of `count` fixed texts drawn from `content`."""
        return self._add(Source(content, role, fixed=tuple(content.draw(role, count, rng))))

    def system(self, text: str) -> int:
        """Register a system prompt."""
        self.systems.append(text)
        return len(self.systems) - 1

    def _add(self, source: Source) -> int:
        self.sources.append(source)
        return len(self.sources) - 1
