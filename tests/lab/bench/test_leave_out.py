"""Weights without a technique are those of a world in which nobody ever saw it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.campaigns.reference import (
    SUBSETS,
    Reference,
    ReferenceGroup,
    dump_reference,
    load_harvests,
    load_reference,
)
from stillwatch.campaigns.scoring import ANY
from stillwatch.lab.bench.leave_out import (
    Without,
    kin,
    left_out_detectors,
    left_out_names,
    reference_without,
)
from stillwatch.lab.bench.pages.left_out import LeftOut
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.lab.simulate.settings import Technique
from stillwatch.model.errors import SettingsError
from stillwatch.signals.catalogue import MEASURES
from tests.campaigns import made
from tests.lab.bench.made import actor, count, outcome, tally

EXTRACTION = [signal.name for signal in MEASURES if signal.axis == "extraction"]
MARK = {"farm": "data_generation", "trace": "reasoning_elicitation", "judge": "rubric_grading"}
"""The measure that tells each technique in the file below."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(1)

    def group(kind: str, mark: str | None) -> ReferenceGroup:
        values = {name: float(rng.normal() + 4 * (name == mark)) for name in EXTRACTION}
        return ReferenceGroup(kind, values, {})

    harmless = [group("class", None) for _ in range(60)]
    harvests = [group(kind, mark) for kind, mark in MARK.items() for _ in range(12)]
    written = tmp_path_factory.mktemp("reference") / "reference.json"
    weights = learn_weights(harmless, harvests)
    written.write_bytes(dump_reference(harmless, MEASURES, weights, harvests))
    return written


def counts(reference: Reference, measure: str) -> float:
    """How much a measure counts, whatever the technique and the kind."""
    return reference.weights["whole"][ANY][ANY][measure]


@pytest.mark.parametrize("technique", MARK)
def test_the_mark_of_a_technique_left_out_counts_less(technique: str, file: Path) -> None:
    every, without = reference_without(path=file), reference_without(technique, path=file)
    mark = MARK[technique]
    assert counts(without, mark) < 0.8 * counts(every, mark)
    assert set(every.weights["whole"]) == {ANY, *MARK}
    assert set(without.weights["whole"]) == {ANY, *MARK} - {technique}, "nobody looks for it"
    others = [group for group in load_harvests(file) if group.looks_like != technique]
    assert without.weights == learn_weights(every.groups, others)


def test_nothing_left_out_is_what_was_shipped(file: Path) -> None:
    shipped, again = load_reference(file, MEASURES), reference_without(path=file)
    assert again.groups == shipped.groups
    for subset in SUBSETS:
        assert set(again.weights[subset]) == set(shipped.weights[subset])
        for technique, kinds in again.weights[subset].items():
            assert set(kinds) == set(shipped.weights[subset][technique])
            for kind, known in kinds.items():
                of_shipped = shipped.weights[subset][technique][kind]
                kept = {name: of_shipped[name] for name in known}
                # Measures are kept to four places, and learned from again as they are kept.
                assert known == pytest.approx(kept, abs=2e-2)


def test_a_technique_that_taught_nothing_changes_nothing(file: Path) -> None:
    assert reference_without("pivot", path=file).weights == reference_without(path=file).weights


def test_what_cannot_be_left_out_is_said(file: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no technique is called fram .*use farm, hydra"):
        reference_without("fram", path=file)
    with pytest.raises(SettingsError, match=r"harvesting groups but of .*--attacks"):
        reference_without(*MARK, path=file)
    bare = tmp_path / "bare.json"
    bare.write_bytes(dump_reference([], MEASURES, {}))
    with pytest.raises(SettingsError, match=r"bare\.json: keeps no harvesting groups.*calibrate"):
        reference_without("farm", path=bare)


def test_kin_harvest_the_same_kind_of_text() -> None:
    assert set(kin(Technique.TRACE)) == {"trace", "probe"}
    assert {"farm", "hydra", "drip", "respawn"} <= set(kin(Technique.FARM))
    assert not {"trace", "relay", "judge"} & set(kin(Technique.FARM))
    for technique in Technique:
        assert technique.value in kin(technique)
        assert all(technique.value in kin(Technique(other)) for other in kin(technique))


def test_every_technique_has_its_detectors_by_name() -> None:
    detectors = {detector.name: detector for detector in left_out_detectors()}
    assert len(detectors) == 2 * len(Technique)
    for technique in Technique:
        alone, all_kin = (detectors[name] for name in left_out_names(technique.value))
        assert alone.techniques == (technique.value,)
        assert all_kin.techniques == kin(technique)
        assert technique.value in all_kin.setting
    assert left_out_names("benign") == ()


def test_such_a_detector_scans_by_its_own_weights(tmp_path: Path) -> None:
    harmless = made.harmless().groups
    harvest = [ReferenceGroup("trace", {"data_generation": 1.0, "even_load": 0.1}, {})]
    written = tmp_path / "made.json"
    written.write_bytes(dump_reference(harmless, MEASURES, {}, harvest))
    with made.opened(tmp_path / "one", made.log()) as engine:
        found = Without("without farm", ("farm",), written).find(engine)
    assert {account for group in found.named for account in group.accounts} >= set(made.NORTH)


def test_the_table_sets_known_beside_unknown(tmp_path: Path) -> None:
    plan = Plan(
        size=10_000, seeds=1, harmless_seeds=1, curve_seeds=1, compared_seeds=1, daily=(),
        boundary=False, real=False, techniques=("trace", "mixed"),
    )  # fmt: skip
    outcomes = [
        outcome(
            tally("actor-a", "campaign", count(5, named)), preset="trace", detector=detector,
            actors=[actor(technique="trace", named=named, harvest_named=20 * named)],
        )
        for detector, named in zip(
            ("stillwatch", *left_out_names("trace")), (5, 5, 0), strict=True
        )
    ]  # fmt: skip
    section = LeftOut()
    assert [cell.preset for cell in section.cells(plan)] == ["trace"]
    row = section.lines(plan, outcomes, Drawings(tmp_path))[-2].split(" | ")
    assert row[0] == "| `trace`"
    assert [cell.split()[0] for cell in row[1:7]] == ["1", "100%", "100%", "0%", "100%", "0%"]
    assert row[-1] == "trace, probe |"
    assert not any("`farm`" in line for line in section.lines(plan, outcomes, Drawings(tmp_path)))
