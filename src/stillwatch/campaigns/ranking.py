"""How unusual a number is among known ones: by rank, and beyond the last of them by their tail.

Ranks are exact whatever the distribution (conformal p-values, Vovk et al. 2005), but run out
where the known ones do: everything beyond counts alike, the next value and one ten times as far.
Beyond a high quantile the excess is therefore taken to fall off exponentially, with its mean
widened by its own uncertainty. That is a model, capped where it would say more than anybody
can know.
"""

from __future__ import annotations

from typing import Final

import numpy as np

FEWEST: Final = 20
"""Known values below which no tail is fitted: the rank alone speaks."""
MEASURE_TAIL: Final = 0.03
"""Share of a measure's known values that counts as their tail."""
MOST_BITS: Final = 24.0
"""Most bits that one measure can speak for a harvest."""
LEAST_CHANCE: Final = 600.0
"""Nats beyond which no chance is told apart: 0 is no probability."""
LEAST_BITS: Final = -4.0
"""Most bits that one measure can speak against one: what an attacker can imitate in one
measure must not outweigh all others."""


class Tail:
    """Known scores of harmless groups; the higher, the more like a harvest."""

    def __init__(self, known: np.ndarray, share: float) -> None:
        self._known = np.sort(known)
        self._share = share
        self._start, self._mean = np.inf, 1.0
        if len(known) >= FEWEST:
            start = float(np.quantile(known, 1 - share))
            excess = known[known > start] - start
            if len(excess) >= 2:
                self._start = start
                self._mean = float(np.mean(excess)) * (1 + 1.64 / np.sqrt(len(excess)))

    def p(self, scores: np.ndarray) -> np.ndarray:
        """Return the chance that a harmless group scores as high as each of these."""
        above = len(self._known) - np.searchsorted(self._known, scores - 1e-9)
        rank = (1 + above) / (len(self._known) + 1)
        beyond = np.maximum(scores - self._start, 0.0) / self._mean
        fitted = self._share * np.exp(-np.minimum(beyond, LEAST_CHANCE))
        return np.asarray(np.where(scores > self._start, np.minimum(rank, fitted), rank))


class Ranking:
    """The known values of one measure; larger is more like a harvest."""

    def __init__(self, known: np.ndarray) -> None:
        self._known = np.sort(known[~np.isnan(known)])
        self._tail = Tail(self._known, MEASURE_TAIL)

    def bits(self, values: np.ndarray) -> np.ndarray:
        """Return log2 odds of as low a value against as high a one; nan stays nan.

        0 in the middle; above it -log2 of the share as high, below it the mirror of that.
        """
        told = ~np.isnan(values)
        known = values[told]
        high = -np.log2(self._tail.p(known - 1e-12))
        low = (np.searchsorted(self._known, known + 1e-12, side="right") + 1) / (
            len(self._known) + 1
        )
        found = np.full(len(values), np.nan)
        found[told] = np.clip(high + np.log2(np.minimum(1.0, low)), LEAST_BITS, MOST_BITS)
        return found
