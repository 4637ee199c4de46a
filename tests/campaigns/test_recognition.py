"""A campaign is known again by its accounts' harvest and by a sample of what they share."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.recognition import (
    SAMPLE,
    harvest_spans,
    kinship,
    shared_items,
    tells_the_actor,
)
from stillwatch.signals.catalogue import TIES
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_spans_are_those_of_the_harvest(scene: Scene) -> None:
    north = scene.named("north")
    spans = harvest_spans(scene.engine)[north.number]
    assert set(spans) == {m.account_id for m in north.campaign.accounts}
    asked = [row for row in made.north() if row["account_id"] == "north-03"]
    times = [row["ts"] for row in asked if row["asks_generation"]]
    assert (spans["north-03"].first, spans["north-03"].last) == (min(times), max(times))


def test_the_sample_holds_what_is_the_campaigns_own_and_no_address(scene: Scene) -> None:
    found = shared_items(scene.engine, scene.scan.judgement.tie_signals)
    north, south = (found[scene.named(name).number] for name in ("north", "south"))
    assert {"payment", "template"} <= set(north)
    assert "device" in north
    assert {*north, *south} <= {signal.name for signal in TIES if tells_the_actor(signal)}
    assert not any(tells_the_actor(signal) for signal in TIES if "address" in signal.name)
    assert all(0 < len(items) <= SAMPLE for items in north.values())
    assert max(kinship(north, south).values(), default=0.0) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [({1, 2, 3, 4}, {3, 4}, 1.0), ({1, 2}, {2, 3}, 0.5), ({1}, {2}, 0.0)],
)
def test_kinship_is_held_against_the_smaller(one: set[int], other: set[int], share: float) -> None:
    assert kinship({"a": frozenset(one)}, {"a": frozenset(other)}) == {"a": share}
    assert kinship({"a": frozenset(one)}, {"b": frozenset(other)}) == {}
    assert kinship({"a": frozenset()}, {"a": frozenset(other)}) == {}
