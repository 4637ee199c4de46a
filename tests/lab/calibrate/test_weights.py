"""Weights count what tells harvests from harmless groups."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.reference import (
    ANY,
    FEWEST_OF_KIND,
    Reference,
    ReferenceGroup,
)
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


def test_weight_lies_on_what_separates() -> None:
    weights = learn_weights(groups(80, 1), groups(30, 2, shift=4.0))[ANY]
    assert set(weights) == {signal.name for signal in EXTRACTION}
    assert max(weights, key=lambda name: weights[name]) == TELLING.name
    assert weights[TELLING.name] > 2 * float(np.median(list(weights.values())))
    assert np.mean(list(weights.values())) == pytest.approx(1.0)


@pytest.mark.parametrize("shift", [-4.0, 0.0, 4.0])
def test_no_mark_of_a_harvest_can_clear_a_group(shift: float) -> None:
    """Weights are never negative, also where campaigns have less of a mark than others."""
    learned = learn_weights(groups(60, 3), groups(20, 4, shift))
    assert set(learned) == {ANY, "class"}
    for weights in learned.values():
        assert min(weights.values()) >= 0
        assert np.isfinite(list(weights.values())).all()


def test_a_mark_that_harvests_lack_counts_less_than_the_others() -> None:
    weights = learn_weights(groups(80, 5), groups(30, 6, shift=-4.0))[ANY]
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
    learned = learn_weights([*classes, *companies], harvests)
    assert set(learned) == {ANY, "class", "company"}
    assert learned["class"][OTHER.name] > learned["class"][TELLING.name]
    assert learned["company"][TELLING.name] > learned["company"][OTHER.name]
    assert np.mean(list(learned["class"].values())) == pytest.approx(1.0)


def test_a_kind_of_too_few_groups_is_not_weighed_apart() -> None:
    few = groups(FEWEST_OF_KIND - 1, 15, kind="contractor")
    enough = groups(FEWEST_OF_KIND, 16, kind="class")
    learned = learn_weights([*few, *enough], groups(20, 17, 3.0, kind="farm"))
    assert set(learned) == {ANY, "class"}


def test_a_technique_of_many_groups_does_not_drown_the_others() -> None:
    """Techniques weigh the same, however many groups each was seen in."""
    harmless = groups(80, 18)
    farm, trace = groups(6, 19, 4.0, kind="farm"), groups(60, 20, 4.0, kind="trace", by=OTHER)
    alone = learn_weights(harmless, [*farm, *trace[:6]])[ANY][TELLING.name]
    beside = learn_weights(harmless, [*farm, *trace])[ANY][TELLING.name]
    assert beside > 0.7 * alone
