"""What is on a front is undercut by nothing; fresh worlds overrule those of the search."""

from __future__ import annotations

import pytest

from stillwatch.lab.bench.attack_costs import Bill
from stillwatch.lab.bench.attack_knobs import Knob
from stillwatch.lab.bench.attack_points import (
    Point,
    Trial,
    cost_curve,
    front_of,
    knob_effects,
    measured,
)

KNOBS = (Knob("camouflage", "camouflage", (0.5, 0.8)),)


def point(
    level: int, dollars: float, caught: float, again: float | None = None, harvest: int = 1_000
) -> Point:
    trials = tuple(Trial(seed, harvest, caught, caught > 0.5) for seed in (1, 2))
    fresh = () if again is None else (Trial(101, harvest, again, again > 0.5),)
    changed = {"camouflage": KNOBS[0].values[level - 1]} if level else {}
    return Point((level,), changed, 40, 14, Bill({"all": (dollars, dollars)}), trials, fresh)


def test_the_front_holds_what_nothing_undercuts() -> None:
    cheap, worse, dear, waste = (
        point(0, 10, 0.9), point(1, 20, 0.95), point(1, 30, 0.2), point(2, 40, 0.2),
    )  # fmt: skip
    assert front_of([waste, dear, worse, cheap]) == [cheap, dear]
    assert front_of([point(1, 10, 0.9), cheap]) == [cheap]


def test_the_curve_goes_by_fresh_worlds_where_there_are_any() -> None:
    points = [point(0, 10, 1.0, 1.0), point(1, 20, 0.1, 0.7), point(2, 30, 0.0)]
    assert [(s.caught, s.fresh) for s in cost_curve(points)] == [(1.0, True), (0.7, True)]
    unseen = [point(0, 10, 1.0), point(1, 20, 0.1), point(2, 30, 0.0)]
    assert [(s.caught, s.fresh) for s in cost_curve(unseen)] == [
        (1.0, False), (0.1, False), (0.0, False),
    ]  # fmt: skip


def test_cost_is_told_for_what_was_harvested() -> None:
    assert point(0, 10, 1.0, harvest=500).cost == pytest.approx(20.0)
    assert point(0, 10, 1.0, harvest=0).cost == float("inf")


def test_known_is_counted_by_world() -> None:
    assert measured(point(0, 10, 0.6)).known == 1.0
    assert measured(point(0, 10, 0.6, again=0.4)).known == 0.0


def test_only_pairs_that_differ_in_one_thing_count() -> None:
    """Synchrony comes mostly with camouflage, and only camouflage hides anything."""
    knobs = (*KNOBS, Knob("synchrony", "time", (0.0,)), Knob("hours", "time", ("people",)))

    def tried(choice: tuple[int, ...], caught: float, seeds: tuple[int, ...] = (1,)) -> Point:
        trials = tuple(Trial(seed, 1_000, caught, True) for seed in seeds)
        return Point(choice, {}, 40, 14, Bill({"all": (1.0, 1.0)}), trials)

    points = [
        tried((0, 0, 0), 1.0, (1, 2)), tried((0, 1, 0), 1.0), tried((2, 1, 0), 0.0),
        tried((2, 0, 0), 0.1), tried((0, 1, 1), 0.8), tried((1, 1, 1), 0.4),
    ]  # fmt: skip
    effects = {e.fields: e for e in knob_effects(points, knobs)}
    assert next(iter(effects)) == ("camouflage",)
    assert set(effects) == {("camouflage",), ("synchrony",), ("hours",), ("synchrony", "hours")}
    assert effects[("camouflage",)].pairs == 3
    assert effects[("camouflage",)].change == pytest.approx((-1.0 - 0.9 - 0.4) / 3)
    assert effects[("camouflage",)].strongest == -1.0
    assert effects[("synchrony",)].change == pytest.approx((0.0 - 0.1) / 2)
    assert effects[("synchrony", "hours")].change == pytest.approx(-0.2)


def test_worlds_that_one_was_not_judged_in_do_not_count() -> None:
    plain = point(0, 10, 1.0)
    once = Point((1,), {}, 40, 14, plain.bill, (Trial(2, 1_000, 0.5, True),))
    never = Point((2,), {}, 40, 14, plain.bill, (Trial(3, 1_000, 0.0, True),))
    effects = knob_effects([plain, once, never], KNOBS)
    assert [(e.pairs, e.change) for e in effects] == [(1, -0.5)]
