"""Groups worth judging: communities of the tie graph, and the holders of one popular item.

The two see different things. The tie graph finds accounts that share many or rare items; the
hub finds those that share one popular thing, which no pair of them could prove. Neither
accuses: the judgement is made on the group, on evidence of other families.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import networkit as nk
import numpy as np
import pyarrow as pa

from stillwatch.model.signal import TieSignal
from stillwatch.settings import LinkageSettings
from stillwatch.store.steps import Engine

PART = 0.5
"""Share of a candidate's members that must be left to it for it to be a group of its own."""
MOST_HOLDINGS = 50_000_000
"""Holdings of popular items that are brought into memory at most."""
ALIKE = 0.8
"""Jaccard similarity from which two candidate groups are one and the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate group: its entities and what brought them together."""

    members: np.ndarray
    """Entity numbers, sorted."""
    origin: str
    """`ties`, or the name of the signal whose item they hold."""


Grouped = TypeVar("Grouped", bound=Candidate)


def communities(ties: pa.Table, least: int) -> list[Candidate]:
    """Return the communities of the tie graph with at least `least` entities.

    Label propagation (Raghavan et al. 2007) on one thread with a fixed seed: equal ties give
    equal groups. The subcritical edge threshold keeps chance from chaining groups.
    """
    if ties.num_rows == 0:
        return []
    one, other = ties.column("one").to_numpy(), ties.column("other").to_numpy()
    nodes, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    heads, tails = places[: len(one)], places[len(one) :]
    graph = nk.GraphFromCoo(
        (ties.column("bits").to_numpy(), (heads, tails)), n=len(nodes), weighted=True
    )
    nk.setNumberOfThreads(1)
    nk.setSeed(1, False)
    labels = np.asarray(nk.community.PLP(graph).run().getPartition().getVector())
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    found = [
        Candidate(np.sort(nodes[part]), "ties")
        for part in np.split(order, bounds)
        if len(part) >= least
    ]
    return sorted(found, key=lambda c: (-len(c.members), int(c.members[0])))


def hubs(
    engine: Engine, signals: Sequence[TieSignal], settings: LinkageSettings
) -> tuple[list[Candidate], int]:
    """Return the holders of popular items as candidates, and how many items were left out."""
    forming = [signal for signal in signals if signal.forms_groups]
    if not forming:
        return [], 0
    union = " UNION ALL ".join(
        f"SELECT '{s.name}' AS signal, item, holders FROM degree_{s.name} "
        f"WHERE holders >= {settings.hub_minimum}"
        for s in forming
    )
    # What more than half of all hold is a default, not a group.
    popular = engine.read(
        f"""
        SELECT * FROM ({union}) WHERE 2 * holders <= (SELECT count(*) FROM entity)
        ORDER BY holders DESC, signal, item"""
    )
    held_by = np.cumsum(popular.column("holders").to_numpy())
    looked_at = min(settings.hub_limit, int(np.searchsorted(held_by, MOST_HOLDINGS, "right")))
    left_out = popular.num_rows - looked_at
    engine.put("hub", popular.slice(0, looked_at))
    found: list[Candidate] = []
    for signal in forming:
        held = engine.read(
            f"SELECT i.item, i.entity_no FROM item_{signal.name} i JOIN hub h "
            f"ON h.item = i.item AND h.signal = '{signal.name}' ORDER BY i.item, i.entity_no"
        )
        items, entities = held.column(0).to_numpy(), held.column(1).to_numpy()
        if len(items):
            parts = np.split(entities, np.flatnonzero(np.diff(items)) + 1)
            found += [Candidate(part, signal.name) for part in parts]
    return distinct(found), left_out


def distinct(candidates: Sequence[Grouped]) -> list[Grouped]:
    """Drop candidates that are nearly the same as an earlier, larger one.

    Compared only where one of eight min-wise values of the members agrees, so that thousands
    of candidates need no comparison of all with all.
    """
    ordered = sorted(candidates, key=lambda c: (-len(c.members), c.origin, int(c.members[0])))
    multipliers = np.array([(2 * k + 1) * 0x9E3779B97F4A7C15 % 2**64 for k in range(8)], np.uint64)
    seen: dict[tuple[int, int], list[Grouped]] = {}
    kept: list[Grouped] = []
    for candidate in ordered:
        hashed = (candidate.members.astype(np.uint64)[:, None] * multipliers) >> np.uint64(16)
        keys = [(view, int(value)) for view, value in enumerate(hashed.min(axis=0))]
        rivals = {id(r): r for key in keys for r in seen.get(key, ())}
        if any(_jaccard(candidate.members, rival.members) >= ALIKE for rival in rivals.values()):
            continue
        kept.append(candidate)
        for key in keys:
            seen.setdefault(key, []).append(candidate)
    return kept


def disjoint(ranked: Sequence[Grouped], least: int) -> list[Grouped]:
    """Let every entity belong to the strongest candidate that holds it; drop what is left over.

    `ranked` comes strongest first. The thousand views of one campaign (each of its templates,
    cards and addresses is a hub) thereby become one group, which is judged once: error control
    over views would count one campaign a thousand times and let strangers in with it. A
    candidate that loses more than half of its members is a mixture of others, and is dropped.
    """
    taken: set[int] = set()
    kept: list[Grouped] = []
    for candidate in ranked:
        free = [member for member in candidate.members.tolist() if member not in taken]
        if len(free) < max(least, len(candidate.members) * PART):
            continue
        taken.update(free)
        kept.append(replace(candidate, members=np.array(free, np.int64)))
    return kept


def member_table(
    groups: Sequence[np.ndarray], apart: Sequence[np.ndarray | None] | None = None
) -> pa.Table:
    """Return `group_member` (group_no, entity_no, house) of groups, numbered in order.

    `apart` are the houses of `houses_apart`; without them each member is a house of its own.
    """
    houses = [
        np.arange(len(members)) if house is None else house
        for members, house in zip(groups, apart or [None] * len(groups), strict=True)
    ]
    sizes = [len(members) for members in groups]
    members = np.concatenate(groups) if groups else np.empty(0, np.int64)
    return pa.table(
        {
            "group_no": pa.array(np.repeat(np.arange(len(groups)), sizes), pa.int64()),
            "entity_no": pa.array(members, pa.int64()),
            "house": pa.array(np.concatenate([*houses, np.empty(0, np.int64)]), pa.int64()),
        }
    )


def _jaccard(one: np.ndarray, other: np.ndarray) -> float:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return 0.0
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)
