"""Groups that act as one and were not named: what they look like, and why they were cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.campaigns.alternatives import likeliest
from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.standing import cleared_reason
from stillwatch.model.signal import MeasureSignal
from stillwatch.store.steps import Engine


@dataclass(frozen=True, slots=True)
class Cleared:
    """One group that was looked at and cleared."""

    group_no: int
    accounts: int
    exchanges: int
    looks_like: str
    reason: str
    coordination: float
    extraction: float


def cleared_groups(
    engine: Engine,
    judged: Sequence[Judged],
    reference: Reference,
    signals: Sequence[MeasureSignal],
) -> list[Cleared]:
    """Return the cleared groups, the largest first."""
    kept = sorted(
        (group for group in judged if group.verdict == "group_cleared"),
        key=lambda group: (-len(group.members), group.group_no),
    )
    sizes = {
        row["group_no"]: (row["accounts"], row["exchanges"])
        for row in engine.read(
            """
        SELECT g.group_no, count(*) AS accounts, sum(a.exchanges)::BIGINT AS exchanges
        FROM judged_member g JOIN account a USING (entity_no) GROUP BY g.group_no"""
        ).to_pylist()
    }
    return [
        Cleared(
            group.group_no,
            *sizes[group.group_no],
            likeliest(group.values.whole, "whole", reference, signals) or "a coordinated group",
            cleared_reason(group),
            group.coordination.bits,
            group.extraction.scored.score,
        )
        for group in kept
    ]
