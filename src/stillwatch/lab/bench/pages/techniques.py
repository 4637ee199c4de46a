"""What is found of each technique: accounts, campaigns, harvest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings


@dataclass(frozen=True, slots=True)
class Techniques:
    """Recall and precision of accounts, fit of the groups, harvest caught."""

    title: str = "Techniques"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return all worlds with a campaign."""
        return [cell for preset in plan.techniques for cell in plan.technique_cells(preset)]

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return one row for each technique."""
        rows = []
        for preset in plan.techniques:
            found = pooled.of(outcomes, preset)
            actors = [actor for outcome in found for actor in outcome.actors]
            suspected = sum(actor.suspected for actor in actors)
            fragments = [actor.fragments for actor in actors if actor.fragments]
            rows.append((
                f"`{preset}`", len(found), sum(actor.accounts for actor in actors),
                pooled.recall(found), pooled.precision(found), suspected,
                pooled.share(pooled.harvest_caught(found)),
                pooled.share(pooled.harvest_marked(found)),
                pooled.share(pooled.marks_right(found)), f"{pooled.jaccard(found):.2f}",
                f"{sum(fragments) / len(fragments):.1f}" if fragments else "–",
            ))  # fmt: skip
        return [
            "Named: share of the campaign's accounts in a group called a campaign. Right: share",
            "of the named accounts that are a campaign's. Harvest caught: share of the harvested",
            "exchanges that named accounts sent; marked: share that the scan also calls harvest,",
            "one by one, and not camouflage; marked rightly: share of the exchanges so called that",
            "were harvested. Match: Jaccard overlap of an actor's accounts with the named group",
            "that fits best, mean over actors; pieces: named groups per actor that was found.",
            "Intervals (95 %) draw worlds and billing entities again.",
            "",
            *pooled.markdown(
                ("world", "worlds", "campaign accounts", "named", "right", "only suspected",
                 "harvest caught", "harvest marked", "marked rightly", "match", "pieces"),
                rows,
            ),
        ]  # fmt: skip
