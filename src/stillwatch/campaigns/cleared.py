"""Groups that act as one and were not named: what they look like, and why they were cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.campaigns.alternatives import likeliest
from stillwatch.campaigns.judge import OVERLAP, Judged, overlap
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
    """Return the cleared groups, the largest first; views of the same accounts count once.

    A view of a named campaign is not listed: its accounts were not cleared.
    """
    named = [group for group in judged if group.verdict != "group_cleared"]
    kept: list[Judged] = []
    for group in sorted(
        (j for j in judged if j.verdict == "group_cleared"),
        key=lambda j: (-len(j.members), j.group_no),
    ):
        if all(overlap(group.members, o.members) < OVERLAP for o in (*named, *kept)):
            kept.append(group)
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
