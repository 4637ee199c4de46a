"""Outcomes made by hand, for tests of what is computed from them."""

from __future__ import annotations

from typing import Any

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import ActorOutcome, EntityCount, GroupTally, NamedGroup, Outcome


def count(accounts: int, named: int = 0, times: int = 1, suspected: int = 0) -> EntityCount:
    return EntityCount(accounts=accounts, named=named, suspected=suspected, times=times)


def tally(group: str, kind: str, *entities: EntityCount) -> GroupTally:
    technique = "farm" if kind == "campaign" else None
    return GroupTally(group=group, kind=kind, technique=technique, entities=list(entities))


def actor(**changes: Any) -> ActorOutcome:
    plain: dict[str, Any] = {
        "actor": "actor-a", "technique": "farm", "accounts": 10, "named": 10, "suspected": 0,
        "jaccard": 1.0, "fragments": 1, "harvest": 100, "harvest_named": 100,
    }  # fmt: skip
    return ActorOutcome(**(plain | changes))


def group(accounts: int, right: int, rate: float | None = 0.01) -> NamedGroup:
    return NamedGroup(accounts=accounts, right=right, error_rate=rate)


def outcome(*groups: GroupTally, preset: str = "farm", seed: int = 11, **changes: Any) -> Outcome:
    cell = changes.pop("cell", None) or Cell(preset=preset, size=10_000, seed=seed)
    plain: dict[str, Any] = {
        "cell": cell, "detector": "stillwatch", "seconds": 1.0, "exchanges": 10_000,
        "refused": None, "groups": list(groups), "actors": [], "named_groups": [],
        "suspected_groups": [], "reviewed": {25: 0.0, 50: 0.0, 100: 0.0, 200: 0.0},
        "guilty_scores": [], "honest_scores": [], "days": [],
    }  # fmt: skip
    return Outcome(**(plain | changes))
