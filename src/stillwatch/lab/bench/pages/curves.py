"""How much an actor must give up to be seen less: one knob at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import plots, pooled
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings
from stillwatch.lab.simulate.metadata import LEVELS


@dataclass(frozen=True, slots=True)
class Curve:
    """One knob: the presets it is turned in and its levels."""

    name: str
    title: str
    presets: tuple[str, ...]
    levels: tuple[object, ...]
    world: Callable[[Any], dict[str, object]] | None = None
    """Makes a level into fields of the world; where absent it is a field of the campaigns."""

    def cells(self, plan: Plan, preset: str, level: object) -> list[Cell]:
        """Return the worlds of one level."""
        return [
            plan.cell(
                preset, plan.first_seed + number,
                world=self.world(level) if self.world else None,
                campaign=None if self.world else {self.name: level},
            )
            for number in range(plan.curve_seeds)
        ]  # fmt: skip


def _metadata(level: str) -> dict[str, object]:
    """Return the world of a level; sketches are the intake's own, of texts it does not keep."""
    if level == "sketches":
        return {"metadata": "poor", "texts": True}
    return {"metadata": level, "texts": level != "poor"}


CURVES: Final = (
    Curve("camouflage", "camouflage (share of unrelated traffic)", ("farm", "trace"),
          (0.0, 0.3, 0.6, 0.8, 0.9)),
    Curve("accounts", "accounts (the same harvest over more of them)", ("farm", "trace"),
          (60, 150, 400, 1000, 2500)),
    Curve("paraphrase", "paraphrase (share of prompts from no template of the actor's)",
          ("farm", "trace"), (0.0, 0.25, 0.5, 0.75, 1.0)),
    Curve("shards", "topic shards (accounts that share no template)", ("farm",), (1, 4, 8, 24)),
    Curve("metadata", "metadata that the provider has", ("farm", "trace", "judge"),
          LEVELS, world=_metadata),
)  # fmt: skip


def _turned(plan: Plan) -> list[Curve]:
    """Return the knobs that a plan turns."""
    return [curve for curve in CURVES if plan.knobs is None or curve.name in plan.knobs]


@dataclass(frozen=True, slots=True)
class Curves:
    """Robustness curves."""

    title: str = "Robustness"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds of every level of every knob."""
        return [
            cell
            for curve in _turned(plan)
            for preset in curve.presets
            for level in curve.levels
            for cell in curve.cells(plan, preset, level)
        ] if plan.curve_seeds else []  # fmt: skip

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return a table and a plot for each knob."""
        if not plan.curve_seeds:
            return ["Not measured in this run.", ""]
        lines = [
            "One knob turned, all else as in the preset. Named: share of the campaign's accounts.",
            "",
        ]
        by_cell = {o.cell.digest(): o for o in outcomes if o.detector == "stillwatch"}
        for curve in _turned(plan):
            rows, drawn = [], {}
            for preset in curve.presets:
                found = [
                    [by_cell[c.digest()] for c in curve.cells(plan, preset, level)]
                    for level in curve.levels
                ]
                named = [pooled.recall(worlds) for worlds in found]
                drawn[preset] = [estimate.value for estimate in named]
                rows.append((f"`{preset}` named", *named))
                rows.append((f"`{preset}` right", *(pooled.precision(worlds) for worlds in found)))
            levels = [str(level) for level in curve.levels]
            plots.lines(
                drawings.folder / f"{curve.name}.svg", drawn, curve.title, "accounts named", levels
            )
            lines += [f"### {curve.title}", "", *pooled.markdown(("", *levels), rows)]
            lines += drawings.show(curve.name, f"Accounts named by {curve.title}")
        return lines
