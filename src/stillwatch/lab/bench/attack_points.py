"""What an attacker's choices came to: points, the cost curve along them, what each knob did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from stillwatch.lab.bench.attack_costs import Bill
from stillwatch.lab.bench.attack_knobs import Choice, Knob


@dataclass(frozen=True, slots=True)
class Trial:
    """What one world came to."""

    seed: int
    harvest: int
    caught: float
    """Share of the harvest that was sent by accounts which were named."""
    known: bool
    """Whether a named group is mostly the actor's."""


@dataclass(frozen=True, slots=True)
class Point:
    """One choice of the attacker: what it is, what it costs, what was caught of it."""

    choice: Choice
    changed: Mapping[str, Any]
    """Fields that differ from the plain campaign's."""
    accounts: int
    days: int
    """Until the harvest is complete."""
    bill: Bill
    trials: tuple[Trial, ...]
    again: tuple[Trial, ...] = ()
    """In the fresh worlds, where it was on the front."""

    @property
    def caught(self) -> float:
        """Return the mean share caught in the worlds the search chose by."""
        return float(np.mean([trial.caught for trial in self.trials]))

    def per_thousand(self, dollars: float) -> float:
        """Return so many dollars for each 1,000 exchanges that were harvested."""
        harvest = np.mean([trial.harvest for trial in (*self.trials, *self.again)])
        return float(1_000 * dollars / harvest) if harvest else float("inf")

    @property
    def cost(self) -> float:
        """Return dollars for 1,000 harvested exchanges, in the middle of the prices."""
        return self.per_thousand(self.bill.middle)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A step of the cost curve: the least that is caught for this money."""

    point: Point
    caught: float
    known: float
    """Share of worlds in which the actor was known at all."""
    worlds: int
    fresh: bool
    """Whether these are worlds that the search did not see."""


@dataclass(frozen=True, slots=True)
class KnobEffect:
    """What hiding some knobs of one family did, all else being equal.

    How much depends on what else is hidden, which the search chose: where it goes by what is
    promising, so do these figures.
    """

    fields: tuple[str, ...]
    pairs: int
    """Pairs of points that differ in these fields alone."""
    change: float
    """Of the share caught, mean over pairs; below 0 where it helps the attacker."""
    strongest: float
    """In the pair in which it helped most."""


def front_of(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other undercuts in both cost and what is caught.

    Of equals the one that changes least.
    """
    front: list[Point] = []
    for point in sorted(points, key=lambda p: (p.cost, p.caught, len(p.changed))):
        if not front or point.caught < front[-1].caught:
            front.append(point)
    return front


def cost_curve(points: Sequence[Point]) -> list[CurvePoint]:
    """Return the least caught for a cost: each step is dearer than the one before and less of it
    is caught.

    Points judged in fresh worlds count by these alone, and where there are any they alone
    count; else all that were judged as often as the first point.
    """
    judged = [p for p in points if p.again] or [
        p for p in points if len(p.trials) == len(points[0].trials)
    ]
    steps = [measured(point) for point in judged]
    curve: list[CurvePoint] = []
    for step in sorted(steps, key=lambda s: (s.point.cost, s.caught, len(s.point.changed))):
        if not curve or step.caught < curve[-1].caught:
            curve.append(step)
    return curve


def knob_effects(points: Sequence[Point], knobs: Sequence[Knob]) -> list[KnobEffect]:
    """Return what hiding each knob, or each family of knobs together, did to the share caught.

    Only pairs of points count that differ in this alone, one of them plain in it, and by worlds
    that both were judged in: what else is hidden is the same in both.
    """
    found: dict[tuple[str, ...], list[float]] = {}
    for hidden, plain in permutations(points, 2):
        places = [i for i, pair in enumerate(zip(hidden.choice, plain.choice, strict=True))
                  if pair[0] != pair[1]]  # fmt: skip
        families = {knobs[i].family for i in places}
        if len(families) != 1 or any(plain.choice[i] for i in places):
            continue
        other = {trial.seed: trial.caught for trial in plain.trials}
        changes = [t.caught - other[t.seed] for t in hidden.trials if t.seed in other]
        if changes:
            names = tuple(knobs[i].field for i in places)
            found.setdefault(names, []).append(float(np.mean(changes)))
    effects = [
        KnobEffect(names, len(changes), float(np.mean(changes)), min(changes))
        for names, changes in found.items()
    ]
    return sorted(effects, key=lambda effect: (effect.change, effect.strongest, effect.fields))


def measured(point: Point) -> CurvePoint:
    """Return what was caught of a point, in fresh worlds where it was judged in any."""
    trials = point.again or point.trials
    return CurvePoint(
        point=point, worlds=len(trials), fresh=bool(point.again),
        caught=float(np.mean([trial.caught for trial in trials])),
        known=float(np.mean([trial.known for trial in trials])),
    )  # fmt: skip
