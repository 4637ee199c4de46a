"""Where the ties end: accounts, templates and camouflage against what theory says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import plots, pooled
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings
from stillwatch.lab.simulate.boundary import standing

ACCOUNTS: Final = (60, 200, 600, 2_000)
TEMPLATES: Final = (24, 240, 2_400, 12_000)
CAMOUFLAGE: Final = (0.0, 0.8)
_ALONE: Final = {"per_card": 1, "per_device": 1, "per_address": 1, "per_batch": 1}


@dataclass(frozen=True, slots=True)
class BoundaryMap:
    """Recall of a farm that shares nothing but its templates, over (A, P, camouflage)."""

    title: str = "The boundary: accounts, templates, camouflage"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the grid; the harvest is the preset's throughout."""
        return [
            _cell(plan, accounts, templates, camouflage)
            for camouflage in CAMOUFLAGE
            for accounts in ACCOUNTS
            for templates in TEMPLATES
        ] if plan.boundary else []  # fmt: skip

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return a table per share of camouflage, with D beside what was named."""
        if not plan.boundary:
            return ["Not measured in this run.", ""]
        by_cell = {o.cell.digest(): o for o in outcomes if o.detector == "stillwatch"}
        lines = [
            "A farm without any shared card, device, address or sign-up batch: only its templates",
            "tie its accounts. D is the mean number of accounts that template ties alone would",
            "bind to each (D = H⁴ / 2A³P², P over both of the farm's roles); in a prototype little",
            "was found below D = 3 and everything from 30 on. Camouflage does not move D.",
            "",
        ]
        for camouflage in CAMOUFLAGE:
            rows, grid = [], []
            for accounts in ACCOUNTS:
                row, shares = [f"A = {accounts:,}"], []
                for templates in TEMPLATES:
                    cell = _cell(plan, accounts, templates, camouflage)
                    named = pooled.recall([by_cell[cell.digest()]]).value
                    degree = standing(cell.spec().campaigns[0]).degree
                    row.append(f"{named:.0%} (D {degree:.2g})")
                    shares.append(named)
                rows.append(row)
                grid.append(shares)
            name = f"boundary_{round(100 * camouflage)}"
            header = ("", *(f"P = {templates:,}" for templates in TEMPLATES))
            plots.heat(
                drawings.folder / f"{name}.svg", grid,
                [f"{p:,}" for p in TEMPLATES], [f"{a:,}" for a in ACCOUNTS],
                "distinct templates P", "accounts A",
            )  # fmt: skip
            lines += [f"### Camouflage {camouflage:.0%}", "", *pooled.markdown(header, rows)]
            lines += drawings.show(name, f"Accounts named, camouflage {camouflage:.0%}")
        return lines


def _cell(plan: Plan, accounts: int, templates: int, camouflage: float) -> Cell:
    return Cell(
        preset="farm", size=plan.size, seed=plan.first_seed, texts="built-in",
        campaign={"accounts": accounts, "templates": templates, "camouflage": camouflage,
                  "reuse": _ALONE},
    )  # fmt: skip
