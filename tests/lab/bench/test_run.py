"""Cells judged for real: two tiny worlds, two processes, once more from what was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.run import run_cells
from stillwatch.model.errors import StillwatchError

CELLS = [
    Cell(preset="farm", size=8_000, seed=11, world={"days": 4}, daily=True),
    Cell(preset="benign", size=8_000, seed=12, world={"days": 4}),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Outcome]]:
    work = tmp_path_factory.mktemp("work")
    return work, list(run_cells(CELLS, work, None, 2))


def test_every_cell_is_judged_and_nothing_is_left_behind(
    kept: tuple[Path, list[Outcome]],
) -> None:
    work, outcomes = kept
    assert {o.cell.preset for o in outcomes} == {"farm", "benign"}
    assert all(o.exchanges > 4_000 and o.seconds > 0 for o in outcomes)
    (folder,) = work.iterdir()
    assert sorted(path.name[:7] for path in folder.iterdir()) == ["benign-", "farm-11"]


def test_the_truth_reaches_the_outcome(kept: tuple[Path, list[Outcome]]) -> None:
    by_preset = {o.cell.preset: o for o in kept[1]}
    (actor,) = by_preset["farm"].actors
    assert actor.harvest > 500
    assert not by_preset["benign"].actors
    assert len(by_preset["benign"].of_kind("honest")) >= 14


def test_days_add_up_to_the_whole(kept: tuple[Path, list[Outcome]]) -> None:
    farm = next(o for o in kept[1] if o.days)
    assert [day.day for day in farm.days] == [0, 1, 2, 3]
    assert farm.days[-1].harvest == farm.actors[0].harvest
    assert all(0 <= day.lost <= day.harvest for day in farm.days)


def test_a_second_run_reads_what_was_kept(kept: tuple[Path, list[Outcome]]) -> None:
    work, outcomes = kept
    told: list[bool] = []
    again = list(run_cells(CELLS, work, None, 1, lambda _cell, read: told.append(read)))
    assert told == [True, True]
    assert sorted(again, key=lambda o: o.cell.preset) == sorted(
        outcomes, key=lambda o: o.cell.preset
    )


def test_an_error_says_which_cell_it_was(tmp_path: Path) -> None:
    wrong = Cell(preset="farm", size=8_000, seed=1, texts="real")
    with pytest.raises(StillwatchError, match="corpora") as raised:
        list(run_cells([wrong], tmp_path, None, 1))
    assert "farm-1-" in raised.value.__notes__[0]
