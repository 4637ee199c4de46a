"""The pivot: a shared change of model within a day of a release."""

from __future__ import annotations

from stillwatch.lab.simulate.accounts import DAY_US
from stillwatch.lab.simulate.scenarios.pivot import Pivot
from stillwatch.lab.simulate.settings import Technique
from stillwatch.lab.simulate.vocabulary import RELEASED_MODEL
from tests.lab.simulate.worlds import act, campaign, enrolled


def test_half_of_the_harvest_moves_within_a_day_and_nothing_before() -> None:
    group = Pivot(campaign(Technique.PIVOT, exchanges=6_000))
    release = enrolled(group).release
    rows = act(group)
    rows = rows[rows["harvest"]]
    moved = rows["model"] == RELEASED_MODEL
    assert not moved[rows["ts"] < release].any()
    assert 0.45 < moved[rows["ts"] > release + DAY_US].mean() < 0.55
