"""References are what harmless groups measure; weights count what tells harvests from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.campaigns.reference import Reference, ReferenceGroup, load_reference
from stillwatch.lab import calibrate
from stillwatch.lab.calibrate import PURE, Found, learn_weights, measure_world
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


@pytest.fixture(scope="module")
def farm() -> list[Found]:
    """The coordinated groups of one small world with a farm in it."""
    return measure_world("farm", 6_000, 1, None)


def test_a_world_gives_its_coordinated_groups_with_the_truth(farm: list[Found]) -> None:
    assert farm
    assert all(found.group.whole for found in farm)
    assert all(0.0 <= found.campaign <= 1.0 for found in farm)
    campaign = [found for found in farm if found.campaign >= PURE]
    assert campaign
    assert {found.group.looks_like for found in campaign} == {"actor-a"}
    measured = {name for found in campaign for name in found.group.whole}
    assert measured <= {signal.name for signal in MEASURES}
    assert TELLING.name in measured


def test_what_is_written_is_what_a_scan_reads(
    farm: list[Found], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole command, over one world of each side."""
    harmless = [Found(group, 0.0) for group in groups(12, 12)]

    def built(name: str, size: int, seed: int, corpora: Path | None) -> list[Found]:
        assert (size, corpora) == (6_000, None)
        return farm if name == "farm" else harmless

    monkeypatch.setattr(calibrate, "ATTACKS", ("farm",))
    monkeypatch.setattr(calibrate, "BENIGN", ("benign",))
    monkeypatch.setattr(calibrate, "measure_world", built)
    file = tmp_path / "own.json"
    words = ["--out", str(file), "--benign", "2", "--attacks", "1", "--size", "6000"]
    assert calibrate.main(words) == 0
    held = load_reference(file, MEASURES)
    assert len(held.groups) == 24
    assert set(held.weights) == {signal.name for signal in EXTRACTION}


def test_every_world_has_a_seed_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked: list[tuple[str, int, bool]] = []

    def built(name: str, _size: int, seed: int, corpora: Path | None) -> list[Found]:
        asked.append((name, seed, corpora is not None))
        return []

    monkeypatch.setattr(calibrate, "measure_world", built)
    list(calibrate.worlds(("benign", "benign_hard"), 3, 1_000, 60_000, tmp_path))
    assert [seed for _, seed, _ in asked] == list(range(1_000, 1_006))
    assert sum(real for _, _, real in asked) == 3, "every second takes real texts"
    assert "benign seed 1000: 0 groups" in capsys.readouterr().err
