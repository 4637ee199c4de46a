"""Ranks keep their promise; the tail goes on where ranks end, and neither end is without bound."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.ranking import FEWEST, LEAST_BITS, MOST_BITS, Ranking, Tail


def test_a_p_value_is_valid_on_exchangeable_scores() -> None:
    rng = np.random.default_rng(1)
    found = np.concatenate(
        [Tail(rng.exponential(size=150), 0.2).p(rng.exponential(size=50)) for _ in range(400)]
    )
    for chance in (0.5, 0.1, 0.02, 0.005):
        assert (found <= chance).mean() <= 1.1 * chance


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential"])
def test_the_fitted_tail_is_not_thinner_than_what_it_was_fitted_to(draw: str) -> None:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(300):
        sample = getattr(rng, draw)(size=220)
        found.append(Tail(sample[:200], 0.2).p(sample[200:]))
    assert (np.concatenate(found) <= 0.002).mean() <= 0.003


def test_beyond_the_last_known_one_the_p_value_still_falls() -> None:
    tail = Tail(np.random.default_rng(3).exponential(size=200), 0.2)
    near, far = tail.p(np.array([8.0, 16.0]))
    assert far < near / 50


def test_too_few_known_ones_give_ranks_only() -> None:
    tail = Tail(np.arange(FEWEST - 1.0), 0.2)
    assert tail.p(np.array([1e9]))[0] == pytest.approx(1 / FEWEST)
    assert Tail(np.empty(0), 0.2).p(np.array([3.0]))[0] == 1.0


def test_bits_rise_with_the_value_and_are_bounded() -> None:
    known = np.random.default_rng(4).uniform(size=500)
    values = np.array([-50.0, 0.1, 0.5, 0.9, 0.999, 50.0])
    bits = Ranking(known).bits(values)
    assert (np.diff(bits) >= 0).all()
    assert bits[0] == LEAST_BITS
    assert bits[-1] == MOST_BITS
    assert abs(bits[2]) < 0.3


def test_what_could_not_be_told_stays_untold() -> None:
    bits = Ranking(np.array([1.0, np.nan, 3.0])).bits(np.array([np.nan, 2.0]))
    assert np.isnan(bits[0])
    assert not np.isnan(bits[1])
