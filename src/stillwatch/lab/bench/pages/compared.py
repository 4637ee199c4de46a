"""The product beside what others do, on the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.catalogue import detector
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import OWN, Plan
from stillwatch.lab.bench.pages.section import Drawings


@dataclass(frozen=True, slots=True)
class Compared:
    """Recall by technique, and what each method costs the honest."""

    title: str = "Baselines"

    def cells(self, plan: Plan) -> list[Cell]:
        """Need no world of its own."""
        return []

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return who each method is, then a row for each of them."""
        names = (OWN, *plan.baselines)
        whose = [(f"`{name}`", detector(name).source, detector(name).setting) for name in names]
        shared = {
            cell.digest()
            for preset in plan.techniques
            for cell in plan.technique_cells(preset)[: plan.compared_seeds]
        } | {cell.digest() for cell in plan.harmless_cells() if len(cell.detectors) > 1}
        rows = [
            _row(name, plan, [o for o in outcomes if o.cell.digest() in shared]) for name in names
        ]
        return [
            "Every method with its published or default setting, fitted to nothing here, on the",
            f"same {len(shared)} worlds. Named: share of the campaign accounts of a technique.",
            "",
            *pooled.markdown(("method", "source", "setting"), whose),
            *pooled.markdown(
                ("method", *(f"`{preset}`" for preset in plan.techniques), "right, of all named",
                 "honest accounts named", "worlds refused", "seconds a world"),
                rows,
            ),
        ]  # fmt: skip


def _row(name: str, plan: Plan, outcomes: Sequence[Outcome]) -> tuple[object, ...]:
    own = [o for o in outcomes if o.detector == name]
    by_technique = []
    for preset in plan.techniques:
        found = pooled.of(own, preset, name)
        estimate = pooled.recall(found)
        by_technique.append("–" if not estimate.among else f"{estimate.value:.0%}")
    seconds = sum(o.seconds for o in own) / max(1, len(own))
    return (
        f"`{name}`", *by_technique, pooled.precision(own), pooled.false_positives(own),
        sum(1 for o in own if o.refused), f"{seconds:.1f}",
    )  # fmt: skip
