"""Weights count what tells harvests from harmless groups."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.reference import Reference, ReferenceGroup
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.signals.catalogue import MEASURES

EXTRACTION = [signal for signal in MEASURES if signal.axis == "extraction"]
TELLING = next(signal for signal in EXTRACTION if signal.tail == "high")


def groups(count: int, seed: int, shift: float = 0.0) -> list[ReferenceGroup]:
    """Draw groups that differ from each other by chance, and by `shift` in one measure."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        values = {signal.name: float(rng.normal()) for signal in EXTRACTION}
        values[TELLING.name] += shift
        made.append(ReferenceGroup("class", values, {}))
    return made


def test_weight_lies_on_what_separates() -> None:
    weights = learn_weights(groups(80, 1), groups(30, 2, shift=4.0))
    assert set(weights) == {signal.name for signal in EXTRACTION}
    assert max(weights, key=lambda name: weights[name]) == TELLING.name
    assert weights[TELLING.name] > 2 * float(np.median(list(weights.values())))
    assert np.mean(list(weights.values())) == pytest.approx(1.0)


@pytest.mark.parametrize("shift", [-4.0, 0.0, 4.0])
def test_no_mark_of_a_harvest_can_clear_a_group(shift: float) -> None:
    """Weights are never negative, also where campaigns have less of a mark than others."""
    weights = learn_weights(groups(60, 3), groups(20, 4, shift))
    assert min(weights.values()) >= 0
    assert np.isfinite(list(weights.values())).all()


def test_a_mark_that_harvests_lack_counts_less_than_the_others() -> None:
    weights = learn_weights(groups(80, 5), groups(30, 6, shift=-4.0))
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
