"""Measures: distributions by weight, hours only of whole days, bursts within windows."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.simulate.traces.measured import (
    Traces,
    burst_cv,
    hourly,
    lengths,
    spread,
    together,
)


def test_lengths_follow_the_weights_and_drop_nothing_else_than_zeros() -> None:
    found = lengths(np.array([0, 10, 1_000]), np.array([5.0, 3.0, 1.0]))
    assert found is not None
    normal = np.random.default_rng(1).standard_normal(4_000)
    drawn = found.at(normal)
    assert drawn.min() == pytest.approx(10)
    assert drawn.max() == pytest.approx(1_000)
    assert (drawn < 100).mean() > 0.6
    assert lengths(np.zeros(3)) is None


def test_hours_need_a_whole_day() -> None:
    day = np.arange(0, 86_400, 60.0)
    assert hourly(day) == pytest.approx(np.full(24, 1 / 24))
    assert hourly(day[:700]) is None
    assert hourly(np.zeros(0)) is None


def test_bursts_raise_the_variation_of_gaps() -> None:
    rng = np.random.default_rng(1)
    bursty = burst_cv(np.cumsum(rng.gamma(0.25, 4.0, 20_000)))
    assert bursty == pytest.approx(2.0, abs=0.2)
    assert burst_cv(np.arange(5.0)) is None


def test_few_gaps_have_no_spread() -> None:
    assert spread(np.ones(9)) is None
    assert spread(np.full(10, 3.0)) == spread(np.full(30, 3.0))


def test_the_first_trace_that_has_a_measure_gives_it() -> None:
    found = together([Traces(("a",), burst_cv=2.0), Traces(("b",), burst_cv=1.0, hours=(1.0,))])
    assert (found.burst_cv, found.hours, found.sources) == (2.0, (1.0,), ("a", "b"))
    assert Traces(burst_cv=100.0).pace().burst_shape == 0.05
