"""The densest blocks of accounts and shared items, as FRAUDAR cuts them out.

Accounts and the items they hold form a bipartite graph. An item of d holders weighs
1 / log(d + 5), so that camouflage with popular items adds little. Greedy peeling takes away
the node that holds least until none is left; the densest graph on the way is the block, within
a factor of two of the best. It always finds one, in harmless logs as well: a density is no
probability, and the method states no error rate.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

ITEM_COLUMNS: Final = ("template_hash", "near_1", "client_ip", "payment_id", "device_id")
"""Template, near-duplicate (one view, or content would count four times), address, card, device."""


@dataclass(frozen=True, slots=True)
class DenseSubgraph:
    """Greedy peeling with logarithmic item weights, block after block.

    The paper takes the one densest block. For more, the edges of a block are taken away and the
    rest is peeled again, as M-Zoom and D-Cube do, with the weights of the whole graph. How many
    blocks is the analyst's choice there; no published rule says when to stop.
    """

    name: str = "dense_subgraph"
    source: str = (
        "FRAUDAR: Hooi et al., KDD 2016, Algorithm 1, logarithmic weights; further blocks as in "
        "M-Zoom: Shin et al., ECML-PKDD 2016"
    )
    setting: str = (
        "items: template, near-duplicate, address, card, device; weight 1/log(d+5); 5 blocks, "
        "an account counts to the first that holds it; states no error rate"
    )
    blocks: int = 5

    def find(self, engine: DuckEngine) -> Found:
        """Name the accounts of the densest blocks; refused where no item is logged."""
        held = engine.read(held_sql())
        if held.num_rows == 0:
            return Found(refused=f"none of {', '.join(ITEM_COLUMNS)} is logged")
        accounts = held.column("account_id").combine_chunks().dictionary_encode()
        items = held.column("item").to_numpy()
        _, columns, holders = np.unique(items, return_inverse=True, return_counts=True)
        shared = (holders >= 2)[columns]
        rows = accounts.indices.to_numpy()[shared].astype(np.int64)
        columns = columns[shared].astype(np.int64)
        weights = 1.0 / np.log(holders[columns] + 5.0)
        names = np.array(accounts.dictionary.to_pylist(), dtype=object)
        groups, scores = [], {}
        for members, density in _blocks(rows, columns, weights, self.blocks):
            fresh = tuple(str(name) for name in names[members] if name not in scores)
            scores.update(dict.fromkeys(fresh, density))
            if len(fresh) >= 2:
                groups.append(FoundGroup(fresh))
        return Found(named=groups, scores=scores)


def held_sql() -> str:
    """Return SQL for who holds which item of any kind, once each."""
    union = "\n            UNION ALL ".join(
        f"SELECT account_id, item_hash('{column} ' || {column}) AS item FROM exchange "
        f"WHERE {column} IS NOT NULL"
        for column in ITEM_COLUMNS
    )
    return f"""
        SELECT DISTINCT account_id, item FROM (
            {union})
        ORDER BY account_id, item"""


def _blocks(
    rows: NDArray[np.int64], columns: NDArray[np.int64], weights: NDArray[np.float64], most: int
) -> list[tuple[NDArray[np.int64], float]]:
    """Return rows and density of up to `most` blocks, each cut out of what the others left."""
    found: list[tuple[NDArray[np.int64], float]] = []
    while len(rows) and len(found) < most:
        # Peeled nodes are numbered anew: rows first, then columns.
        left, tails = np.unique(rows, return_inverse=True)
        right, heads = np.unique(columns, return_inverse=True)
        kept, density = _densest(tails, heads + len(left), weights, len(left) + len(right))
        inside = kept[tails] & kept[heads + len(left)]
        found.append((left[kept[: len(left)]], density))
        rows, columns, weights = rows[~inside], columns[~inside], weights[~inside]
    return found


def _densest(
    tails: NDArray[np.int64], heads: NDArray[np.int64], weights: NDArray[np.float64], nodes: int
) -> tuple[NDArray[np.bool_], float]:
    """Return which nodes the densest graph on the way of peeling holds, and its density."""
    ends = np.concatenate([tails, heads])
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(nodes + 1))
    others = np.concatenate([heads, tails])[order]
    removed, best, density = _peel(starts, others, np.tile(weights, 2)[order], weights.sum())
    kept = np.ones(nodes, dtype=np.bool_)
    kept[removed[:best]] = False
    return kept, float(density)


@numba.njit(cache=True)
def _peel(starts, others, weights, total):  # type: ignore[no-untyped-def]
    """Take away the node of least weight until none is left (Algorithm 1 of the paper).

    The heap keeps outdated entries, which are passed over. Returns the order of removal, after
    how many removals the rest was densest, and that density: edge weight per node.
    """
    nodes = len(starts) - 1
    held = np.zeros(nodes)
    for node in range(nodes):
        held[node] = weights[starts[node] : starts[node + 1]].sum()
    heap = [(held[node], node) for node in range(nodes)]
    heapq.heapify(heap)
    gone = np.zeros(nodes, np.bool_)
    removed = np.empty(nodes, np.int64)
    best, densest = 0, total / nodes
    step = 0
    while step < nodes:
        weight, node = heapq.heappop(heap)
        if gone[node] or weight > held[node]:
            continue
        gone[node] = True
        removed[step] = node
        step += 1
        total -= held[node]
        for place in range(starts[node], starts[node + 1]):
            other = others[place]
            if not gone[other]:
                held[other] -= weights[place]
                heapq.heappush(heap, (held[other], other))
        if step < nodes and total / (nodes - step) > densest:
            best, densest = step, total / (nodes - step)
    return removed, best, densest
