"""The smallest source of texts that keeps the protocol's promises, for tests of worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stillwatch.lab.simulate.content import Role, Text

_FAMILIES = 500


class FakeContent:
    """Texts that name their role, family and a number; families can be narrowed."""

    def __init__(
        self, chosen: dict[Role, list[int]] | None = None, codes: Sequence[str] = ()
    ) -> None:
        self.chosen = chosen or {}
        self.codes = list(codes)

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`."""
        families = rng.choice(self.chosen.get(role, _FAMILIES), count).tolist()
        numbers = rng.integers(0, 2**40, count).tolist()
        talks = role is Role.CONVERSATION
        texts = []
        for family, number in zip(families, numbers, strict=True):
            spoken = f"{self.codes[number % len(self.codes)]}: " if self.codes else ""
            prompt = f"{spoken}{role.value} family {family} item {number}"
            turns = ((f"{prompt} one", "first answer"), (f"{prompt} two", "second answer"))
            tools = ('{"name": "search"}',) if role is Role.TOOL_TASK else ()
            answer = "words " * (3 + number % 90)
            texts.append(Text(prompt, answer, tools=tools, turns=turns if talks else ()))
        return texts

    def fixed(self, role: Role) -> list[Text]:
        """Return a public list of forty items."""
        if role is not Role.BENCHMARK:
            return []
        return [Text(f"public item {number}", "answer") for number in range(40)]

    def variants(self, role: Role, families: int, rng: np.random.Generator) -> FakeContent:
        """Return a source of few families of `role`."""
        picked = rng.integers(0, _FAMILIES, families).tolist()
        return FakeContent({**self.chosen, role: picked}, self.codes)

    def in_languages(self, codes: Sequence[str]) -> FakeContent:
        """Return a source whose prompts begin with one of the codes."""
        return FakeContent(self.chosen, codes)
