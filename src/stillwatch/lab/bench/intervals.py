"""Intervals for shares: by entity where accounts hang together, exact where they do not.

Accounts of one billing entity are named or spared together, so they are not so many trials.
The bootstrap draws worlds again and, within them, entities (two-stage cluster bootstrap,
Davison and Hinkley 1997, section 3.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import beta

from stillwatch.lab.bench.outcome import EntityCount

DRAWS: Final = 1_000
LEVEL: Final = 0.95
_SEED: Final = 20_261_124


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of `among`, with the bounds of a 95 % interval; NaN where there was nothing."""

    value: float
    low: float
    high: float
    among: int

    def __str__(self) -> str:
        if not self.among:
            return "–"
        if self.high < 0.01:
            return f"{self.value:.2%} ({self.low:.2%}–{self.high:.2%})"
        return f"{self.value:.0%} ({self.low:.0%}–{self.high:.0%})"


def exact(hits: int, among: int) -> Estimate:
    """Return a share with Clopper-Pearson bounds: never too narrow, also for 0 of n."""
    if not among:
        return Estimate(float("nan"), 0.0, 1.0, 0)
    tail = (1.0 - LEVEL) / 2.0
    low = float(beta.ppf(tail, hits, among - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1.0 - tail, hits + 1, among - hits)) if hits < among else 1.0
    return Estimate(hits / among, low, high, among)


def by_entity(worlds: Sequence[Sequence[EntityCount]]) -> Estimate:
    """Return the share of accounts named, over worlds, with bounds from the bootstrap.

    Where all or none were named the bootstrap has no spread; then the bounds are exact ones
    over entities, which are the trials there are.
    """
    counts = [np.array([(e.accounts, e.named, e.times) for e in world]) for world in worlds]
    counts = [world for world in counts if len(world)]
    accounts = sum(int((w[:, 0] * w[:, 2]).sum()) for w in counts)
    named = sum(int((w[:, 1] * w[:, 2]).sum()) for w in counts)
    entities = sum(int(w[:, 2].sum()) for w in counts)
    if not accounts:
        return exact(0, 0)
    if named in (0, accounts):
        told = exact(entities if named else 0, entities)
        return Estimate(named / accounts, told.low, told.high, accounts)
    shares = _resampled(counts, np.random.default_rng(_SEED))
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(named / accounts, float(low), float(high), accounts)


def _resampled(worlds: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Return the share in each of DRAWS drawings of worlds, then of their entities."""
    totals = np.zeros((len(worlds), DRAWS, 2))
    for place, world in enumerate(worlds):
        size = int(world[:, 2].sum())
        drawn = rng.multinomial(size, world[:, 2] / size, DRAWS)
        totals[place] = drawn @ world[:, :2]
    if len(worlds) > 1:
        again = rng.integers(len(worlds), size=(len(worlds), DRAWS))
        totals = totals[again, np.arange(DRAWS)]
    sums = totals.sum(axis=0)
    shares: np.ndarray = sums[:, 1] / np.maximum(sums[:, 0], 1)
    return shares
