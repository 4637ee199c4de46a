"""Ranks keep their promise; the tail goes on where ranks end, and neither end is without bound."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.campaigns.ranking import FEWEST, LEAST_BITS, MOST_BITS, Ranking, Tail


def test_a_p_value_is_valid_on_exchangeable_scores() -> None:
    rng = np.random.default_rng(1)
    found = np.concatenate(
        [Tail(rng.exponential(size=150), SHARE).p(rng.exponential(size=50)) for _ in range(400)]
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


SHARE = 0.2
KNOWN = st.lists(st.floats(0, 50), min_size=1, max_size=120).map(np.array)


@given(KNOWN, st.lists(st.floats(-5, 200), min_size=2, max_size=20))
def test_a_higher_score_is_never_likelier(known: np.ndarray, scores: list[float]) -> None:
    found = Tail(known, SHARE).p(np.array(sorted(scores)))
    assert all(a >= b for a, b in pairwise(found))
    assert all(0 < p <= 1 for p in found)


@given(KNOWN)
def test_inside_the_known_ones_it_is_the_rank(known: np.ndarray) -> None:
    start = np.quantile(known, 1 - SHARE)
    for score in [*known, start]:
        rank = (1 + np.sum(known >= score - 1e-9)) / (len(known) + 1)
        (found,) = Tail(known, SHARE).p(np.array([score]))
        if score <= start or len(known) < FEWEST:
            assert found == rank
        else:
            assert found <= rank


@given(st.integers(FEWEST, 400), st.integers(0, 5))
def test_the_tail_begins_where_the_ranks_leave_off(count: int, seed: int) -> None:
    known = np.random.default_rng(seed).exponential(size=count)
    start = float(np.quantile(known, 1 - SHARE))
    before, after = Tail(known, SHARE).p(np.array([start, start + 1e-9]))
    assert before - after <= 2 / (count + 1) + 1e-9
    assert after == pytest.approx(SHARE, abs=2 / (count + 1))


@pytest.mark.parametrize("count", [40, 100, 400])
@pytest.mark.parametrize("parts", [1, 6])
def test_the_tail_is_never_lighter_than_it_says(count: int, parts: int) -> None:
    """Sums of exponentials, as scores are: p below a level comes no more often than the level."""
    rng = np.random.default_rng(count)
    found = []
    for _ in range(150):
        known = rng.exponential(size=(count, parts)).sum(axis=1)
        found.append(Tail(known, SHARE).p(rng.exponential(size=(60, parts)).sum(axis=1)))
    p_values = np.concatenate(found)
    for level in (0.1, 0.05, 0.02, 0.01, 0.005):
        spread = 4 * np.sqrt(level * (1 / len(p_values) + 1 / (150 * count)))
        assert np.mean(p_values <= level) <= 1.1 * level + spread


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
