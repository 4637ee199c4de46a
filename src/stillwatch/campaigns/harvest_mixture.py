"""Learning, campaign by campaign, which patterns of exchanges are the harvest.

A campaign's exchanges are a mixture of two: camouflage, which looks like other people's use and
is therefore held to the control's rates, and harvest, of which only is known what makes a request
one (`KINDS`). Expectation-maximisation finds the harvest's other rates and its share (naive
Bayes with shrunk rates, as in learning from positive and unlabelled data: Elkan and Noto 2008).
It is told of no truth; a feature that is alike on both sides, or unknown, says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.campaigns.harvest_features import BITS, FEATURES, Feature

ROUNDS: Final = 200
SETTLED: Final = 1e-6
"""Change of the harvest's share under which learning stops."""
LEANING: Final = 0.02
"""How much a kind's beginning counts against the campaign's own exchanges, where it can learn."""
LEANING_LEAST: Final = 20.0
"""Exchanges that a beginning counts for at least."""
CONTROL_WEIGHT: Final = 4.0
"""How much surer the control is of what camouflage looks like than the campaign itself."""
CONTROL_LEAST: Final = 20.0
"""Exchanges that the control counts for at least."""


@dataclass(frozen=True, slots=True)
class HarvestKind:
    """One kind of harvest: what defines it stays as written, all else is learned.

    Bits by which each known level of a feature is commoner than in the control.
    """

    defined_by: Mapping[str, tuple[float, ...]]
    begins_with: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


_STANDS_ALONE: Final = (4, -2, -9, 1, 4, -2, -9, -7, 0, -4, -9)
_RUN_OFF: Final = (0, 5, -9, -3, -3, 5, -9, -3, -3, 5, -9)

KINDS: Final[tuple[HarvestKind, ...]] = (
    HarvestKind({"task": (5, 5, 5, *(-4,) * 9), "shape": _STANDS_ALONE}, {"content": (0, 0, 1, 2)}),
    HarvestKind({"shape": _STANDS_ALONE}),
    HarvestKind({"shape": _RUN_OFF}),
)
"""What asks for data, grades or reasoning and stands alone; tasks of any kind that stand alone;
conversations that run on without anybody reading. A kind that is free to learn all features
learns the camouflage, which never is quite like the control."""

Levels = NDArray[np.int64]
Weights = NDArray[np.float64]


def unpack(patterns: NDArray[np.int64]) -> Levels:
    """Return the level of each feature (columns) of each pattern (rows)."""
    places = np.arange(len(FEATURES), dtype=np.int64) * BITS
    return (patterns[:, None] >> places) & ((1 << BITS) - 1)


def learn(counts: pa.Table) -> pa.Table:
    """Return `harvest_chance` (set_no, pattern, chance) for the campaigns of `harvest_pattern`.

    `counts`: set_no, pattern, weight (null where only outsiders have the pattern).
    """
    sets = counts.column("set_no").to_numpy()
    patterns = counts.column("pattern").to_numpy()
    weights = np.nan_to_num(counts.column("weight").to_numpy(zero_copy_only=False).astype(float))
    parts = []
    for number in np.unique(sets[sets >= 0]):
        inside, beside = sets == number, sets == -1 - number
        chance = chances(
            unpack(patterns[inside]), weights[inside], unpack(patterns[beside]), weights[beside]
        )
        parts.append((np.full(len(chance), number), patterns[inside], chance))
    nothing = [np.empty(0)] * 3
    columns = [np.concatenate(c) for c in zip(*parts, strict=True)] if parts else nothing
    names: Mapping[str, pa.DataType] = {
        "set_no": pa.int64(), "pattern": pa.int64(), "chance": pa.float64(),
    }  # fmt: skip
    return pa.table(
        {name: pa.array(column, names[name]) for name, column in zip(names, columns, strict=True)}
    )


