"""What is named without each family of evidence stands in a row of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stillwatch.lab.bench.catalogue import ABLATED
from stillwatch.lab.bench.pages.ablation import Ablation
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings
from stillwatch.pipeline import EVERY_FAMILY
from tests.lab.bench.made import count, outcome, tally

PLAN = Plan(
    size=10_000, seeds=1, harmless_seeds=1, curve_seeds=1, compared_seeds=1, daily=(),
    boundary=False, real=False, techniques=("farm", "trace"), ablated=("farm", "trace"),
)  # fmt: skip


def test_every_technique_is_judged_with_all_families_and_without_each() -> None:
    cells = Ablation().cells(PLAN)
    assert [cell.preset for cell in cells] == ["farm", "trace"]
    for cell in cells:
        assert cell.seed == PLAN.ablated_seed
        assert cell.detectors == (OWN, *(each.name for each in ABLATED.values()))


def test_a_row_tells_what_is_named_without_one_family(tmp_path: Path) -> None:
    seed = PLAN.ablated_seed
    worst = ABLATED["content"].name
    outcomes = [
        outcome(
            tally("actor-a", "campaign", count(5, 0 if name == worst and preset == "trace" else 5)),
            tally("everyday", "honest", count(5, 5 if name == worst else 0)),
            preset=preset, seed=seed, detector=name,
        )
        for preset in PLAN.ablated
        for name in (OWN, *(each.name for each in ABLATED.values()))
    ]  # fmt: skip
    other_world = outcome(tally("actor-a", "campaign", count(5, 0)), preset="farm", seed=seed + 1)
    lines = Ablation().lines(PLAN, [*outcomes, other_world], Drawings(tmp_path))
    rows = {line.split("`")[1]: line.split(" | ")[1:] for line in lines if line.startswith("| `")}
    assert set(rows) == {"nothing", *EVERY_FAMILY}
    shares = {family: [cell.split()[0] for cell in cells] for family, cells in rows.items()}
    assert shares["nothing"] == ["100%", "100%", "100%"]
    assert shares["content"] == ["100%", "0%", "33%"]


def test_a_plan_without_it_says_so(tmp_path: Path) -> None:
    plan = replace(PLAN, ablated=())
    assert Ablation().cells(plan) == []
    assert Ablation().lines(plan, [], Drawings(tmp_path)) == ["Not measured in this run.", ""]
