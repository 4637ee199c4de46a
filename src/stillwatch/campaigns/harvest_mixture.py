"""Learning, campaign by campaign, which patterns of exchanges are the harvest.

A campaign's exchanges are a mixture of two: camouflage, which looks like other people's use and
is therefore held to the control's rates, and harvest, of which nothing is known but a leaning.
Expectation-maximisation finds the harvest's rates and its share (naive Bayes with shrunk rates,
as in learning from positive and unlabelled data: Elkan and Noto 2008; du Plessis 2014). It is
told of no truth; a feature that is the same on both sides, or unknown, ends up saying nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.campaigns.harvest_features import BITS, FEATURES, Feature

ROUNDS: Final = 200
SETTLED: Final = 1e-6
"""Change of the harvest's share under which learning stops."""
KINDS: Final = (
    ("task", "style", "shape", "yield", "thought"),
    ("content", "instructions", "hop"),
    ("content", "shape", "style", "yield"),
)
"""Kinds of harvest to begin from, by the features whose leaning they follow: what asks for data,
grades or reasoning; what many accounts share; self-contained tasks that stand alone."""
LEANING_WEIGHT: Final = 40.0
"""Exchanges that the leaning counts for."""
CONTROL_WEIGHT: Final = 2.0
"""How much surer the control is of what camouflage looks like than the campaign itself."""
CONTROL_LEAST: Final = 20.0
"""Exchanges that the control counts for at least."""

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
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [[]] * 3
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
        [_tilted(rates, f, f.name in kind) for rates, f in zip(usual, features, strict=True)]
        for kind in KINDS
    ]
    total = float(weights.sum())
    strength = max(CONTROL_LEAST, min(CONTROL_WEIGHT * total, float(control_weights.sum())))
    priors = [usual, *kinds]
    strengths = [strength, *[LEANING_WEIGHT] * len(kinds)]
    rates, shares = priors, np.array([0.5, *[0.5 / len(kinds)] * len(kinds)])
    belongs = _belonging(levels, rates, shares)
    for _ in range(ROUNDS):
        before = shares
        counted = weights[:, None] * belongs
        shares = (1.0 + counted.sum(axis=0)) / (len(priors) + total)
        rates = [
            [
                _rates(_histogram(levels[:, k], counted[:, one], f), prior[k], strengths[one])
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
    return np.bincount(levels, weights, feature.levels)[1 : feature.levels]


def _rates(counted: Weights, prior: Weights, strength: float) -> Weights:
    """Return rates of the levels, shrunk towards a prior of `strength` exchanges."""
    smoothed = counted + strength * prior
    return np.asarray(smoothed / smoothed.sum())


def _flat(feature: Feature) -> Weights:
    return np.full(feature.levels - 1, 1.0 / (feature.levels - 1))


def _tilted(rates: Weights, feature: Feature, speaks: bool) -> Weights:
    tilted = rates * np.exp2(np.array(feature.leaning, dtype=float) * (1.0 if speaks else 0.0))
    return np.asarray(tilted / tilted.sum())
