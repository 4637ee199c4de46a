"""Judge cells, several at a time, and keep what each came to; broken off, it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from stillwatch.lab.bench.catalogue import detector
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.daily import scan_daily
from stillwatch.lab.bench.outcome import DayOutcome, Outcome
from stillwatch.lab.bench.own import Stillwatch, Watching
from stillwatch.lab.bench.score import Truth, score, truth_of
from stillwatch.lab.bench.world import BuiltWorld, build
from stillwatch.lab.kept import code_digest, contents_digest, each_kept

_OUTCOMES: Final = TypeAdapter(list[Outcome])
NOT_DECISIVE: Final = ("interfaces/", "lab/bench/pages/", "lab/bench/whole.py")
"""What only plans worlds and shows results, and never makes them."""
Told = Callable[[Cell, bool], None]
Job = tuple[Cell, Path | None]


def judge_cell(cell: Cell, corpora: Path | None) -> list[Outcome]:
    """Build the cell's world and return what each of its detectors came to."""
    with build(cell, corpora) as world:
        days = scan_daily(world, Watching()) if cell.daily else []
        with world.window() as engine:
            truth = truth_of(world, engine)
        return [_judged(cell, name, world, truth, days) for name in cell.detectors]


def _judged(
    cell: Cell, name: str, world: BuiltWorld, truth: Truth, days: Sequence[DayOutcome]
) -> Outcome:
    with world.window() as engine:
        started = time.monotonic()
        found = detector(name).find(engine)
        seconds = time.monotonic() - started
    of_days = days if name == Stillwatch().name else ()
    return score(cell, name, found, truth, seconds, of_days)


def run_cells(
    cells: Iterable[Cell],
    work: Path,
    corpora: Path | None,
    processes: int,
    told: Told | None = None,
) -> Iterator[Outcome]:
    """Yield the outcomes of all cells as they come; those judged before are read back.

    `told` hears of each cell that is done, and whether it was read back. Where one fails, its
    error names it.
    """
    texts = contents_digest(corpora) if corpora else "built-in"
    jobs: dict[str, Job] = {_kept_as(cell): (cell, corpora) for cell in cells}
    folder = work / f"cells-{code_digest(NOT_DECISIVE)}-{texts}"
    for name, kept, before in each_kept(jobs, _outcomes, folder, processes):
        if told is not None:
            told(jobs[name][0], before)
        yield from _OUTCOMES.validate_json(kept)


def _outcomes(job: Job) -> bytes:
    return _OUTCOMES.dump_json(judge_cell(*job))


def _kept_as(cell: Cell) -> str:
    """Return the file that a cell is kept in, whose name says enough to find it by eye."""
    return f"{cell.preset}-{cell.seed}-{cell.digest()}.json"
