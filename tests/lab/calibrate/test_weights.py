"""Weights count what tells harvests from harmless groups."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.ranking import FEWEST
from stillwatch.campaigns.reference import SUBSETS, Reference, ReferenceGroup
from stillwatch.campaigns.scoring import ANY
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.model.signal import MeasureSignal
from stillwatch.signals.catalogue import MEASURES

EXTRACTION = [signal for signal in MEASURES if signal.axis == "extraction"]
TELLING, OTHER = [signal for signal in EXTRACTION if signal.tail == "high"][:2]


def groups(
    count: int, seed: int, shift: float = 0.0, *, kind: str = "class", by: MeasureSignal = TELLING
) -> list[ReferenceGroup]:
    """Draw groups that differ from each other by chance, and by `shift` in one measure."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        values = {signal.name: float(rng.normal()) for signal in EXTRACTION}
        values[by.name] += shift
        made.append(ReferenceGroup(kind, values, {}))
    return made


def by_kind(
    harmless: list[ReferenceGroup], harvesting: list[ReferenceGroup]
) -> dict[str, dict[str, float]]:
    """Return what was learned of all exchanges, whatever the technique: by kind and measure."""
    return learn_weights(harmless, harvesting)["whole"][ANY]


def test_weight_lies_on_what_separates() -> None:
    weights = by_kind(groups(80, 1), groups(30, 2, shift=4.0))[ANY]
    assert set(weights) == {signal.name for signal in EXTRACTION}
    assert max(weights, key=lambda name: weights[name]) == TELLING.name
    assert weights[TELLING.name] > 2 * float(np.median(list(weights.values())))
    assert np.mean(list(weights.values())) == pytest.approx(1.0)


@pytest.mark.parametrize("shift", [-4.0, 0.0, 4.0])
def test_no_mark_of_a_harvest_can_clear_a_group(shift: float) -> None:
    """Weights are never negative, also where campaigns have less of a mark than others."""
    learned = learn_weights(groups(60, 3), groups(20, 4, shift, kind="farm"))["whole"]
    assert set(learned) == {ANY, "farm"}
    for of_technique in learned.values():
        assert set(of_technique) == {ANY, "class"}
        for weights in of_technique.values():
            assert min(weights.values()) >= 0
            assert np.isfinite(list(weights.values())).all()


def test_a_mark_that_harvests_lack_counts_less_than_the_others() -> None:
    weights = by_kind(groups(80, 5), groups(30, 6, shift=-4.0))[ANY]
    assert weights[TELLING.name] == min(weights.values())


def test_what_was_learned_names_more_than_counting_all_alike() -> None:
    harmless, harvesting = groups(100, 7), groups(40, 8, shift=3.0)
    weights = learn_weights(harmless, harvesting[:20])
    learned, alike = Reference(harmless, MEASURES, weights), Reference(harmless, MEASURES)
    tested = [group.whole for group in harvesting[20:]]
    by_learned = np.mean([np.log(learned.score(values, "whole").p) for values in tested])
    by_alike = np.mean([np.log(alike.score(values, "whole").p) for values in tested])
    assert by_learned < by_alike


def test_a_harmless_group_that_was_not_learned_from_stays_usual() -> None:
    """Weights are chosen on the references' side too; that must not cost the others."""
    held = Reference(groups(100, 9), MEASURES, learn_weights(groups(100, 9), groups(30, 10, 4.0)))
    p_values = [held.score(group.whole, "whole").p for group in groups(300, 11)]
    assert np.mean(np.array(p_values) <= 0.1) < 0.17


def test_each_common_kind_is_weighed_by_what_tells_harvests_from_it() -> None:
    """Classes do what harvests do by one measure, companies by another."""
    classes = groups(60, 12, 4.0, kind="class", by=TELLING)
    companies = groups(60, 13, 4.0, kind="company", by=OTHER)
    harvests = groups(30, 14, 4.0, kind="farm", by=TELLING)
    for group in harvests:
        group.whole[OTHER.name] += 4.0
    learned = by_kind([*classes, *companies], harvests)
    assert set(learned) == {ANY, "class", "company"}
    assert learned["class"][OTHER.name] > learned["class"][TELLING.name]
    assert learned["company"][TELLING.name] > learned["company"][OTHER.name]
    assert np.mean(list(learned["class"].values())) == pytest.approx(1.0)


def test_a_kind_of_too_few_groups_is_not_weighed_apart() -> None:
    few = groups(FEWEST - 1, 15, kind="contractor")
    enough = groups(FEWEST, 16, kind="class")
    learned = by_kind([*few, *enough], groups(20, 17, 3.0, kind="farm"))
    assert set(learned) == {ANY, "class"}


def test_a_technique_of_many_groups_does_not_drown_the_others() -> None:
    """Techniques weigh the same, however many groups each was seen in."""
    harmless = groups(80, 18)
    farm, trace = groups(6, 19, 4.0, kind="farm"), groups(60, 20, 4.0, kind="trace", by=OTHER)
    alone = by_kind(harmless, [*farm, *trace[:6]])[ANY][TELLING.name]
    beside = by_kind(harmless, [*farm, *trace])[ANY][TELLING.name]
    assert beside > 0.7 * alone


def test_each_technique_is_weighed_by_what_tells_it() -> None:
    """Farms show by one measure, traces by another: each has weights of its own."""
    farm, trace = groups(30, 21, 4.0, kind="farm"), groups(30, 22, 4.0, kind="trace", by=OTHER)
    learned = learn_weights(groups(80, 23), [*farm, *trace])["whole"]
    assert set(learned) == {ANY, "farm", "trace"}
    assert learned["farm"][ANY][TELLING.name] > learned["farm"][ANY][OTHER.name]
    assert learned["trace"][ANY][OTHER.name] > learned["trace"][ANY][TELLING.name]
    of_all = learned[ANY][ANY]
    assert min(of_all[TELLING.name], of_all[OTHER.name]) > 2 * float(np.median([*of_all.values()]))


def test_the_slice_is_weighed_by_what_was_measured_in_it() -> None:
    """A slice may tell by other measures than the whole; groups without one teach nothing of it."""
    harmless, harvests = groups(80, 24), groups(30, 25, 4.0, kind="farm")
    of_slice = [*groups(80, 26), *groups(30, 27, 4.0, by=OTHER)]
    made = [
        ReferenceGroup(group.looks_like, group.whole, other.whole)
        for group, other in zip([*harmless, *harvests], of_slice, strict=True)
    ]
    only_whole = groups(30, 28, 4.0, kind="trace")
    learned = learn_weights(made[:80], [*made[80:], *only_whole])
    assert set(learned) == set(SUBSETS)
    assert (set(learned["whole"]), set(learned["slice"])) == (
        {ANY, "farm", "trace"}, {ANY, "farm"},
    )  # fmt: skip
    whole, part = learned["whole"][ANY][ANY], learned["slice"][ANY][ANY]
    assert whole[TELLING.name] > whole[OTHER.name]
    assert part[OTHER.name] > part[TELLING.name]
