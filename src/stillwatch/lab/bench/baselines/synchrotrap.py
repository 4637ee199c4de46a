"""SynchroTrap (Cao, Yang, Yu and Palow, CCS 2014): accounts that do the same thing in step.

An action is an object used in a slot of time. Two accounts are as alike as the Jaccard index of
their actions; those alike enough are linked, and what hangs together is a group (single
linkage, cut at the threshold). Each kind of object is an application of its own, as there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stillwatch.lab.bench.baselines.fields import held_fields
from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

OBJECTS: Final = ("client_ip", "template_hash")
"""For the paper's addresses (sign-in, upload) and targets (pages, applications, followees)."""
BLOCK: Final = 1_000
"""Accounts whose pairs are in memory at once."""

Edges = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Pairs of accounts by number, and how alike each is."""


def actions_sql(column: str, slot_us: int) -> str:
    """Return SQL: the actions of every account, without repetition."""
    return f"""
SELECT DISTINCT account_id, {column} AS object, epoch_us(ts) // {slot_us} AS slot
FROM exchange WHERE {column} IS NOT NULL"""


def shared_actions_sql(actions: str, most: int) -> str:
    """Return SQL: actions of two accounts or more as numbers, beside each account's total.

    Of an action of more than `most` accounts, only that many stay, the same of every action:
    the paper spreads the pairs of a popular object over machines, one machine has to stop.
    """
    return f"""
SELECT account_id, total, dense_rank() OVER (ORDER BY object, slot) - 1 AS action
FROM (
    SELECT *, count(*) OVER (PARTITION BY account_id) AS total,
        count(*) OVER (PARTITION BY object, slot) AS holders,
        row_number() OVER (PARTITION BY object, slot ORDER BY item_hash(account_id)) AS place
    FROM ({actions})
) WHERE holders > 1 AND place <= {most}"""


@dataclass(frozen=True, slots=True)
class SynchroTrap:
    """Groups of accounts that act in step.

    The method is the paper's. Slot, threshold and least number of common actions are ours: they
    belong to a service and its traffic. Of an hour and a day, the day is the kinder to it.
    """

    name: str = "synchrotrap"
    source: str = "Cao, Yang, Yu and Palow, Uncovering Large Groups of Active Malicious Accounts, \
CCS 2014, doi:10.1145/2660267.2660269: Jaccard similarity of actions, single linkage"
    slot_hours: int = 24
    similarity: float = 0.5
    least_common: int = 3
    """Actions that two accounts must have in common, for the method is about lasting synchrony."""
    least_accounts: int = 8
    """As the product; the paper reports on far larger groups, which small worlds do not hold."""
    most_holders: int = 1_000

    @property
    def setting(self) -> str:
        """Return the parameters in words."""
        return (
            f"objects: address, prompt template; slots of {self.slot_hours} h; Jaccard of "
            f"{self.similarity} and {self.least_common} common actions link two accounts; groups "
            f"of {self.least_accounts} and more; {self.most_holders} accounts of an action at most"
        )

    def find(self, engine: DuckEngine) -> Found:
        """Link accounts by each kind of object; rank by the likeness to the nearest account."""
        held = [column for column in OBJECTS if column in held_fields(engine, OBJECTS)]
        if not held:
            return Found(refused="neither addresses nor prompts were logged")
        named: list[FoundGroup] = []
        scores: dict[str, float] = {}
        for column in held:
            accounts, edges = self._alike(engine, column)
            named += linked_groups(accounts, edges, self.least_accounts)
            for ends in edges[:2]:
                for account, likeness in zip(accounts[ends], edges[2].tolist(), strict=True):
                    scores[account] = max(scores.get(account, 0.0), likeness)
        return Found(named, scores=scores)

    def _alike(self, engine: DuckEngine, column: str) -> tuple[NDArray[np.object_], Edges]:
        actions = actions_sql(column, self.slot_hours * 3_600_000_000)
        table = engine.read(shared_actions_sql(actions, self.most_holders))
        accounts, first, who = np.unique(
            table.column("account_id").to_numpy(), return_index=True, return_inverse=True
        )
        totals = table.column("total").to_numpy()[first]
        what = table.column("action").to_numpy()
        shape = (len(accounts), what.max(initial=-1) + 1)
        held = sparse.csr_array((np.ones(len(who), np.int32), (who, what)), shape=shape)
        parts = list(_pairs(held, totals, self.similarity, self.least_common))
        one, other, likeness = (np.concatenate([p[k] for p in parts]) for k in range(3))
        return accounts, (one, other, likeness)


def _pairs(
    held: sparse.csr_array, totals: NDArray[np.int64], similarity: float, least: int
) -> Iterator[Edges]:
    """Yield the pairs that are alike enough, block by block of accounts."""
    empty = np.empty(0, np.int64)
    yield empty, empty, np.empty(0)
    everyone = held.T.tocsr()
    for start in range(0, held.shape[0], BLOCK):
        common = (held[start : start + BLOCK] @ everyone).tocoo()
        one, other = common.coords[0].astype(np.int64) + start, common.coords[1].astype(np.int64)
        likeness = common.data / (totals[one] + totals[other] - common.data)
        kept = (one < other) & (common.data >= least) & (likeness >= similarity)
        yield one[kept], other[kept], likeness[kept]


def linked_groups(accounts: NDArray[np.object_], edges: Edges, least: int) -> list[FoundGroup]:
    """Return what hangs together by `edges`, from `least` accounts on, the largest first."""
    one, other, _ = edges
    graph = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(accounts),) * 2)
    _, labels = sparse.csgraph.connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    parts = np.split(accounts[order], np.flatnonzero(np.diff(labels[order])) + 1)
    groups = [FoundGroup(tuple(sorted(part))) for part in parts if len(part) >= least]
    return sorted(groups, key=lambda group: (-len(group.accounts), group.accounts))
