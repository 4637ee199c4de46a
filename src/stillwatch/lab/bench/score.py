"""Hold what a detector said against the truth of the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.detector import Found, FoundGroup, Keys
from stillwatch.lab.bench.outcome import (
    REVIEW_BUDGETS,
    TOP_HONEST,
    ActorOutcome,
    DayOutcome,
    EntityCount,
    GroupTally,
    HarvestMarks,
    NamedGroup,
    Outcome,
)
from stillwatch.lab.bench.world import BuiltWorld
from stillwatch.store.duckdb_engine import DuckEngine

ENTITY_SQL = """
SELECT account_id, min(coalesce(org_id, payment_id, account_id)) AS entity, count(*) AS exchanges
FROM exchange GROUP BY account_id"""
"""The billing entity of each account as the provider sees it: the unit of error."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Who is who among the accounts that are in the logs."""

    group: dict[str, str]
    kind: dict[str, str]
    technique: dict[str, str | None]
    """By group."""
    harvest: dict[str, int]
    entity: dict[str, str]
    exchanges: int
    harvested: Keys
    """The exchanges that any actor harvested."""

    def actor(self, account: str) -> str | None:
        """Return the actor an account belongs to; None for honest ones."""
        return self.group[account] if self.kind[account] == "campaign" else None


def truth_of(world: BuiltWorld, engine: DuckEngine) -> Truth:
    """Return the truth about the accounts and exchanges of the window."""
    seen = engine.read(ENTITY_SQL).to_pydict()
    entity = dict(zip(seen["account_id"], seen["entity"], strict=True))
    rows = [row for row in world.truth.to_pylist() if row["account_id"] in entity]
    return Truth(
        group={row["account_id"]: row["group"] for row in rows},
        kind={row["account_id"]: row["kind"] for row in rows},
        technique={row["group"]: row["technique"] for row in rows},
        harvest={row["account_id"]: row["harvest_exchanges"] for row in rows},
        entity=entity,
        exchanges=sum(seen["exchanges"]),
        harvested=_harvested(world, engine),
    )


def _harvested(world: BuiltWorld, engine: DuckEngine) -> Keys:
    truth = str(world.truth_folder / "exchanges.parquet").replace("'", "''")
    keys = engine.read(
        f"""
        SELECT exchange_key FROM exchange JOIN read_parquet('{truth}') USING (request_id)
        WHERE is_harvest"""
    )
    return np.asarray(keys["exchange_key"].to_numpy(), np.int64)


def score(
    cell: Cell,
    detector: str,
    found: Found,
    truth: Truth,
    seconds: float,
    days: Sequence[DayOutcome] = (),
) -> Outcome:
    """Count what was found, by group of the truth and by actor."""
    named = {account for group in found.named for account in group.accounts}
    suspected = {account for group in found.suspected for account in group.accounts} - named
    guilty = [a for a, kind in truth.kind.items() if kind == "campaign"]
    honest = [a for a, kind in truth.kind.items() if kind != "campaign"]
    ranked = {a: found.scores[a] for a in truth.kind if a in found.scores}
    return Outcome(
        cell=cell,
        detector=detector,
        seconds=round(seconds, 2),
        exchanges=truth.exchanges,
        refused=found.refused,
        groups=_tallies(truth, named, suspected),
        actors=[
            _actor(actor, truth, found.named, named, suspected)
            for actor in sorted({truth.group[a] for a in guilty})
        ],
        named_groups=[_named_group(group, truth) for group in found.named],
        suspected_groups=[_named_group(group, truth) for group in found.suspected],
        reviewed={budget: reviewed(ranked, set(guilty), budget) for budget in REVIEW_BUDGETS},
        guilty_scores=[ranked.get(a, float("-inf")) for a in guilty if a in ranked],
        honest_scores=sorted((ranked[a] for a in honest if a in ranked), reverse=True)[:TOP_HONEST],
        days=list(days),
        marks=None if found.marked is None else marks_of(found.marked, truth.harvested),
    )


def marks_of(marked: Keys, harvested: Keys) -> HarvestMarks:
    """Count the exchanges that were marked as harvest, and those that were so in truth."""
    right = np.isin(marked, harvested, assume_unique=True)
    return HarvestMarks(harvest=len(harvested), marked=len(marked), right=int(right.sum()))


def _tallies(truth: Truth, named: set[str], suspected: set[str]) -> list[GroupTally]:
    entities: dict[tuple[str, str], list[int]] = {}
    for account, group in truth.group.items():
        counted = entities.setdefault((group, truth.entity[account]), [0, 0, 0])
        counted[0] += 1
        counted[1] += account in named
        counted[2] += account in suspected
    by_group: dict[str, Counter[tuple[int, ...]]] = {}
    for (group, _), counted in entities.items():
        by_group.setdefault(group, Counter())[tuple(counted)] += 1
    kinds = {truth.group[account]: kind for account, kind in truth.kind.items()}
    return [
        GroupTally(
            group=group,
            kind=kinds[group],
            technique=truth.technique[group],
            entities=[
                EntityCount(accounts=a, named=n, suspected=s, times=times)
                for (a, n, s), times in sorted(tally.items())
            ],
        )
        for group, tally in sorted(by_group.items())
    ]


def majority(accounts: Sequence[str], truth: Truth) -> tuple[str | None, int]:
    """Return the actor that has most of these accounts, and how many; None where none has any."""
    actors = Counter(actor for a in accounts if (actor := truth.actor(a)) is not None)
    return actors.most_common(1)[0] if actors else (None, 0)


def _named_group(group: FoundGroup, truth: Truth) -> NamedGroup:
    _, right = majority(group.accounts, truth)
    return NamedGroup(accounts=len(group.accounts), right=right, error_rate=group.error_rate)


def _actor(
    actor: str,
    truth: Truth,
    groups: Sequence[FoundGroup],
    named: set[str],
    suspected: set[str],
) -> ActorOutcome:
    own = {account for account, group in truth.group.items() if group == actor}
    overlaps = [len(own & set(g.accounts)) / len(own | set(g.accounts)) for g in groups]
    mostly = [m for g in groups if (m := majority(g.accounts, truth))[0] == actor]
    return ActorOutcome(
        actor=actor,
        technique=str(truth.technique[actor]),
        accounts=len(own),
        named=len(own & named),
        suspected=len(own & suspected),
        jaccard=max(overlaps, default=0.0),
        fragments=len(mostly),
        harvest=sum(truth.harvest[account] for account in own),
        harvest_named=sum(truth.harvest[account] for account in own & named),
    )


def reviewed(ranked: Mapping[str, float], guilty: set[str], budget: int) -> float:
    """Return the expected campaign accounts among the `budget` ranked highest.

    Accounts of equal score are drawn at random, hence expected.
    """
    if not ranked:
        return 0.0
    accounts = list(ranked)
    scores = np.array([ranked[a] for a in accounts])
    hit = np.array([a in guilty for a in accounts], dtype=float)
    _, place = np.unique(-scores, return_inverse=True)
    sizes, hits = np.bincount(place), np.bincount(place, hit)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    taken = np.clip(budget - before, 0, sizes)
    return float((hits * taken / sizes).sum())
