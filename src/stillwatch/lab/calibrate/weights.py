"""How much each measure counts: what tells harvests from harmless groups, never negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize

from stillwatch.campaigns.reference import SUBSETS, Reference, ReferenceGroup
from stillwatch.signals.catalogue import MEASURES

PRIOR: Final = 0.15
"""Weight a measure has before anything is learned: each is there for a reason."""
SHRINKAGE: Final = 0.5
"""Pull towards the prior: with few campaigns none of them may decide what does not count."""


def learn_weights(
    harmless: Sequence[ReferenceGroup], harvesting: Sequence[ReferenceGroup]
) -> dict[str, float]:
    """Return how much each measure counts: logistic regression on bits, never negative.

    Both classes weigh the same whatever their number. Weights are scaled to a mean of one.
    """
    measures = [signal.name for signal in MEASURES if signal.axis == "extraction"]
    reference = Reference(harmless, MEASURES)
    features, labels, counts = [], [], []
    for label, groups in ((0.0, harmless), (1.0, harvesting)):
        for group in groups:
            for subset in SUBSETS:
                values = group.whole if subset == "whole" else group.slice
                if values:
                    bits = reference.bits(values, subset, "extraction")
                    features.append([bits.get(name, 0.0) for name in measures])
                    labels.append(label)
                    counts.append(1.0 / len(groups))
    x, y, w = np.array(features), np.array(labels), np.array(counts)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = x @ parameters[1:] + parameters[0]
        miss = 1 / (1 + np.exp(-margin)) - y
        value = float(np.sum(w * (np.logaddexp(0, margin) - y * margin)))
        gradient = np.concatenate([[np.sum(w * miss)], x.T @ (w * miss)])
        gradient[1:] += 2 * SHRINKAGE * (parameters[1:] - PRIOR)
        return value + SHRINKAGE * float(np.sum((parameters[1:] - PRIOR) ** 2)), gradient

    bounds = [(None, None)] + [(0.0, None)] * len(measures)
    start = np.concatenate([[-1.0], np.full(len(measures), PRIOR)])
    best = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x[1:]
    return dict(zip(measures, (best / np.mean(best)).tolist(), strict=True))
