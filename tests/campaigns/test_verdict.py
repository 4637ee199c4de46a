"""Error rates against a count by hand; coordination against what chance really does."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Reference, ReferenceGroup
from stillwatch.campaigns.verdict import Coordination, adjusted, call, coordinate, extract
from stillwatch.settings import JudgementSettings
from stillwatch.signals.catalogue import MEASURES

P_VALUES = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.01, 0.05, 0.5])), max_size=12)
BITS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 60), max_size=6)


def by_hand(p_values: list[float], index: int) -> float:
    """Return the least level at which Benjamini-Hochberg (1995) rejects one hypothesis."""
    count = len(p_values)
    ordered = sorted(p_values)
    for level in sorted({min(1.0, p * count / (n + 1)) for n, p in enumerate(ordered)} | {1.0}):
        passing = [n for n, p in enumerate(ordered) if p <= (n + 1) / count * level * (1 + 1e-12)]
        if passing and p_values[index] <= ordered[max(passing)]:
            return level
    return 1.0


@given(P_VALUES)
def test_the_error_rate_is_that_of_benjamini_and_hochberg(p_values: list[float]) -> None:
    found = adjusted(p_values)
    wanted = [by_hand(p_values, index) for index in range(len(p_values))]
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-300)


@given(P_VALUES)
def test_the_error_rate_is_never_below_p_and_keeps_the_order(p_values: list[float]) -> None:
    found = adjusted(p_values)
    assert all(rate >= p * (1 - 1e-12) for rate, p in zip(found, p_values, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(found[order]) >= 0)
    assert np.all((found >= 0) & (found <= 1))


def test_false_names_stay_within_the_error_rate() -> None:
    """Of 40 groups 10 harvest: the share of false names, over many scans, is below the level."""
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(400):
        p_values = [*(rng.random(30)), *(rng.random(10) * 1e-4)]
        named = adjusted(p_values) <= 0.2
        shares.append(named[:30].sum() / max(1, named.sum()))
    assert 0.05 < np.mean(shares) < 0.2


@pytest.mark.parametrize("speaking", [1.0, 0.5])
@pytest.mark.parametrize("families", [1, 3, 6])
def test_chance_reaches_no_more_bits_than_it_should(families: int, speaking: float) -> None:
    rng = np.random.default_rng(families)
    draws = rng.exponential(size=(2_000, families)) / np.log(2)
    draws[rng.random(draws.shape) >= speaking] = 0.0
    bits = np.array(
        [coordinate({str(n): b for n, b in enumerate(row)}, families, 40.0).bits for row in draws]
    )
    for least in (1, 2, 4, 6):
        chance = 2.0**-least
        slack = 4 * np.sqrt(chance / len(bits))
        assert np.mean(bits >= least) <= chance + slack


@given(BITS, st.integers(1, 12), st.floats(0.5, 20))
def test_more_evidence_never_tells_less(
    families: dict[str, float], available: int, more: float
) -> None:
    before = coordinate(families, available, 40.0).bits
    for name in families:
        if families[name] > 0:
            after = coordinate({**families, name: families[name] + more}, available, 40.0).bits
            assert after >= before - 1e-9
    assert 0 <= before <= sum(min(bits, 40.0) for bits in families.values()) + 1e-9


@given(BITS, st.floats(1, 20))
def test_a_family_counts_up_to_its_cap_and_choosing_is_paid_for(
    families: dict[str, float], cap: float
) -> None:
    found = coordinate(families, 6, cap)
    assert all(bits <= cap for bits in found.families.values())
    assert coordinate(families, 60, cap).bits <= found.bits


def test_bits_and_p_say_the_same() -> None:
    assert coordinate({"payment": 12.0}, 1, 40.0).bits == pytest.approx(12.0)
    assert coordinate({"payment": 12.0}, 1, 40.0).p == pytest.approx(2**-12)
    assert Coordination({}, 0.0).p == 1.0
    assert coordinate({}, 6, 40.0).bits == 0.0
    assert coordinate({"payment": inf}, 1, 40.0).bits == pytest.approx(40.0)


def test_two_families_tell_more_than_the_stronger_one() -> None:
    one = coordinate({"payment": 12.0}, 6, 40.0).bits
    assert coordinate({"payment": 12.0, "content": 12.0}, 6, 40.0).bits > one + 4
    assert coordinate({"payment": 12.0, "content": 0.0}, 6, 40.0).bits == pytest.approx(one)


@pytest.mark.parametrize(
    ("rate", "missing", "verdict"),
    [
        (0.05, 0, "campaign"),
        (0.05, 3, "campaign"),
        (0.05, 4, "suspect"),
        (0.051, 0, "suspect"),
        (0.2, 6, "suspect"),
        (0.21, 0, "group_cleared"),
        (0.21, 3, "group_cleared"),
        (0.21, 4, "could_not_tell"),
        (1.0, 6, "could_not_tell"),
    ],
)
def test_what_is_not_known_neither_names_nor_clears(
    rate: float, missing: int, verdict: str
) -> None:
    assert call(rate, missing, 6, JudgementSettings()) == verdict


def reference() -> Reference:
    """Return thirty harmless groups of which the slice reads like the whole."""
    groups = [
        ReferenceGroup("class", {"data_generation": n / 100}, {"data_generation": n / 100})
        for n in range(30)
    ]
    return Reference(groups, MEASURES)


def test_the_second_axis_takes_the_look_that_stands_out_and_pays_for_both() -> None:
    held = reference()
    values = GroupValues(whole={"data_generation": 0.1}, slice={"data_generation": 0.9})
    found = extract(values, held, ["content", "load"])
    assert found.subset == "slice"
    assert found.p == pytest.approx(2 * held.score(values.slice, "slice").p)
    assert found.missing == ("load",)
    turned = extract(GroupValues(whole=values.slice, slice=values.whole), held, ["content"])
    assert turned.subset == "whole"
    assert turned.missing == ()


def test_a_group_of_which_nothing_is_known_is_not_unusual() -> None:
    found = extract(GroupValues(), reference(), ["content", "load"])
    assert (found.p, found.subset) == (1.0, "whole")
    assert found.missing == ("content", "load")
