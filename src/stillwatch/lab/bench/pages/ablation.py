"""What each family of evidence is worth: the product without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.catalogue import ABLATED
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings


@dataclass(frozen=True, slots=True)
class Ablation:
    """The section of the page: one row for each family that is left out."""

    title: str = "One family of evidence left out"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return one world of each technique that is looked at, judged with all families and
        without each."""
        names = (OWN, *(each.name for each in ABLATED.values()))
        return [plan.cell(preset, plan.ablated_seed, detectors=names) for preset in plan.ablated]

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return the share of each technique's accounts that is named without each family."""
        if not plan.ablated:
            return ["Not measured in this run.", ""]
        here = [o for o in outcomes if o.cell.seed == plan.ablated_seed]
        rows = []
        for family, name in (("nothing", OWN), *((f, d.name) for f, d in ABLATED.items())):
            each = [pooled.of(here, preset, name) for preset in plan.ablated]
            together = [outcome for found in each for outcome in found]
            rows.append((
                f"`{family}`", *(pooled.recall(found) for found in each),
                pooled.precision(together),
            ))  # fmt: skip
        return [
            f"The same worlds (seed {plan.ablated_seed}, one of each technique) judged without one",
            "family of evidence. References and weights stay, so a family off is a field that a",
            "provider does not log. Named: share of the campaign's accounts.",
            "",
            *pooled.markdown(
                ("left out", *(f"`{p}`" for p in plan.ablated), "right, of all named"), rows
            ),
        ]
