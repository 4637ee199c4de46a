"""Both axes must hold, over all groups looked at."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.judge import judge
from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Reference, ReferenceGroup
from stillwatch.campaigns.verdict import Coordination
from stillwatch.settings import JudgementSettings
from stillwatch.signals.catalogue import MEASURES

FAMILIES = sorted({signal.family for signal in MEASURES if signal.axis == "extraction"})
SETTINGS = JudgementSettings()
EXTRACTION = [signal for signal in MEASURES if signal.axis == "extraction"]


def reference() -> Reference:
    """Return harmless groups whose measures lie within 0..1."""
    rng = np.random.default_rng(1)
    groups = []
    for _ in range(100):
        values = {signal.name: float(rng.random()) for signal in EXTRACTION}
        groups.append(ReferenceGroup("class", values, values))
    return Reference(groups, MEASURES)


def values(unusual: bool) -> GroupValues:
    """Return measures far outside of the references, or in the midst of them."""
    whole = {s.name: (5.0 if s.tail == "high" else -5.0) if unusual else 0.5 for s in EXTRACTION}
    return GroupValues(whole=whole, slice=dict(whole))


def formed(
    first: int, bits: float, family: str = "ties", count: int = 6
) -> tuple[np.ndarray, np.ndarray, str, Coordination]:
    """Return a group as linkage hands it over: members, how sure each is, its origin, its bits."""
    members, sure = np.arange(first, first + count), np.linspace(0.6, 1.0, count)
    return members, sure, family, Coordination({family: bits}, bits)


def test_only_both_axes_together_make_a_campaign() -> None:
    coordinated = {
        0: formed(0, 30.0),
        1: formed(10, 30.0),
        2: formed(20, 1.0, "content"),
    }
    measured = {0: values(unusual=True), 1: values(unusual=False), 2: values(unusual=True)}
    found = judge(coordinated, measured, reference(), FAMILIES, SETTINGS)
    verdicts = {group.group_no: group.verdict for group in found}
    assert verdicts == {0: "campaign", 1: "group_cleared", 2: "group_cleared"}
    assert found[0].group_no == 0, "the surest comes first"
    weaker = max(found[0].extraction.p, found[0].coordination.p)
    assert found[0].error_rate == pytest.approx(3 * weaker, rel=1e-6)


def test_the_error_rate_grows_with_the_groups_looked_at() -> None:
    def rate(groups: int) -> float:
        coordinated = {n: formed(10 * n, 30.0) for n in range(groups)}
        measured = {n: values(unusual=n == 0) for n in range(groups)}
        return judge(coordinated, measured, reference(), FAMILIES, SETTINGS)[0].error_rate

    assert rate(10) == pytest.approx(10 * rate(1))


def test_a_look_that_may_spend_less_names_less_and_suspects_as_much() -> None:
    coordinated = {0: formed(0, 30.0)}
    measured = {0: values(unusual=True)}
    [alone] = judge(coordinated, measured, reference(), FAMILIES, SETTINGS)
    [late] = judge(coordinated, measured, reference(), FAMILIES, SETTINGS, alone.error_rate / 2)
    assert (alone.verdict, late.verdict) == ("campaign", "suspect")
    assert late.error_rate == alone.error_rate, "the rate of one look is what it is"


def test_a_group_that_was_not_measured_is_neither_named_nor_cleared() -> None:
    coordinated = {0: formed(0, 40.0)}
    [group] = judge(coordinated, {}, reference(), FAMILIES, SETTINGS)
    assert group.verdict == "could_not_tell"
    assert list(group.extraction.missing) == FAMILIES
    assert group.chosen == {}


def test_a_group_of_which_half_is_known_is_a_suspect_at_most() -> None:
    coordinated = {0: formed(0, 40.0)}
    known = {s.name: values(True).whole[s.name] for s in EXTRACTION if s.family in FAMILIES[:2]}
    [group] = judge(coordinated, {0: GroupValues(whole=known)}, reference(), FAMILIES, SETTINGS)
    assert group.error_rate < SETTINGS.error_rate
    assert group.verdict == "suspect"


def test_nothing_coordinated_is_nothing_judged() -> None:
    assert judge({}, {}, reference(), FAMILIES, SETTINGS) == []


def test_the_values_shown_are_those_of_the_look_that_stood_out() -> None:
    coordinated = {0: formed(0, 40.0)}
    mixed = GroupValues(whole=values(unusual=False).whole, slice=values(unusual=True).slice)
    [group] = judge(coordinated, {0: mixed}, reference(), FAMILIES, SETTINGS)
    assert group.extraction.subset == "slice"
    assert group.chosen is mixed.slice


def test_a_group_keeps_its_members_and_how_sure_each_is() -> None:
    coordinated = {0: formed(0, 30.0), 4: formed(40, 20.0, "payment", count=9)}
    measured = {0: values(unusual=True), 4: values(unusual=False)}
    for group in judge(coordinated, measured, reference(), FAMILIES, SETTINGS):
        members, sure, origin, together = coordinated[group.group_no]
        assert group.members is members
        assert group.sure is sure
        assert (group.origin, group.coordination) == (origin, together)
