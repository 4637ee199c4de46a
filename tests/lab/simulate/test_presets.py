"""Presets: every world is as big as asked and has what its name says."""

from __future__ import annotations

import pytest

from stillwatch.lab.simulate.customers.catalogue import CUSTOMERS
from stillwatch.lab.simulate.presets import LOOK_ALIKES, PRESETS, customers, preset
from stillwatch.lab.simulate.settings import Technique
from stillwatch.model.errors import SettingsError


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("size", [20_000, 2_000_000])
def test_a_world_has_about_the_size_asked_for(name: str, size: int) -> None:
    spec = preset(name, size=size, seed=5)
    planned = sum(group.exchanges for group in spec.customers)
    planned += sum(round(c.exchanges / (1 - c.camouflage)) for c in spec.campaigns)
    planned += sum(pool.exchanges for pool in spec.pools)
    assert planned == pytest.approx(size, rel=0.1)
    assert spec.seed == 5


def test_every_technique_has_a_world_and_every_look_alike_a_place() -> None:
    used = {c.technique for name in PRESETS for c in preset(name).campaigns}
    assert used == set(Technique)
    assert {"everyday", *LOOK_ALIKES} == set(CUSTOMERS)
    assert {group.group for group in customers(100_000, 14)} == set(CUSTOMERS)


def test_the_demo_has_the_promised_proportions() -> None:
    spec = preset("demo")
    assert 2_800 < sum(group.accounts for group in spec.customers) < 3_200
    told = [(c.technique.value, c.accounts, c.camouflage > 0) for c in spec.campaigns]
    assert told == [("farm", 400, True), ("trace", 150, True)]


def test_benign_worlds_hold_no_campaign() -> None:
    for name in ("benign", "benign_hard"):
        assert preset(name).campaigns == ()
    hard = {group.group: group.accounts for group in preset("benign_hard").customers}
    assert hard["new_organisations"] > 300 * 5.5


REPORTED = {
    "farm": 28.8e6 / 25_000 / 45,
    "drip": 16_000 / 4_000 / 2,
    "relay": 300_000 / 5_380 / 10,
    "replay": 400_000 / 1_500 / 20,
    "judge": 3.4e6 / 273 / 17,
}
"""Exchanges per account and day, as the reporting parties gave exchanges, accounts and days."""


@pytest.mark.parametrize("name", REPORTED)
def test_reported_loads_are_kept(name: str) -> None:
    spec = preset(name, size=20_000_000)
    (actor,) = spec.campaigns
    rate = actor.exchanges / actor.accounts / (actor.days or spec.days)
    assert rate == pytest.approx(REPORTED[name], rel=0.05)


def test_other_reported_proportions_are_kept() -> None:
    camouflage = preset("hydra").campaigns[0].camouflage
    assert 0.6 <= camouflage <= 0.95
    trace = preset("trace", size=20_000_000)
    (actor,) = trace.campaigns
    # Half of 151 million over 3,500 accounts from May to July, as the line of the world says.
    assert actor.exchanges / actor.accounts / 14 == pytest.approx(151e6 / 3_500 / 92 / 2, rel=0.05)
    for name in ("farm", "hydra", "trace", "respawn", "drip", "demo"):
        assert all(3 <= c.reuse.per_card <= 6 for c in preset(name).campaigns), name


def test_small_worlds_keep_groups_worth_looking_for() -> None:
    for name in PRESETS:
        assert all(actor.accounts >= 20 for actor in preset(name, size=5_000).campaigns), name


def test_unknown_and_tiny_worlds_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"no world.*use farm"):
        preset("mars")
    with pytest.raises(SettingsError, match="too small"):
        preset("farm", size=10)
