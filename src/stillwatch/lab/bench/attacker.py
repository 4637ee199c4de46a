"""An attacker that adapts: it turns its knobs to be caught less, and what that costs it.

The defender is fixed and sees simulated logs only. The figures are for the defender: what it
makes an evasion cost, and which knob it is weakest against.

The search keeps to a number of cells. It looks at the plain campaign and at all knobs hidden;
it takes back what costs most as long as no more is caught, first families of knobs, then each;
it looks at each family alone; the rest goes to combinations and neighbours of the best so far,
the front of least caught for the money. A choice is judged in one world first and in the other
seeds' only if it would be on the front. Who picks the lowest of many noisy figures flatters
the attacker; the front is therefore judged again in worlds that the search did not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stillwatch.lab.bench.attack_knobs import Choice, first_choices, next_choice
from stillwatch.lab.bench.attack_points import (
    CurvePoint,
    KnobEffect,
    Point,
    cost_curve,
    front_of,
    knob_effects,
    measured,
)
from stillwatch.lab.bench.attack_trials import Evaluate, SearchSettings, Told, Trials
from stillwatch.model.errors import SettingsError

__all__ = ["Search", "SearchSettings", "cost_curve", "effect_rows", "search", "table"]

_UNCAUGHT: Final = 0.01
"""Share of the harvest below which nothing is left to hide: only cheaper choices are tried."""
_NO_MORE: Final = 0.05
"""Share of the harvest by which what is caught may rise and still count as no more."""
_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class Search:
    """All that was tried. `points` are in the order they were thought of, the plain one first."""

    settings: SearchSettings
    plain: Point
    points: tuple[Point, ...]
    front: tuple[CurvePoint, ...]
    effects: tuple[KnobEffect, ...]
    """What helps the attacker most first."""
    evaluations: int


def search(settings: SearchSettings, evaluate: Evaluate, told: Told | None = None) -> Search:
    """Search for choices of which less is caught, and for what each costs.

    The same settings and outcomes give the same search. Raises SettingsError where the preset
    has not one campaign or the cells do not suffice for a beginning, ResultError where
    `evaluate` leaves one out.
    """
    trials = Trials(settings, evaluate, told)
    plain: Choice = (0,) * len(settings.knobs)
    kept_back = settings.confirmed * len(settings.fresh)
    if settings.evaluations < kept_back + 2 * len(settings.seeds):
        raise SettingsError(
            f"{settings.evaluations} evaluations are too few", where="attack",
            remedy=f"allow {kept_back + 2 * len(settings.seeds)} or more",
        )  # fmt: skip
    trials.judge([plain], settings.seeds, kept_back)
    hidden, *alone = first_choices(settings.knobs)
    _take_back(trials, hidden, kept_back)
    _screen(trials, alone, kept_back)
    rng = np.random.default_rng(settings.draw)
    while trials.left(kept_back) and (batch := _proposed(trials, rng)):
        _screen(trials, batch, kept_back)
    whole = [p for p in trials.points() if len(p.trials) == len(settings.seeds)]
    wanted = [plain, *(p.choice for p in _spread(front_of(whole), settings.confirmed - 1, plain))]
    trials.judge(wanted, settings.fresh, 0)
    points = trials.points()
    return Search(
        settings=settings, plain=points[0], points=tuple(points),
        front=tuple(cost_curve(points)), effects=tuple(knob_effects(points, settings.knobs)),
        evaluations=trials.used,
    )  # fmt: skip


def table(search: Search) -> list[str]:
    """Return the plain campaign, then the front from its cheap end on, as a Markdown table."""
    header = (
        "| what the attacker changes | accounts | dollars per 1,000 harvested (low–high) | "
        "against plain | days | harvest caught | known in |"
    )
    steps = [s for s in search.front if s.point.choice != search.plain.choice]
    rows = [_row(step, search.plain) for step in (measured(search.plain), *steps)]
    return [header, "|---|---|---|---|---|---|---|", *rows]


def effect_rows(search: Search, most: int = 10) -> list[str]:
    """Return the knobs whose hiding helped most, all else equal, as a Markdown table."""
    rows = [
        f"| {', '.join(e.fields)} | {e.pairs} | {100 * e.change:+.0f} | {100 * e.strongest:+.0f} |"
        for e in search.effects[:most]
    ]
    header = "| hidden | pairs | change of what is caught, percentage points | at most |"
    return [header, "|---|---|---|---|", *rows]


def _take_back(trials: Trials, hidden: Choice, kept_back: int) -> None:
    """Judge a hidden choice, then leave plain what can be, the dearest first.

    What one world lets pass must pass in the others too, or one stroke of luck would lead all
    that follows astray.
    """
    knobs, seeds = trials.settings.knobs, trials.settings.seeds
    trials.judge([best := trials.own(hidden)], seeds, kept_back)
    bound = trials.point(best).caught + _NO_MORE
    if bound >= trials.points()[0].caught:
        return

    def passes(choice: Choice) -> bool:
        for seed in seeds:
            trials.judge([choice], (seed,), kept_back)
            judged = trials.tried.get(choice, {})
            if seed not in judged or trials.point(choice).caught > bound:
                return False
        return True

    families = [[k.family == family for k in knobs] for family in {k.family: 0 for k in knobs}]
    for parts in (families, [[k is knob for k in knobs] for knob in knobs]):
        tried = [(trials.point(_without(best, part)).bill.middle, part) for part in parts]
        for _, part in sorted(tried, key=lambda each: each[0]):
            plainer = _without(best, part)
            if plainer != best and passes(plainer):
                best = plainer


def _without(choice: Choice, part: Sequence[bool]) -> Choice:
    return tuple(0 if plain else level for level, plain in zip(choice, part, strict=True))


def _screen(trials: Trials, choices: Sequence[Choice], kept_back: int) -> None:
    """Judge choices in the first world, and in the others those that would be on the front."""
    trials.judge(choices, trials.settings.seeds[:1], kept_back)
    front = [point.choice for point in front_of(trials.points())]
    trials.judge(front, trials.settings.seeds, kept_back)


def _proposed(trials: Trials, rng: np.random.Generator) -> list[Choice]:
    """Return a batch of choices not tried yet that could still be worth their money."""
    points, settings = trials.points(), trials.settings
    parents = [point.choice for point in front_of(points)]
    parents += [points[1].choice] if len(points) > 1 else []
    free = [p.bill.middle for p in points if p.caught < _UNCAUGHT]
    ceiling = min(free, default=float("inf"))
    batch: list[Choice] = []
    for _ in range(_TRIES):
        choice = trials.own(next_choice(parents, settings.knobs, rng))
        known = choice in trials.tried or choice in batch
        if not known and trials.point(choice).bill.middle < ceiling:
            batch.append(choice)
        if len(batch) == settings.batch:
            break
    return batch


def _spread(front: Sequence[Point], most: int, plain: Choice) -> list[Point]:
    """Return `most` points of a front evenly along it, the least caught always among them."""
    dearest_first = [point for point in reversed(front) if point.choice != plain]
    places = np.linspace(0, len(dearest_first) - 1, max(0, min(most, len(dearest_first))))
    return [dearest_first[round(place)] for place in places]


def _row(step: CurvePoint, plain: Point) -> str:
    point = step.point
    told = ", ".join(f"{name} {value}" for name, value in point.changed.items()) or "nothing"
    low, high = point.per_thousand(point.bill.low), point.per_thousand(point.bill.high)
    return (
        f"| {told} | {point.accounts:,} | {point.cost:,.0f} ({low:,.0f}–{high:,.0f}) "
        f"| {point.cost / plain.cost:.1f}× | {point.days} | {step.caught:.0%} "
        f"| {round(step.known * step.worlds)} of {step.worlds} "
        f"{'fresh ' if step.fresh else ''}worlds |"
    )
