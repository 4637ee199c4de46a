"""What the simulated attacker may change about its campaign, and how it goes from one choice
to the next.

A choice is a level for each knob. Level 0 is the plain campaign's own value, and higher levels
are what its author takes for better hidden; nothing relies on that being so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from stillwatch.lab.simulate.settings import CampaignSpec

Choice = tuple[int, ...]
"""A level for each knob, in the order of the knobs."""


@dataclass(frozen=True, slots=True)
class Knob:
    """A field of CampaignSpec (`reuse.per_card`: a field of its Reuse) and values to try."""

    field: str
    family: str
    """Knobs of one family hide the same thing; a search also moves them together."""
    values: tuple[Any, ...]
    times: bool = False
    """Whether `values` are multiples of the plain campaign's value."""

    def value(self, level: int, plain: CampaignSpec) -> Any:
        """Return the field's value at a level."""
        own: Any = plain
        for name in self.field.split("."):
            own = getattr(own, name)
        if level == 0:
            return own
        return round(own * self.values[level - 1]) if self.times else self.values[level - 1]


KNOBS: Final = (
    Knob("accounts", "accounts", (2, 4, 8), times=True),
    Knob("aged", "past", (0.5, 0.9)),
    Knob("bought", "past", (0.3,)),
    Knob("organisations", "organisations", (0.3, 1.0)),
    Knob("reuse.per_card", "infrastructure", (2, 1)),
    Knob("reuse.per_device", "infrastructure", (2, 1)),
    Knob("reuse.per_address", "infrastructure", (2, 1)),
    Knob("reuse.per_batch", "infrastructure", (5, 1)),
    Knob("templates", "content", (3, 8), times=True),
    Knob("paraphrase", "content", (0.5, 1.0)),
    Knob("shards", "content", (4, 12)),
    Knob("camouflage", "camouflage", (0.5, 0.8)),
    Knob("synchrony", "time", (0.3, 0.0)),
    Knob("hours", "time", ("office", "people")),
    Knob("days", "time", (28,)),
)
"""Fewer accounts than the plain campaign's are not tried: they would fall below the smallest
group that is judged only because a small world's harvest is small. Nor are bans (`churn`),
which the defender causes."""


def changes(choice: Choice, knobs: Sequence[Knob], plain: CampaignSpec) -> dict[str, Any]:
    """Return what a choice changes about the plain campaign, by field; what equals it is left."""
    told = {}
    for level, knob in zip(choice, knobs, strict=True):
        value = knob.value(level, plain)
        if value != knob.value(0, plain):
            told[knob.field] = value
    return told


def of_campaign(changed: dict[str, Any], plain: CampaignSpec) -> dict[str, Any]:
    """Return changes by field as fields of a CampaignSpec, Reuse whole."""
    fields = {name: value for name, value in changed.items() if "." not in name}
    for name, value in changed.items():
        whole, _, part = name.partition(".")
        if part:
            fields.setdefault(whole, getattr(plain, whole).model_dump())[part] = value
    return fields


def first_choices(knobs: Sequence[Knob]) -> list[Choice]:
    """Return all knobs at their last level, then each family of knobs alone."""
    families = list(dict.fromkeys(knob.family for knob in knobs))
    most = tuple(len(knob.values) for knob in knobs)
    alone = [
        tuple(top if knob.family == family else 0 for top, knob in zip(most, knobs, strict=True))
        for family in families
    ]
    return list(dict.fromkeys([most, *alone]))


def next_choice(
    parents: Sequence[Choice], knobs: Sequence[Knob], rng: np.random.Generator
) -> Choice:
    """Return a choice made of earlier ones: combined, a step off, or less one family.

    Of two parents the plainer level of each knob joins what both could do without; the other
    way joins what both hide.
    """
    one, other = (parents[i] for i in rng.integers(len(parents), size=2))
    move = rng.choice(["plainer", "hidden", "step", "without", "plain"])
    if move == "plainer":
        return tuple(map(min, one, other))
    if move == "hidden":
        return tuple(map(max, one, other))
    changed = list(one)
    if move == "without":
        family = rng.choice(sorted({knob.family for knob in knobs}))
        return tuple(
            0 if knob.family == family else level for level, knob in zip(one, knobs, strict=True)
        )
    moved = [i for i, level in enumerate(one) if level] if move == "plain" else range(len(knobs))
    for place in rng.permutation(list(moved))[: rng.geometric(0.5)]:
        step = int(rng.choice([-1, 1]))
        top = len(knobs[place].values)
        changed[place] = 0 if move == "plain" else min(max(changed[place] + step, 0), top)
    return tuple(changed)
