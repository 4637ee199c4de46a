"""A world to learn from gives its coordinated groups, each with the truth and where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.campaigns.reference import DIGITS, Origin
from stillwatch.lab.calibrate.worlds import Found, World, measured, read_measured, worlds
from stillwatch.signals.catalogue import MEASURES

FARM = World("farm", 6_000, 5_001)


@pytest.fixture(scope="module")
def kept() -> bytes:
    """The coordinated groups of one small world with a farm in it."""
    return measured(FARM)


@pytest.fixture(scope="module")
def found(kept: bytes) -> list[Found]:
    return read_measured(kept)


@pytest.mark.heavy
def test_groups_carry_their_technique_and_their_world(found: list[Found]) -> None:
    assert found
    assert {each.group.origin for each in found} == {Origin("farm", 5_001, "built-in")}
    campaign = [each.group for each in found if each.campaign >= 0.8]
    assert {group.looks_like for group in campaign} == {"farm"}
    others = {each.group.looks_like for each in found if each.campaign < 0.5}
    assert "farm" not in others
    assert None not in others


@pytest.mark.heavy
def test_groups_are_measured(found: list[Found]) -> None:
    names = {name for each in found for name in each.group.whole}
    assert names <= {signal.name for signal in MEASURES}
    assert {"data_generation", "one_off_coverage"} <= names
    assert all(0.0 <= each.campaign <= 1.0 and each.group.whole for each in found)
    every = [value for each in found for value in each.group.whole.values()]
    assert every == [round(value, DIGITS) for value in every]


@pytest.mark.heavy
def test_a_world_comes_to_the_same_again(kept: bytes) -> None:
    assert measured(FARM) == kept


def test_every_world_has_a_seed_of_its_own(tmp_path: Path) -> None:
    planned = worlds(("benign", "benign_hard"), 3, 1_000, 60_000, tmp_path)
    assert [world.seed for world in planned] == list(range(1_000, 1_006))
    assert [world.corpora is not None for world in planned].count(True) == 3
    assert all((world.texts == "real") == (world.corpora is not None) for world in planned)
    assert len({world.name for world in planned}) == 6


def test_without_corpora_all_texts_are_built_in() -> None:
    planned = worlds(("benign", "farm"), 2, 1_000, 60_000, None)
    assert {world.texts for world in planned} == {"built-in"}
