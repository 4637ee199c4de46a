"""Members of a group that only vouch for each other.

The accounts of one small company share a card, an address and a sign-up, those of one benchmark
their items, and so each is held by the others in whatever group one of them came to be. Within
a group the sharing of identifiers makes components; where one of them is the core, everybody
else must be tied to the core alone, or goes. A campaign's own accounts are chained through cards,
devices and addresses, or share none at all: then there is no core, and nobody goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from stillwatch.linkage.expansion import CELLS, weigh
from stillwatch.linkage.holdings import Everything, membership_matrix

IDENTIFYING: Final = ("payment", "network", "registration")
"""Families whose items say who or where somebody is."""
CORE: Final = 0.5
"""Share of a group's members from which a component is its core."""
RARE: Final = 12
"""Holders above which an item is a place where many are, and not somebody's own."""


def without_hangers_on(everything: Everything, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return each group without the members that nothing ties to its core."""
    cores = [_core(everything, members) for members in groups]
    found = list(groups)
    looked_at = [n for n, core in enumerate(cores) if 0 < len(core) < len(groups[n])]
    at_once = max(1, CELLS // (everything.entities + 1))
    for start in range(0, len(looked_at), at_once):
        some = looked_at[start : start + at_once]
        matrix = membership_matrix([cores[n] for n in some], everything.entities + 1)
        bits = weigh(everything, matrix.toarray().astype(bool))
        for row, number in enumerate(some):
            core = cores[number]
            # As of anybody who is in already, half the odds of an outsider speak against it.
            against = np.log2(max(everything.entities - len(core), 1) / len(core)) / 2
            rest = np.setdiff1d(groups[number], core)
            found[number] = np.union1d(core, rest[bits[row, rest] >= against])
    return found


def _core(everything: Everything, members: np.ndarray) -> np.ndarray:
    """Return the component of most members; nobody where it is not most of them."""
    blocks = []
    for holdings in everything.holdings:
        if holdings.signal.family in IDENTIFYING:
            blocks.append(holdings.held[members][:, holdings.holders <= RARE])
    if not blocks or not len(members):
        return np.empty(0, np.int64)
    held = sparse.hstack(blocks).tocsr()
    both = sparse.bmat([[None, held], [held.T, None]]).tocsr()
    _, label = csgraph.connected_components(both, directed=False)
    sizes = np.bincount(label[: len(members)])
    if sizes.max() < CORE * len(members):
        return np.empty(0, np.int64)
    return np.asarray(members[label[: len(members)] == sizes.argmax()])
