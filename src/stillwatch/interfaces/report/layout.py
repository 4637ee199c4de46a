"""Where the nodes of a graph of ties stand: a spring layout that always gives the same picture.

Fruchterman and Reingold (1991) with gravity, so that loose parts stay in view. At most a few
hundred nodes come here (`model.report.GRAPH_NODES`), so the square of it is cheap in numpy.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.float64]
_ROUNDS: Final = 260
_GRAVITY: Final = 0.35
_GOLDEN_ANGLE: Final = 2.399963229728653


def place(node_count: int, edges: npt.NDArray[np.int64], hubs: int) -> Positions:
    """Return positions in the unit square, shape (node_count, 2).

    `edges` has shape (m, 2); the last `hubs` nodes are shared items, which start in the
    middle and push harder, so that their accounts form a ring around them.
    """
    if node_count == 0:
        return np.zeros((0, 2))
    at = _start(node_count, hubs)
    push = np.ones(node_count)
    push[node_count - hubs :] = 4.0
    ideal = 1.1 / np.sqrt(node_count)
    # Springs share a node's strength, else items held by many fall into one heap.
    degree = np.bincount(edges.ravel(), minlength=node_count) if len(edges) else np.ones(node_count)
    spring = 1.6 / np.sqrt(np.maximum(1, degree[edges].max(axis=1)))[:, None]
    for turn in range(_ROUNDS):
        force = _repulsion(at, push, ideal) - _GRAVITY * at
        if len(edges):
            along = at[edges[:, 1]] - at[edges[:, 0]]
            pull = spring * along * (np.linalg.norm(along, axis=1, keepdims=True) / ideal)
            np.add.at(force, edges[:, 0], pull)
            np.add.at(force, edges[:, 1], -pull)
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        step = 0.12 * (1 - turn / _ROUNDS) ** 1.5 + 0.001
        at = at + force / length * np.minimum(length, step)
    return _fit(at)


def _start(node_count: int, hubs: int) -> Positions:
    """A sunflower with the hubs inside: even, and the same every time."""
    order = np.roll(np.arange(node_count), hubs)
    turn = order * _GOLDEN_ANGLE
    radius = np.sqrt((order + 0.5) / node_count)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def _repulsion(at: Positions, push: npt.NDArray[np.float64], ideal: float) -> Positions:
    square = (at[:, None, 0] - at[None, :, 0]) ** 2 + (at[:, None, 1] - at[None, :, 1]) ** 2
    weight = push[:, None] * push[None, :] * ideal**2 / np.maximum(square, 1e-6)
    # The sum of weight * (own place - other's place), without an array for every pair.
    return np.asarray(at * weight.sum(axis=1, keepdims=True) - weight @ at)


def _fit(at: Positions) -> Positions:
    """Stretch to the unit square, each way by itself: the page is wider than it is high."""
    low, high = at.min(axis=0), at.max(axis=0)
    return np.where(high - low > 1e-9, (at - low) / np.maximum(high - low, 1e-9), 0.5)
