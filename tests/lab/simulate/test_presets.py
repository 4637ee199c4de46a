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


def test_reported_loads_are_kept() -> None:
    (drip,) = preset("drip").campaigns
    (farm,) = preset("farm").campaigns
    assert drip.exchanges / drip.accounts == pytest.approx(4, rel=0.05)
    assert farm.exchanges / farm.accounts / 14 == pytest.approx(26, rel=0.05)


def test_unknown_and_tiny_worlds_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"no world.*use farm"):
        preset("mars")
    with pytest.raises(SettingsError, match="too small"):
        preset("farm", size=10)
