"""Accounts of one house: what they share with each other says nothing of a group of many houses.

A small company that never declared itself shares cards, addresses and sign-up among its few
accounts; a few such companies, brought together by texts of one fashion, would prove each
other's conspiracy by what each has at home. Who is of one house is told by the mail domain. In
a group of several houses only what two of them share counts; where one house is most of the
group, it is that house that is looked at, and all it shares counts.

A public mail service is a house too: strangers who share a card have the same one now and then,
which costs little, while a team on private mail would else prove a conspiracy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import sparse

MOST: Final = 0.5
"""Share of a group's members from which one house is most of it."""


def houses_apart(house: np.ndarray, groups: Sequence[np.ndarray]) -> list[np.ndarray | None]:
    """Return for each group its members' houses, numbered within it, or None where all they share
    counts: no two are of one house, or most of them are.

    `house` is by entity, 0 where nobody knows; such an entity is a house of its own.
    """
    return [_apart(house[members]) for members in groups]


def shared_between(rows: sparse.csr_matrix, house: np.ndarray) -> np.ndarray:
    """Return which columns of `rows` (members x items, 1 where held) two houses hold."""
    homes = sparse.csr_matrix(
        (np.ones(len(house)), (house, np.arange(len(house)))), (int(house.max()) + 1, len(house))
    )
    held = (homes @ rows).tocsc()
    return np.asarray(np.diff(held.indptr) >= 2)


def _apart(known: np.ndarray) -> np.ndarray | None:
    unknown = known == 0
    names, members = np.unique(known[~unknown], return_counts=True)
    if members.max(initial=0) < 2 or members.max() >= MOST * len(known):
        return None
    found = np.empty(len(known), np.int64)
    found[~unknown] = np.searchsorted(names, known[~unknown])
    found[unknown] = len(names) + np.arange(int(unknown.sum()))
    return found
