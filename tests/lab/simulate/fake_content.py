"""The smallest source of texts that keeps the protocol's promises, for tests of worlds."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.content import Role, Text

_FAMILIES = 500


class FakeContent:
    """Texts that name their role, family and a number; families can be narrowed."""

    def __init__(self, chosen: dict[Role, list[int]] | None = None) -> None:
        self.chosen = chosen or {}

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`."""
        families = rng.choice(self.chosen.get(role, _FAMILIES), count).tolist()
        numbers = rng.integers(0, 2**40, count).tolist()
        talks = role is Role.CONVERSATION
        texts = []
        for family, number in zip(families, numbers, strict=True):
            prompt = f"{role.value} family {family} item {number}"
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
        return FakeContent({**self.chosen, role: rng.integers(0, _FAMILIES, families).tolist()})
