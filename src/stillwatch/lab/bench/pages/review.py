"""How good the ranking is for whoever has little time, or tolerates next to no false name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import REVIEW_BUDGETS, Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings

_RATE: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Review:
    """Precision at a review budget; recall at a false-positive rate of 1e-5."""

    title: str = "Ranking: review budgets and very low false-positive rates"

    def cells(self, plan: Plan) -> list[Cell]:
        """Need no world of its own."""
        return []

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return a row for each technique."""
        harmless = [o for preset in plan.harmless for o in pooled.of(outcomes, preset)]
        rows = []
        for preset in plan.techniques:
            found = pooled.of(outcomes, preset)
            at = [_precision_at(found, budget) for budget in REVIEW_BUDGETS]
            rows.append((f"`{preset}`", *at, recall_at([*found, *harmless], _RATE)))
        honest = pooled.accounts(harmless, "honest", "bystander")
        return [
            "Precision among the accounts ranked highest in a world; the best that can be is",
            "less than 100 % where a world holds fewer campaign accounts than the budget.",
            f"Recall at a false-positive rate of {_RATE:g}: share of campaign accounts ranked",
            f"above all but that share of honest ones, the {honest:,} of the harmless worlds",
            "included; below 100,000 honest accounts, that is above every one of them.",
            "",
            *pooled.markdown(
                ("world", *(f"of {b} reviewed" for b in REVIEW_BUDGETS), f"recall at {_RATE:g}"),
                rows,
            ),
        ]


def _precision_at(outcomes: Sequence[Outcome], budget: int) -> str:
    if not outcomes:
        return "–"
    hits = sum(outcome.reviewed[budget] for outcome in outcomes) / len(outcomes)
    held = sum(sum(actor.accounts for actor in o.actors) for o in outcomes) / len(outcomes)
    best = min(1.0, held / budget)
    return f"{hits / budget:.0%} (of {best:.0%})"


def recall_at(outcomes: Sequence[Outcome], rate: float) -> str:
    """Return the share of campaign accounts ranked above all but `rate` of the honest ones."""
    honest = pooled.accounts(outcomes, "honest", "bystander")
    guilty = pooled.accounts(outcomes, "campaign")
    allowed = int(rate * honest)
    scores = sorted((s for o in outcomes for s in o.honest_scores), reverse=True)
    bar = scores[allowed] if allowed < len(scores) else float("-inf")
    above = sum(1 for o in outcomes for score in o.guilty_scores if score > bar)
    return f"{above / guilty:.0%}" if guilty else "–"
