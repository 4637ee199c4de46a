"""The boundary of evasion: the published figures, and inverses that invert."""

from __future__ import annotations

import pytest

from stillwatch.lab.simulate import boundary
from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import campaign

REPORTED = 28.8e6
"""Exchanges of the largest campaign that 25,000 accounts are reported for."""


@pytest.mark.parametrize(("templates", "accounts"), [(1e5, 3.2e6), (1e6, 7.0e5), (1e7, 1.5e5)])
def test_accounts_that_the_reported_harvest_would_have_needed(
    templates: float, accounts: float
) -> None:
    assert boundary.accounts_for(1.0, REPORTED, templates) == pytest.approx(accounts, rel=0.02)


@pytest.mark.parametrize(("templates", "days"), [(1e4, 0.9), (1e5, 2.7), (1e6, 8.6)])
def test_days_until_the_reported_campaign_is_seen_whole(templates: float, days: float) -> None:
    assert boundary.harvest_for(30, 25_000, templates) / 640_000 == pytest.approx(days, rel=0.05)


def test_the_inverses_give_back_what_went_in() -> None:
    harvest, accounts, templates = 80_000, 2_000, 5_000
    degree = boundary.mean_degree(harvest, accounts, templates)
    assert degree == pytest.approx(harvest**4 / (2 * accounts**3 * templates**2))
    assert boundary.shared_templates(harvest, accounts, templates) == pytest.approx(0.32)
    assert boundary.accounts_for(degree, harvest, templates) == pytest.approx(accounts)
    assert boundary.templates_for(degree, harvest, accounts) == pytest.approx(templates)
    assert boundary.harvest_for(degree, accounts, templates) == pytest.approx(harvest)


def test_a_plan_stands_where_its_knobs_put_it() -> None:
    plain = boundary.standing(campaign(Technique.FARM, templates=12))
    assert (plain.harvest, plain.accounts, plain.templates) == (1_200, 60, 24)
    assert plain.degree == pytest.approx(1_200**4 / (2 * 60**3 * 24**2))
    sharded = boundary.standing(campaign(Technique.FARM, templates=12, shards=3))
    assert sharded.degree == pytest.approx(3 * plain.degree)
    half = boundary.standing(campaign(Technique.FARM, templates=12, paraphrase=0.5))
    assert half.degree == pytest.approx(plain.degree / 16)
    hidden = boundary.standing(campaign(Technique.FARM, templates=12, camouflage=0.9))
    assert hidden.degree == plain.degree


@pytest.mark.parametrize(
    ("technique", "more", "said"),
    [
        (Technique.FARM, {}, "within the boundary of evasion (H 1,200, A 60, P 16)"),
        (Technique.FARM, {"templates": 300, "shards": 2}, "on the boundary of evasion"),
        (Technique.FARM, {"templates": 300, "shards": 2}, "P 600, 2 shards)"),
        (Technique.DRIP, {"templates": 5_000}, "D = 0.048, beyond the boundary"),
        (Technique.FARM, {"paraphrase": 1.0}, "D = 0, beyond the boundary"),
        (Technique.RELAY, {}, "no templates of its own"),
    ],
)
def test_it_is_said_in_words(technique: Technique, more: dict[str, float], said: str) -> None:
    assert said in boundary.standing(campaign(technique, **more)).line()
