"""Who is accused wrongly, by kind of honest customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """False-positive rate of each honest group, in worlds without and with campaigns."""

    title: str = "Honest customers named"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds without campaigns; those with come from the other sections."""
        return plan.harmless_cells()

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return one row for each honest group, and one for all of them."""
        own = [
            o for preset in (*plan.harmless, *plan.techniques) for o in pooled.of(outcomes, preset)
        ]
        alone = [o for o in own if not o.actors]
        beside = [o for o in own if o.actors]
        groups = sorted({t.group for o in own for t in o.of_kind("honest", "bystander")})
        rows = [_row(f"`{group}`", group, alone, beside) for group in groups]
        rows.append(_row("all", None, alone, beside))
        return [
            f"Accounts of honest groups that {OWN} named, in {len(alone)} worlds without and",
            f"{len(beside)} worlds with campaigns. Where none was named the upper bound is exact",
            "over billing entities.",
            "",
            *pooled.markdown(
                ("group", "accounts", "named, harmless worlds", "accounts ",
                 "named, beside campaigns", "only suspected"),
                rows,
            ),
        ]  # fmt: skip


def _row(
    title: str, group: str | None, alone: Sequence[Outcome], beside: Sequence[Outcome]
) -> tuple[object, ...]:
    harmless = pooled.false_positives(alone, group)
    among = pooled.false_positives(beside, group)
    suspected = pooled.suspected_honest([*alone, *beside], group)
    return (title, harmless.among, harmless, among.among, among, suspected)
