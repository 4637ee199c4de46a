"""Whether the stated error rate is the found one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.intervals import exact
from stillwatch.lab.bench.outcome import NamedGroup, Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings

_BANDS: Final = ((0.0, 0.01), (0.01, 0.05), (0.05, 0.2))


@dataclass(frozen=True, slots=True)
class Stated:
    """Calibration: worlds and groups that were named though nobody harvested."""

    title: str = "Stated and found error rate"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds without campaigns."""
        return plan.harmless_cells()

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return false alarms per world, and false groups by what was stated of them."""
        worlds = []
        for preset in plan.harmless:
            own = pooled.of(outcomes, preset)
            named = sum(1 for o in own if o.named_groups)
            suspected = sum(1 for o in own if o.suspected_groups)
            worlds.append((
                f"`{preset}`", len(own), f"{named}: {exact(named, len(own))}",
                f"{suspected}: {exact(suspected, len(own))}",
            ))  # fmt: skip
        return [
            "Worlds in which nobody harvests. The stated rate (0.05 for campaigns, 0.2 for",
            "suspects) bounds the expected share of false names; where every name is false, that",
            "is the share of worlds with any.",
            "",
            *pooled.markdown(
                ("world", "worlds", "with a campaign named", "with a suspect named"), worlds
            ),
            "All groups named or suspected, in worlds of every kind, by the rate stated of each.",
            "False: most of the group is nobody's campaign.",
            "",
            *pooled.markdown(("stated", "groups", "found false"), _bands(outcomes)),
        ]


def _bands(outcomes: Sequence[Outcome]) -> list[tuple[object, ...]]:
    groups: list[NamedGroup] = [
        group
        for o in outcomes
        if o.detector == OWN
        for group in (*o.named_groups, *o.suspected_groups)
    ]
    rows: list[tuple[object, ...]] = []
    for low, high in _BANDS:
        here = [g for g in groups if g.error_rate is not None and low <= g.error_rate < high]
        false = sum(1 for group in here if group.false)
        rows.append((f"{low:g} to {high:g}", len(here), exact(false, len(here))))
    return rows