def chances(
    levels: Levels,
    weights: Weights,
    control: Levels,
    control_weights: Weights,
    features: Sequence[Feature] = FEATURES,
) -> Weights:
    """Return the chance that an exchange of each pattern is harvest.

    `levels` [patterns, features] with as many `weights`, in exchanges; `control` likewise.
    """
    usual = [
        _rates(_histogram(control[:, k], control_weights, f), _flat(f), 1.0)
        for k, f in enumerate(features)
    ]
    kinds = [
        [_tilted(rates, kind, f) for rates, f in zip(usual, features, strict=True)]
        for kind in KINDS
    ]
    total = float(weights.sum())
    priors = [usual, *kinds]
    learning = max(LEANING_LEAST, LEANING * total)
    strengths = [max(CONTROL_LEAST, CONTROL_WEIGHT * total), *[learning] * len(kinds)]
    rates, shares = priors, np.array([0.5, *[0.5 / len(kinds)] * len(kinds)])
    belongs = _belonging(levels, rates, shares)
    for _ in range(ROUNDS):
        before = shares
        counted = weights[:, None] * belongs

        def counted_of(k: int, one: int, f: Feature, counted: Weights = counted) -> Weights:
            return _histogram(levels[:, k], counted[:, one], f)

        shares = (1.0 + counted.sum(axis=0)) / (len(priors) + total)
        rates = [
            [
                _defined(counted_of(k, one, f), usual[k], bits, learning)
                if one and (bits := KINDS[one - 1].defined_by.get(f.name))
                else _rates(counted_of(k, one, f), prior[k], strengths[one])
                for k, f in enumerate(features)
            ]
            for one, prior in enumerate(priors)
        ]
        belongs = _belonging(levels, rates, shares)
        if np.abs(shares - before).max() < SETTLED:
            break
    return np.asarray(1.0 - belongs[:, 0])


def _belonging(levels: Levels, rates: Sequence[Sequence[Weights]], shares: Weights) -> Weights:
    """Return the chance of each part of the mixture (columns) for each pattern."""
    odds = np.tile(np.log(shares), (len(levels), 1))
    for one, known_rates in enumerate(rates):
        for k, rate in enumerate(known_rates):
            known = levels[:, k] > 0
            odds[:, one] += np.where(known, np.log(rate)[np.maximum(levels[:, k], 1) - 1], 0.0)
    odds -= odds.max(axis=1, keepdims=True)
    chance = np.exp(odds)
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def _histogram(levels: Levels, weights: Weights, feature: Feature) -> Weights:
    """Count the known levels."""
    return np.asarray(np.bincount(levels, weights, feature.known + 1)[1:], dtype=np.float64)


def _rates(counted: Weights, prior: Weights, strength: float) -> Weights:
    """Return rates of the levels, shrunk towards a prior of `strength` exchanges."""
    smoothed = counted + strength * prior
    return np.asarray(smoothed / smoothed.sum())


def _defined(counted: Weights, usual: Weights, bits: Sequence[float], strength: float) -> Weights:
    """Return rates of a feature that defines a kind: what speaks against it stays as rare as it
    is written, against the control; the rest is shared out as it is seen."""
    leaning = np.array(bits, dtype=float)
    against = np.where(leaning < 0, usual * np.exp2(leaning), 0.0)
    begun = np.where(leaning < 0, 0.0, usual * np.exp2(leaning))
    kept = np.where(leaning < 0, 0.0, counted) + strength * begun / begun.sum()
    return np.asarray(against + kept / kept.sum() * (1.0 - against.sum()))


def _flat(feature: Feature) -> Weights:
    return np.full(feature.known, 1.0 / feature.known)


def _tilted(rates: Weights, kind: HarvestKind, feature: Feature) -> Weights:
    bits = kind.defined_by.get(feature.name) or kind.begins_with.get(feature.name)
    tilted = rates * np.exp2(np.array(bits or (0,) * feature.known, dtype=float))
    return np.asarray(tilted / tilted.sum())
