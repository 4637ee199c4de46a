"""A profile counts what the named accounts did, and says where the log does not tell."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.profile import profiles
from stillwatch.model.profile import Profile
from tests.campaigns import made
from tests.campaigns.conftest import Scene


@pytest.fixture(scope="module")
def north(scene: Scene) -> Profile:
    found = scene.named("north").detail.profile
    assert found is not None
    return found


def test_every_campaign_has_one(scene: Scene) -> None:
    signals = scene.scan.judgement.tie_signals
    assert set(profiles(scene.engine, signals)) == {named.number for named in scene.scan.named}


def test_infrastructure_is_how_many_accounts_stand_on_one(north: Profile) -> None:
    spread = {each.kind: each for each in north.infrastructure}
    card, address = spread["payment card"], spread["address"]
    assert (card.values, card.accounts, card.largest) == (6, 33, 8)
    assert card.accounts_each == pytest.approx(33 / 6)
    assert (address.values, address.accounts) == (len(made.EXITS), 33)
    assert "country" not in spread, "the log does not tell"


def test_the_ways_are_those_of_the_rows(north: Profile) -> None:
    assert north.harvest == 288
    assert north.camouflage == pytest.approx(33 / 321)
    assert north.templates_per_hundred == pytest.approx(100 * 12 / 288)
    assert north.prompts_per_hundred == 100
    assert north.largest_template is not None
    assert 1 / 12 <= north.largest_template < 0.12
    assert sum(north.hours) == 288
    assert north.models == {"tern-2": 288}
    assert north.languages == {"en": 288}
    assert north.busiest_day >= 288 / 10
    assert north.releases == []


def test_what_is_shared_can_be_compared_with_another_result(north: Profile, scene: Scene) -> None:
    shared = {each.signal: each for each in north.shared}
    assert shared["template"].items == 12
    assert len(shared["template"].sample) <= shared["template"].items
    other = scene.named("south").detail.profile
    assert other is not None
    theirs = {each.signal: set(each.sample) for each in other.shared}
    assert not set(shared["template"].sample) & theirs["template"]


def test_a_sample_of_hashes_survives_json(north: Profile) -> None:
    assert Profile.model_validate_json(north.model_dump_json()) == north
