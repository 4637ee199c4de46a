"""Outcomes of several worlds as one figure with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from stillwatch.lab.bench.intervals import Estimate, by_entity
from stillwatch.lab.bench.outcome import EntityCount, GroupTally, Outcome


def recall(outcomes: Iterable[Outcome]) -> Estimate:
    """Return the share of campaign accounts that were named."""
    return by_entity([_entities(o.of_kind("campaign")) for o in outcomes])


def precision(outcomes: Iterable[Outcome]) -> Estimate:
    """Return the share of named accounts that belong to a campaign."""
    return by_entity([_named_entities(o) for o in outcomes])


def false_positives(outcomes: Iterable[Outcome], group: str | None = None) -> Estimate:
    """Return the share of honest accounts (of one group) that were named."""
    return by_entity([_entities(_honest(o, group)) for o in outcomes])


def suspected_honest(outcomes: Iterable[Outcome], group: str | None = None) -> int:
    """Return how many honest accounts were suspected, and not named."""
    return sum(tally.suspected for o in outcomes for tally in _honest(o, group))


def accounts(outcomes: Iterable[Outcome], *kinds: str) -> int:
    """Return the accounts of these kinds in all worlds."""
    return sum(tally.accounts for o in outcomes for tally in o.of_kind(*kinds))


def harvest_caught(outcomes: Iterable[Outcome]) -> float:
    """Return the share of the harvest that named accounts sent; NaN where there was none."""
    actors = [actor for o in outcomes for actor in o.actors]
    whole = sum(actor.harvest for actor in actors)
    return sum(actor.harvest_named for actor in actors) / whole if whole else float("nan")


def harvest_marked(outcomes: Iterable[Outcome]) -> float:
    """Return the share of harvested exchanges that were marked as such; NaN without any."""
    marks = [o.marks for o in outcomes if o.marks is not None]
    whole = sum(mark.harvest for mark in marks)
    return sum(mark.right for mark in marks) / whole if whole else float("nan")


def marks_right(outcomes: Iterable[Outcome]) -> float:
    """Return the share of exchanges marked as harvest that were; NaN where none was marked."""
    marks = [o.marks for o in outcomes if o.marks is not None]
    whole = sum(mark.marked for mark in marks)
    return sum(mark.right for mark in marks) / whole if whole else float("nan")


def jaccard(outcomes: Iterable[Outcome]) -> float:
    """Return the mean over actors of how well the best named group fits; NaN without any."""
    fits = [actor.jaccard for o in outcomes for actor in o.actors]
    return float(np.mean(fits)) if fits else float("nan")


def of(outcomes: Iterable[Outcome], preset: str, detector: str = "stillwatch") -> list[Outcome]:
    """Return the outcomes of one preset, unchanged, by one detector."""
    return [
        o
        for o in outcomes
        if o.cell.preset == preset and o.detector == detector
        and not o.cell.world and not o.cell.campaign
    ]  # fmt: skip


def share(value: float) -> str:
    """Return a share for a table."""
    return "–" if np.isnan(value) else f"{value:.0%}"


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return [*lines, *("| " + " | ".join(str(value) for value in row) + " |" for row in rows), ""]


def _honest(outcome: Outcome, group: str | None) -> list[GroupTally]:
    honest = outcome.of_kind("honest", "bystander")
    return [tally for tally in honest if group is None or tally.group == group]


def _entities(tallies: Iterable[GroupTally]) -> list[EntityCount]:
    return [entity for tally in tallies for entity in tally.entities]


def _named_entities(outcome: Outcome) -> list[EntityCount]:
    """Return the entities with named accounts; `named` counts those that were so rightly."""
    return [
        EntityCount(
            accounts=entity.named,
            named=entity.named if tally.kind == "campaign" else 0,
            suspected=0,
            times=entity.times,
        )
        for tally in outcome.groups
        for entity in tally.entities
        if entity.named
    ]
