"""What the page says a family of evidence is worth, on outcomes where it is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stillwatch.lab.bench.catalogue import ABLATED
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages.ablation import Ablation
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings
from tests.lab.bench.made import count, outcome, tally

PLAN = Plan(
    size=10_000, seeds=1, harmless_seeds=1, curve_seeds=1, compared_seeds=1, daily=(),
    boundary=False, real=False, ablated=("farm", "hydra"), ablated_seed=31,
)  # fmt: skip
WITHOUT_CONTENT = ABLATED["content"].name


def judged() -> list[Outcome]:
    """All ten hands of a farm are named, and four of ten where content is not looked at."""
    found = []
    for cell in Ablation().cells(PLAN):
        for detector in cell.detectors:
            named = 4 if detector == WITHOUT_CONTENT else 10
            hands = [count(1, 1, times=named), *([count(1, times=6)] if named == 4 else [])]
            found.append(
                outcome(tally("actor-a", "campaign", *hands), cell=cell, detector=detector)
            )
    return found


def rows(told: list[str]) -> dict[str, str]:
    return {line.split("`")[1]: line for line in told if line.startswith("| `")}


def test_every_world_is_judged_with_all_families_and_without_each() -> None:
    cells = Ablation().cells(PLAN)
    assert [(cell.preset, cell.seed) for cell in cells] == [("farm", 31), ("hydra", 31)]
    names = {OWN, *(each.name for each in ABLATED.values())}
    assert all(set(cell.detectors) == names for cell in cells)
    assert len(names) == 1 + len(ABLATED)


def test_a_family_is_worth_what_is_lost_without_it(tmp_path: Path) -> None:
    told = rows(Ablation().lines(PLAN, judged(), Drawings(tmp_path)))
    assert list(told) == ["nothing", *ABLATED]
    assert told["nothing"].count("| 100% (") == 3
    assert told["content"].count("| 40% (") == 2
    assert told["payment"].count("| 100% (") == 3


def test_worlds_of_other_seeds_do_not_count(tmp_path: Path) -> None:
    others = [
        each.model_copy(update={"cell": each.cell.model_copy(update={"seed": 32})})
        for each in judged()
    ]
    told = rows(Ablation().lines(PLAN, others, Drawings(tmp_path)))
    assert "100%" not in told["nothing"]


def test_a_plan_without_it_says_so(tmp_path: Path) -> None:
    plan = replace(PLAN, ablated=())
    assert Ablation().cells(plan) == []
    assert Ablation().lines(plan, [], Drawings(tmp_path)) == ["Not measured in this run.", ""]
