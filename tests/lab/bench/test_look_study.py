"""The rules for daily looks, on few worlds: which hold the rate and which do not."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.bench.look_study import (
    CALIBRATED,
    FRESH,
    LOOKS,
    RATE,
    RULES,
    Harmless,
    delays,
    harmless_p,
    named,
    wrongly,
)

BUILT = "1/(n ln^2 n), as built"
ALL = "whole rate at each look"


def test_harmless_p_values_are_uniform_at_every_look() -> None:
    p = harmless_p(Harmless(0.7, 20), 400, np.random.default_rng(1))
    for look in (0, 30, LOOKS - 1):
        assert np.mean(p[:, look] < 0.1) == pytest.approx(0.1, abs=0.015)


def test_benjamini_hochberg_names_what_it_should() -> None:
    p = np.array([[0.001, 0.02, 0.03, 0.9], [0.2, 0.2, 0.2, 0.2]])
    assert named(p, 0.05).tolist() == [[True, True, True, False], [False] * 4]


@pytest.mark.parametrize("kind", [Harmless(0.9, 45), Harmless(0.0, 15)])
def test_the_rule_that_was_built_holds_the_rate_and_the_whole_rate_does_not(kind: Harmless) -> None:
    found = wrongly(kind, 600, np.random.default_rng(2))
    assert set(found) == {*RULES, CALIBRATED, FRESH}
    assert found[BUILT] < RATE
    assert found[ALL] > 3 * RATE
    if kind.stays:
        assert found[FRESH] > 0.5, "days of one group are no fresh draws"


def test_what_it_costs_is_days() -> None:
    found = delays(29, 200, np.random.default_rng(3))
    assert found[ALL] < found[BUILT] < found[ALL] + 4
    assert found[BUILT] < found[CALIBRATED]
