"""The command goes on from what is kept, and writes what it learned from beside the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from stillwatch.campaigns.reference import (
    SUBSETS,
    Origin,
    ReferenceGroup,
    load_harvests,
    load_reference,
)
from stillwatch.campaigns.scoring import ANY
from stillwatch.lab.calibrate.__main__ import NOT_DECISIVE, PURE, main
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.lab.calibrate.worlds import ATTACKS, BENIGN, Found, World, worlds
from stillwatch.lab.kept import code_digest
from stillwatch.signals.catalogue import MEASURES

EXTRACTION = [signal for signal in MEASURES if signal.axis == "extraction"]
ATTACKED = worlds(ATTACKS, 1, 5_000, 6_000, None)
HARMLESS = worlds(BENIGN, 6, 1_000, 6_000, None)


def found_in(world: World, rng: np.random.Generator) -> list[Found]:
    """Return two groups: of a campaign's world one that is, and one that hardly is."""
    attack = world in ATTACKED
    origin = Origin(world.preset, world.seed, world.texts)
    groups = []
    for share in (1.0, 0.5 * PURE) if attack else (0.0, 0.0):
        values = {s.name: round(float(rng.normal(share)), 4) for s in EXTRACTION}
        kind = world.preset if share == 1.0 else "class"
        groups.append(Found(ReferenceGroup(kind, values, {}, origin), share))
    return groups


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """What the command writes where every world was measured before."""
    folder = tmp_path / "work" / code_digest(NOT_DECISIVE)
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    for world in (*ATTACKED, *HARMLESS):
        kept = TypeAdapter(list[Found]).dump_json(found_in(world, rng))
        (folder / world.name).write_bytes(kept)
    file = tmp_path / "own.json"
    words = ["--out", str(file), "--work", str(tmp_path / "work"), "--benign", "6"]
    assert main([*words, "--attacks", "1", "--size", "6000", "--processes", "1"]) == 0
    return file


def test_references_are_of_benign_worlds_in_their_order(written: Path) -> None:
    held = load_reference(written, MEASURES)
    seeds = [group.origin.seed for group in held.groups if group.origin]
    assert seeds == [1_000 + number // 2 for number in range(24)]
    assert set(held.weights) == set(SUBSETS)
    assert set(held.weights["whole"]) == {ANY, *ATTACKS}
    for kinds in held.weights["whole"].values():
        assert set(kinds) == {ANY, "class"}, "24 of one kind are enough to weigh them apart"
        for known in kinds.values():
            assert set(known) == {signal.name for signal in MEASURES}
            mean = np.mean([known[signal.name] for signal in EXTRACTION])
            assert mean == pytest.approx(1, abs=1e-3)
    assert set(held.weights["slice"]) == {ANY}, "no slice was measured: there is nothing to learn"


def test_harvests_are_the_pure_groups_with_their_technique(written: Path) -> None:
    harvests = load_harvests(written)
    assert [group.looks_like for group in harvests] == list(ATTACKS)
    assert [g.origin for g in harvests] == [
        Origin(world.preset, world.seed, "built-in") for world in ATTACKED
    ]


def test_weights_can_be_learned_again_from_the_file(written: Path) -> None:
    held = load_reference(written, MEASURES)
    again = learn_weights(held.groups, load_harvests(written))
    assert set(again) == set(held.weights)
    for subset in SUBSETS:
        assert set(again[subset]) == set(held.weights[subset])
        for technique, kinds in again[subset].items():
            for kind, known in kinds.items():
                kept = {name: held.weights[subset][technique][kind][name] for name in known}
                assert kept == {name: round(weight, 3) for name, weight in known.items()}


def test_without_attacks_nothing_is_weighed(tmp_path: Path, written: Path) -> None:
    file = tmp_path / "benign.json"
    words = ["--out", str(file), "--work", str(tmp_path / "work"), "--benign", "6"]
    assert main([*words, "--attacks", "0", "--size", "6000"]) == 0
    held = load_reference(file, MEASURES)
    assert held.weights == {}
    assert len(held.groups) == 24
