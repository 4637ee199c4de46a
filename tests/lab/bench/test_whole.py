"""What the benchmark plans. tests/interfaces/cli/test_bench.py runs one from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.lab.bench.catalogue import DETECTORS
from stillwatch.lab.bench.pages.page import cells
from stillwatch.lab.bench.whole import plan_of, restricted
from stillwatch.model.errors import SettingsError


def test_the_whole_benchmark_asks_for_worlds_that_can_be_built() -> None:
    """Every cell is valid, and no seed made a reference: knobs and presets move, plans must too."""
    wanted = cells(plan_of(quick=False, size=None, corpora=Path("corpora")))
    assert len(wanted) > 150
    for cell in wanted:
        assert cell.spec().seed < 1_000
        assert set(cell.detectors) <= set(DETECTORS)
    assert {cell.texts for cell in wanted} == {"real", "built-in"}


def test_the_quick_benchmark_is_quick() -> None:
    plan = plan_of(quick=True, size=None, corpora=None)
    assert len(cells(plan)) <= 4
    assert not plan.evaluations


def test_the_core_has_every_technique_and_harmless_worlds_and_nothing_else() -> None:
    plan = plan_of(quick=False, size=None, corpora=None, core=True)
    wanted = cells(plan)
    assert {cell.preset for cell in wanted} == {*plan.techniques, *plan.harmless}
    assert not any(cell.world or cell.campaign for cell in wanted)
    assert len(wanted) < 50


def test_a_plan_may_be_restricted_to_some_worlds() -> None:
    plan = restricted(plan_of(quick=False, size=None, corpora=None, core=True), ["farm", "benign"])
    assert {cell.preset for cell in cells(plan)} == {"farm", "benign"}
    assert restricted(plan, ()) == plan
    with pytest.raises(SettingsError, match="no world called orchard"):
        restricted(plan, ["orchard"])
