from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.bench.intervals import by_entity, exact
from tests.lab.bench.made import count


def test_exact_bounds_are_those_of_the_tables() -> None:
    assert exact(0, 30).high == pytest.approx(0.1157, abs=1e-4)
    assert exact(0, 30).low == 0.0
    told = exact(8, 10)
    assert (told.low, told.high) == pytest.approx((0.4439, 0.9748), abs=1e-4)
    assert exact(10, 10).high == 1.0


def test_nothing_is_no_estimate() -> None:
    assert str(exact(0, 0)) == "–"
    assert str(by_entity([[], []])) == "–"


def test_accounts_of_one_entity_are_not_so_many_trials() -> None:
    """A hundred accounts in four hands say less than a hundred on their own."""
    apart = by_entity([[count(1, 1, times=50), count(1, 0, times=50)]])
    together = by_entity([[count(25, 25, times=2), count(25, 0, times=2)]])
    assert apart.value == together.value == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_worlds_that_differ_widen_the_interval() -> None:
    same = by_entity([[count(1, 1, times=50), count(1, 0, times=50)]] * 4)
    unlike = by_entity([[count(1, 1, times=100)], [count(1, 0, times=100)]] * 2)
    assert unlike.high - unlike.low > 2 * (same.high - same.low)


def test_none_named_has_an_exact_bound_over_entities() -> None:
    assert by_entity([[count(3, 0, times=10)]]).high == exact(0, 10).high


def test_the_interval_covers_what_it_says() -> None:
    """Of 200 samples of 60 entities, about 95 % hold the true share."""
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(200):
        hits = int(rng.binomial(60, 0.3))
        told = by_entity([[count(1, 1, times=hits), count(1, 0, times=60 - hits)]])
        held += told.low <= 0.3 <= told.high
    assert held >= 180
