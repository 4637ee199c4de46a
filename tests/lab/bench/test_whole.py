from __future__ import annotations

from pathlib import Path

from stillwatch.lab.bench.catalogue import DETECTORS
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.pages.page import cells
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.whole import Run, benchmark, plan_of


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


def test_a_benchmark_from_end_to_end(tmp_path: Path) -> None:
    plan = Plan(
        size=8_000, seeds=1, harmless_seeds=1, curve_seeds=0, compared_seeds=1, daily=(),
        boundary=False, real=False, techniques=("farm",), harmless=("benign",),
        baselines=("thresholds",),
    )  # fmt: skip
    judged: list[Cell] = []
    run = Run(tmp_path / "work", None, 2, "stillwatch bench", tmp_path / "benchmark.md")
    summary = benchmark(run, plan, lambda _part, _rows: None, lambda cell, _: judged.append(cell))
    assert {cell.preset for cell in judged} == {"farm", "benign"}
    assert summary[0].startswith("farm: ")
    assert summary[-1].startswith("harmless worlds")
    page = run.page.read_text(encoding="utf-8")
    assert "| `thresholds` |" in page
    assert "2 simulated worlds" in page
