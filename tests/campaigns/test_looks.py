"""The error rate is spent once, whoever looks how often, and names paid for are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from stillwatch.campaigns.looks import ALONE, SUM, Look, before, next_look, same_look, share
from stillwatch.model.look import Finding, Memory, PastLook, Span

START = datetime(2026, 5, 4, tzinfo=UTC)


def a_look(number: int, **given: object) -> PastLook:
    end = START + timedelta(days=number)
    look = PastLook(
        look_id=f"look {number}", number=number, begins=START, ends=end, since=None, until=None,
        lake_version=number, settings_digest="d", exchanges=100 * number, budget=share(number),
        made_at=end,
    )  # fmt: skip
    return replace(look, **given)  # type: ignore[arg-type]


def a_finding(verdict: str = "campaign", error_rate: float = 0.01) -> Finding:
    return Finding("C-1", verdict, error_rate, None, (), (), {"a": Span(START, START)})


def test_all_shares_together_are_the_whole_rate_and_no_more() -> None:
    many = np.arange(2, 200_001)
    assert float(np.sum(1 / (many * np.log(many) ** 2))) < SUM
    # What is left after n looks is the integral of what follows: 1 / ln n.
    rest = 1 / np.log(200_000.5)
    assert float(np.sum(1 / (many * np.log(many) ** 2))) + rest == pytest.approx(SUM, abs=1e-6)
    shares = [share(n) for n in range(1, 400)]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) < 1


def test_the_first_look_may_spend_half_and_the_hundredth_still_something() -> None:
    assert share(1) == pytest.approx(0.493, abs=1e-3)
    assert share(100) > 2e-4
    with pytest.raises(ValueError, match="counted from 1"):
        share(0)


def test_a_scan_that_stands_alone_spends_everything() -> None:
    assert ALONE.budget == 1.0
    assert ALONE.stated(0.03) == 0.03
    assert ALONE.verdict("campaign", 0.03, 0.05, None) == "campaign"
    assert ALONE.verdict("suspect", 0.1, 0.05, None) == "suspect"


def test_the_next_look_counts_those_before() -> None:
    memory = Memory((a_look(1), a_look(2)), (a_finding(),))
    look = next_look(memory)
    assert (look.number, look.budget, look.earlier) == (3, share(3), memory.findings)


def test_the_stated_rate_is_the_least_over_all_looks() -> None:
    look = Look(5, share(5))
    assert look.stated(1e-4) == pytest.approx(1e-4 / share(5))
    assert look.stated(0.9) == 1.0
    assert look.stated(0.9, a_finding(error_rate=0.02)) == 0.02
    assert look.stated(1e-9, a_finding(error_rate=0.02)) < 1e-6


def test_a_name_is_kept_while_a_look_alone_would_give_it_and_then_taken_back() -> None:
    look = Look(60, share(60))
    named = a_finding(error_rate=0.01)
    assert look.verdict("suspect", 0.04, 0.05, named) == "campaign"
    assert look.verdict("suspect", 0.06, 0.05, named) == "suspect", "no look alone would name it"
    assert look.verdict("group_cleared", 0.04, 0.05, named) == "group_cleared"
    assert look.verdict("suspect", 0.04, 0.05, a_finding("suspect")) == "suspect"
    assert look.verdict("suspect", 0.04, 0.05, None) == "suspect"


def test_a_name_given_under_a_looser_rate_does_not_hold_under_a_stricter_one() -> None:
    look = Look(60, share(60))
    assert look.verdict("suspect", 0.005, 0.01, a_finding(error_rate=0.04)) == "suspect"


def test_looks_stand_in_the_order_of_what_they_saw() -> None:
    late, early = a_look(9), a_look(2, made_at=START + timedelta(days=30))
    assert before([late, early], a_look(5).place) == [early]
    assert before([late, early], a_look(20).place) == [early, late]
    assert same_look("look 9", [early, late]) is late
    assert same_look("look 5", [early, late]) is None


def test_false_names_over_many_looks_stay_under_the_rate() -> None:
    """Fifteen harmless groups a look, mostly the same from day to day, new ones now and then."""
    rng = np.random.default_rng(3)
    worlds, looks, groups = 1_500, 60, 15
    trait = rng.normal(size=(worlds, groups))
    walk, age = np.zeros((worlds, groups)), np.zeros((worlds, groups))
    alone, spent = np.zeros(worlds, bool), np.zeros(worlds, bool)
    for n in range(1, looks + 1):
        fresh = rng.random((worlds, groups)) < (1 / 30 if n > 1 else 1)
        trait = np.where(fresh, rng.normal(size=trait.shape), trait)
        walk[fresh], age[fresh] = 0, 0
        walk, age = walk + rng.normal(size=walk.shape), age + 1
        score = np.sqrt(0.8) * trait + np.sqrt(0.2) * walk / np.sqrt(age)
        # p of the largest of m normal scores: Bonferroni, which BH is where nothing else is named.
        best = score.max(axis=1)
        p = np.array([0.5 * np.exp(-0.717 * b - 0.416 * b * b) if b > 0 else 1.0 for b in best])
        alone |= p * groups <= 0.05
        spent |= p * groups <= 0.05 * share(n)
    assert alone.mean() > 0.15, "looking daily would inflate the rate"
    assert spent.mean() < 0.05
