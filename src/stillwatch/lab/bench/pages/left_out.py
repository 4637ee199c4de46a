"""What is found of a technique that the weights never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.leave_out import kin, left_out_names
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings
from stillwatch.lab.simulate.settings import Technique


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The section of the page: each technique, known and unknown to the weights."""

    title: str = "One technique left out"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds of every technique, which other sections judge too."""
        known = {technique.value for technique in Technique}
        return [
            c for preset in plan.techniques if preset in known for c in plan.technique_cells(preset)
        ]

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return one row for each technique."""
        rows = []
        for technique in Technique:
            names = (OWN, *left_out_names(technique.value))
            found = [pooled.of(outcomes, technique.value, name) for name in names]
            if all(found):
                rows.append((
                    f"`{technique.value}`", len(found[0]), *(pooled.recall(each) for each in found),
                    *(pooled.share(pooled.harvest_caught(each)) for each in (found[0], found[-1])),
                    pooled.precision(found[-1]), ", ".join(kin(technique)),
                ))  # fmt: skip
        return [
            "How much each measure counts is learned from simulated campaigns. Here the weights",
            "are learned again without the technique under test, and without its kin: all",
            "techniques that harvest any of the same kinds of text. References, signals and",
            "thresholds stay, and people who knew all techniques chose the signals.",
            "",
            *pooled.markdown(
                ("technique", "worlds", "named", "named, left out", "named, kin left out",
                 "harvest caught", "harvest caught, kin left out", "right, kin left out", "kin"),
                rows,
            ),
        ]  # fmt: skip
