"""Knobs: settings changed by name, for all campaigns or by path."""

from __future__ import annotations

import pytest

from stillwatch.lab.simulate.knobs import turned
from stillwatch.lab.simulate.presets import preset
from stillwatch.model.errors import SettingsError

MIXED = preset("mixed", size=20_000)


def test_nothing_turned_is_the_same_world() -> None:
    assert turned(MIXED) == MIXED


def test_knobs_reach_the_world_and_every_campaign() -> None:
    spec = turned(MIXED, world={"days": 5}, campaigns={"accounts": 77, "languages": ["de"]})
    assert spec.days == 5
    assert {(c.accounts, c.languages) for c in spec.campaigns} == {(77, ("de",))}
    assert [c.templates for c in spec.campaigns] == [c.templates for c in MIXED.campaigns]


def test_paths_reach_each_setting_and_come_last() -> None:
    spec = turned(
        MIXED,
        campaigns={"churn": 0.5},
        assignments=(
            "campaigns.1.churn=0.25",
            "campaigns.*.reuse.per_card=1",
            "pools.0.name=pool-1",
        ),
    )
    assert [c.churn for c in spec.campaigns] == [0.5, 0.25, 0.5]
    assert {c.reuse.per_card for c in spec.campaigns} == {1}


def test_a_rate_stands_for_accounts_and_follows_the_harvest() -> None:
    spec = turned(MIXED, campaigns={"rate": 10.0, "exchanges": 2_800})
    assert {c.accounts for c in spec.campaigns} == {20}
    back = turned(MIXED, assignments=("campaigns.0.rate=10", "campaigns.0.accounts=9"))
    assert back.campaigns[0].accounts == 9


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("campaigns.0.reuse.per_crad=1", "no 'per_crad' -- names here: per_card, per_device"),
        ("campaigns.3.churn=1", r"no '3' -- names here: \* or a number below 3"),
        ("seed.0=1", "no '0' -- names here: none, for it is a single value"),
        ("rate=1", "no 'rate'"),
        ("days", "is no assignment -- write PATH=VALUE"),
        ("days=[", "the value is not YAML"),
        ("days=0", "this world: days: .* greater than or equal to 1"),
        ("metadata=sketches", "sketches is false: set it to true"),
    ],
)
def test_names_and_values_that_there_are_not(assignment: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        turned(MIXED, assignments=[assignment])


def test_campaign_knobs_need_a_campaign() -> None:
    with pytest.raises(SettingsError, match="churn: this world has no campaign"):
        turned(preset("benign", size=20_000), campaigns={"churn": 0.5})
