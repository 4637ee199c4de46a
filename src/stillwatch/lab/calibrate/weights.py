"""How much each measure counts: what tells harvests from harmless groups, never negative.

Against each kind of look-alike on its own, for what tells a harvest from a class is not what
tells it from a nightly evaluation; the weights against all of them together are what each kind's
start from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize

from stillwatch.campaigns.reference import (
    ANY,
    FEWEST_OF_KIND,
    SUBSETS,
    Reference,
    ReferenceGroup,
)
from stillwatch.signals.catalogue import MEASURES

PRIOR: Final = 0.15
"""Weight a measure has before anything is learned: each is there for a reason."""
SHRINKAGE: Final = 0.5
"""Pull towards the prior: with few campaigns none of them may decide what does not count."""
Weights = dict[str, float]


def learn_weights(
    harmless: Sequence[ReferenceGroup], harvesting: Sequence[ReferenceGroup]
) -> dict[str, Weights]:
    """Return how much each measure counts, against all kinds (ANY) and against each common one:
    logistic regression on bits, never negative, scaled to a mean of one."""
    reference = Reference(harmless, MEASURES)
    measures = [signal.name for signal in MEASURES if signal.axis == "extraction"]
    prior = np.full(len(measures), PRIOR)
    usual = _learn(reference, measures, harmless, harvesting, prior)
    found = {ANY: _scaled(measures, usual)}
    common = Counter(group.looks_like for group in harmless)
    for kind, count in sorted(common.items()):
        if count >= FEWEST_OF_KIND:
            of_kind = [group for group in harmless if group.looks_like == kind]
            own = _learn(reference, measures, of_kind, harvesting, usual)
            found[kind] = _scaled(measures, own)
    return found


def _learn(
    reference: Reference,
    measures: Sequence[str],
    harmless: Sequence[ReferenceGroup],
    harvesting: Sequence[ReferenceGroup],
    prior: np.ndarray,
) -> np.ndarray:
    """Fit one set of weights. Both classes weigh the same whatever their number, and so do the
    techniques among the harvests."""
    features, labels, counts = [], [], []
    techniques = Counter(group.looks_like for group in harvesting)
    for label, groups in ((0.0, harmless), (1.0, harvesting)):
        for group in groups:
            for subset in SUBSETS:
                values = group.whole if subset == "whole" else group.slice
                if values:
                    bits = reference.bits(values, subset, "extraction")
                    features.append([bits.get(name, 0.0) for name in measures])
                    labels.append(label)
                    of_class = techniques[group.looks_like] * len(techniques)
                    counts.append(1.0 / (of_class if label else len(groups)))
    x, y, w = np.array(features), np.array(labels), np.array(counts)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = x @ parameters[1:] + parameters[0]
        miss = 1 / (1 + np.exp(-margin)) - y
        value = float(np.sum(w * (np.logaddexp(0, margin) - y * margin)))
        gradient = np.concatenate([[np.sum(w * miss)], x.T @ (w * miss)])
        gradient[1:] += 2 * SHRINKAGE * (parameters[1:] - prior)
        return value + SHRINKAGE * float(np.sum((parameters[1:] - prior) ** 2)), gradient

    bounds = [(None, None)] + [(0.0, None)] * len(measures)
    start = np.concatenate([[-1.0], prior])
    best: np.ndarray = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x[1:]
    return best


def _scaled(measures: Sequence[str], weights: np.ndarray) -> Weights:
    mean = max(float(np.mean(weights)), 1e-9)
    return dict(zip(measures, (weights / mean).tolist(), strict=True))
