"""Which groups are pieces of one: those whose members could be each other's, or whose hands are.

One campaign may come as many groups, each with a template of its own. Two actors on one pool
stay two: whoever shares the other's addresses lacks its cards and its texts. But nobody shares
a card or a device with another actor, and pieces that do are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from stillwatch.linkage.expansion import resemblance
from stillwatch.linkage.holdings import Everything, membership_matrix

ALIKE_BITS: Final = 7.0
"""Bits from which a member of one group might as well be one of another."""
ALIKE_SHARE: Final = 0.5
"""Share of both groups' members who might be the other's, from which the two are one."""
HANDS: Final = 0.2
"""Share of both groups' members who hold a card or device of the other's, likewise."""
OWN: Final = 12
"""Holders above which a card or device is a default value, and nobody's own."""


def pieces(everything: Everything, groups: Sequence[np.ndarray]) -> list[list[int]]:
    """Return the places of the groups that are one, for each that is."""
    if not groups:
        return []
    like = resemblance(everything, groups, ALIKE_BITS)
    hands = shared_hands(everything, groups)
    one = (np.minimum(like, like.T) >= ALIKE_SHARE) | (np.minimum(hands, hands.T) >= HANDS)
    _, piece = csgraph.connected_components(sparse.csr_matrix(one), directed=False)
    return [np.flatnonzero(piece == number).tolist() for number in np.unique(piece)]


def shared_hands(everything: Everything, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Return, for groups a and b, the share of b's members who hold a card, a device or another
    thing that is one person's by nature, and that a member of a holds too."""
    matrix = membership_matrix(groups, everything.entities + 1)
    touched = sparse.csr_matrix((everything.entities + 1, len(groups)))
    for holdings in everything.holdings:
        if holdings.signal.value_space:
            own = holdings.held[:, holdings.holders <= OWN]
            theirs = (matrix @ own) > 0
            touched = touched + own @ theirs.T.astype(np.float64)
    heads = np.maximum(1, np.asarray(matrix.sum(axis=1)).ravel())
    return np.asarray(((touched > 0).T.astype(np.float64) @ matrix.T).toarray() / heads)
