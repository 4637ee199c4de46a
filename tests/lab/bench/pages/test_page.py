"""The page and its sections on outcomes made by hand, where every figure is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import DayOutcome, HarvestMarks, Outcome
from stillwatch.lab.bench.pages.boundary_map import BoundaryMap
from stillwatch.lab.bench.pages.compared import Compared
from stillwatch.lab.bench.pages.curves import CURVES, Curves
from stillwatch.lab.bench.pages.look_alikes import LookAlikes
from stillwatch.lab.bench.pages.lost import Lost
from stillwatch.lab.bench.pages.page import Addition, cells, write
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.review import recall_at
from stillwatch.lab.bench.pages.section import Drawings, Section
from stillwatch.lab.bench.pages.stated import Stated
from stillwatch.lab.bench.pages.techniques import Techniques
from tests.lab.bench.made import actor, count, group, outcome, tally

PLAN = Plan(
    size=10_000, seeds=2, harmless_seeds=2, curve_seeds=1, compared_seeds=1, daily=("farm",),
    boundary=True, real=False, techniques=("farm", "hydra"), harmless=("benign",),
)  # fmt: skip


def farm(cell: Cell, named: int = 10) -> Outcome:
    """A farm of ten accounts in five hands, `named` of them found, among a hundred honest."""
    hands = [count(2, 2, times=named // 2), count(2, 0, times=5 - named // 2)]
    days = [
        DayOutcome(day=d, actor="actor-a", harvest=40 * (d + 1), lost=min(60, 40 * (d + 1)),
                   named=named if d else 0, known=d >= 1, wrongly=d)
        for d in range(3)
    ]  # fmt: skip
    return outcome(
        tally("actor-a", "campaign", *[hand for hand in hands if hand.times]),
        tally("everyday", "honest", count(1, times=99), count(1, 1)),
        cell=cell,
        actors=[actor(named=named, harvest=120, harvest_named=12 * named)],
        marks=HarvestMarks(harvest=120, marked=40, right=30),
        named_groups=[group(named, named), group(3, 0, 0.02)],
        reviewed={25: 9.0, 50: 10.0, 100: 10.0, 200: 10.0},
        guilty_scores=[2.0] * 9 + [0.1],
        honest_scores=[0.5, 0.2],
        days=days if cell.daily else [],
    )


def honest(cell: Cell, named: int = 0) -> Outcome:
    return outcome(
        tally("everyday", "honest", count(1, times=100 - named), count(1, 1, times=named)),
        cell=cell, named_groups=[group(named, 0, 0.03)] if named else [],
    )  # fmt: skip


@pytest.fixture
def drawings(tmp_path: Path) -> Drawings:
    return Drawings(tmp_path / "benchmark")


@pytest.fixture
def outcomes() -> list[Outcome]:
    return [farm(cell) if cell.spec().campaigns else honest(cell) for cell in cells(PLAN)]


def lines(section: Section, outcomes: list[Outcome], drawings: Drawings) -> str:
    return "\n".join(section.lines(PLAN, outcomes, drawings))


def test_techniques(drawings: Drawings) -> None:
    found = [farm(cell, 6) for cell in PLAN.technique_cells("farm")]
    told = lines(Techniques(), found, drawings)
    assert "| `farm` | 2 | 20 | 60% (" in told
    assert "| 60% | 25% | 75% | 1.00 | 1.0 |" in told
    assert "| `hydra` | 0 | 0 | – | – |" in told


def test_honest_groups_by_name(drawings: Drawings) -> None:
    harmless = [
        honest(cell, named) for cell, named in zip(PLAN.harmless_cells(), (0, 2), strict=True)
    ]
    told = lines(LookAlikes(), [*harmless, farm(PLAN.technique_cells("farm")[0])], drawings)
    assert "| `everyday` | 200 | 1% (" in told
    assert "| 100 | 1% (" in told


def test_stated_rates_are_held_against_what_was_found(drawings: Drawings) -> None:
    harmless = [
        honest(cell, named) for cell, named in zip(PLAN.harmless_cells(), (0, 2), strict=True)
    ]
    told = lines(Stated(), [*harmless, farm(PLAN.technique_cells("farm")[0])], drawings)
    assert "| `benign` | 2 | 1: 50% (" in told
    assert "| 0.01 to 0.05 | 3 | 67% (" in told, "two groups of nobody's, one right"


def test_what_is_lost_before_it_is_known(drawings: Drawings) -> None:
    told = lines(Lost(), [farm(PLAN.technique_cells("farm")[0])], drawings)
    assert "| `farm` (actor-a) | 120 | 1 to 3 | 2 | 67% | 50% | 2 |" in told
    assert (drawings.folder / "lost.svg").stat().st_size > 1_000


def test_recall_above_every_honest_account() -> None:
    assert recall_at([farm(PLAN.technique_cells("farm")[0])], 1e-5) == "90%"
    assert recall_at([farm(PLAN.technique_cells("farm")[0])], 0.02) == "100%"


def test_curves_have_a_point_for_every_level(outcomes: list[Outcome], drawings: Drawings) -> None:
    told = lines(Curves(), outcomes, drawings)
    for curve in CURVES:
        assert f"### {curve.title}" in told
        assert (drawings.folder / f"{curve.name}.svg").exists()


def test_the_boundary_names_its_degree(outcomes: list[Outcome], drawings: Drawings) -> None:
    told = lines(BoundaryMap(), outcomes, drawings)
    assert "### Camouflage 80%" in told
    planned = PLAN.technique_cells("farm")[0].spec().campaigns[0].exchanges
    assert f"D {planned**4 / (2 * 60**3 * 48**2):.2g})" in told, "P counts both roles"


def test_the_product_is_compared_on_shared_worlds_only(
    outcomes: list[Outcome], drawings: Drawings
) -> None:
    told = lines(Compared(), outcomes, drawings)
    assert "| `stillwatch` | 100% | 100% |" in told


def test_the_page_is_whole_and_its_plots_are_there(outcomes: list[Outcome], tmp_path: Path) -> None:
    page = tmp_path / "docs" / "benchmark.md"
    page.parent.mkdir()
    write(PLAN, outcomes, [Addition("Beside", ("So it is.",))], "stillwatch bench", page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmark\n")
    assert "Written by `stillwatch bench`" in text
    assert text.rstrip().endswith("## Beside\n\nSo it is.")
    for line in text.splitlines():
        if line.startswith("!["):
            assert (page.parent / line.split("(")[-1].rstrip(")")).exists()


def test_the_same_figures_draw_the_same_bytes(outcomes: list[Outcome], tmp_path: Path) -> None:
    for name in ("one", "two"):
        lines(Lost(), outcomes, Drawings(tmp_path / name))
    assert (tmp_path / "one" / "lost.svg").read_bytes() == (
        tmp_path / "two" / "lost.svg"
    ).read_bytes()
