"""Groups that act as one and were cleared are listed, with what they look like and why."""

from __future__ import annotations

from dataclasses import replace

from stillwatch.campaigns.cleared import cleared_groups
from stillwatch.campaigns.reference import Reference
from stillwatch.signals.catalogue import MEASURES
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_the_class_is_cleared(scene: Scene) -> None:
    [group] = scene.scan.cleared
    rows = made.class_()
    assert (group.accounts, group.exchanges) == (len(made.CLASS), len(rows))
    assert group.looks_like in ("class", "company")
    assert group.reason.startswith("acts as one with 39 others (")
    assert "harvests no more than harmless groups do" in group.reason
    assert group.coordination >= 10


def test_the_largest_comes_first_and_only_cleared_ones(scene: Scene) -> None:
    judged = [replace(group, verdict="group_cleared") for group in scene.scan.judgement.judged]
    found = cleared_groups(scene.engine, judged, scene.reference, MEASURES)
    assert len(found) == len(judged)
    sizes = [group.accounts for group in found]
    assert sizes == sorted(sizes, reverse=True)
    for verdict in ("campaign", "suspect", "could_not_tell"):
        other = [replace(group, verdict=verdict) for group in judged]
        assert cleared_groups(scene.engine, other, scene.reference, MEASURES) == []


def test_without_references_it_is_a_coordinated_group(scene: Scene) -> None:
    nobody = Reference((), MEASURES)
    [group] = cleared_groups(scene.engine, scene.scan.judgement.judged, nobody, MEASURES)
    assert group.looks_like == "a coordinated group"
