"""How much each measure counts: what tells harvests from harmless groups, never negative.

For each technique and for all together, against each kind of look-alike and against all
together: what tells a relay from a class is not what tells a judge from a nightly evaluation.
The weights of all techniques are what each technique's start from, and those against all kinds
what each kind's do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize

from stillwatch.campaigns.ranking import FEWEST
from stillwatch.campaigns.reference import (
    SUBSETS,
    ReferenceGroup,
    Subset,
    towards_harvest,
)
from stillwatch.campaigns.scoring import ANY, Scoring
from stillwatch.signals.catalogue import MEASURES

PRIOR: Final = 0.15
"""Weight a measure has before anything is learned: each is there for a reason."""
SHRINKAGE: Final = 0.05
"""Pull towards the prior: with few campaigns none of them may decide what does not count."""
SHRINKAGE_OF_ONE: Final = 0.02
"""Pull of one technique's weights towards those of all, and of one kind's towards those of the
technique against all kinds."""
Weights = dict[str, dict[str, dict[str, float]]]
"""By technique, kind and measure."""
EXTRACTION: Final = [signal for signal in MEASURES if signal.axis == "extraction"]


def learn_weights(
    harmless: Sequence[ReferenceGroup], harvesting: Sequence[ReferenceGroup]
) -> dict[Subset, Weights]:
    """Return how much each measure counts, on all exchanges and on the slice, by technique and
    kind: logistic regression on bits, never negative, scaled to a mean of one."""
    return {
        subset: _learn_all(subset, _measured(harmless, subset), _measured(harvesting, subset))
        for subset in SUBSETS
    }


def _measured(groups: Sequence[ReferenceGroup], subset: Subset) -> list[ReferenceGroup]:
    return [group for group in groups if (group.whole if subset == "whole" else group.slice)]


def _learn_all(
    subset: Subset, harmless: Sequence[ReferenceGroup], harvesting: Sequence[ReferenceGroup]
) -> Weights:
    groups = [*harmless, *harvesting]
    measured = towards_harvest(harmless, subset, EXTRACTION)
    scoring = Scoring(measured, [group.looks_like for group in harmless], {})
    x = np.nan_to_num(scoring.bits(towards_harvest(groups, subset, EXTRACTION)))
    looks = np.array([group.looks_like for group in groups], dtype=object)
    harvest = np.arange(len(groups)) >= len(harmless)
    kinds = Counter(group.looks_like for group in harmless)
    common = [ANY, *sorted(kind for kind, count in kinds.items() if count >= FEWEST)]
    found: Weights = {}
    of_all = np.full(len(EXTRACTION), PRIOR)
    for technique in (ANY, *sorted(set(looks[harvest]))):
        ours = harvest & ((looks == technique) | (technique == ANY))
        learned: dict[str, np.ndarray] = {}
        for kind in common:
            theirs = ~harvest & ((looks == kind) | (kind == ANY))
            start = learned[ANY] if kind else of_all
            pull = SHRINKAGE_OF_ONE if technique or kind else SHRINKAGE
            learned[kind] = _learn(x, ours, theirs, looks, start, pull)
        if technique == ANY:
            of_all = learned[ANY]
        found[technique] = {kind: _scaled(weights) for kind, weights in learned.items()}
    return found


def _learn(
    x: np.ndarray,
    ours: np.ndarray,
    theirs: np.ndarray,
    looks: np.ndarray,
    prior: np.ndarray,
    shrinkage: float,
) -> np.ndarray:
    """Fit one set of weights. Both classes weigh the same whatever their number, and so do the
    techniques among the harvests."""
    weight = np.zeros(len(x))
    weight[theirs] = 1.0 / max(1, theirs.sum())
    often = Counter(looks[ours])
    weight[ours] = [1.0 / (often[name] * len(often)) for name in looks[ours]]
    used = ours | theirs
    x, y, w = x[used], ours[used].astype(float), weight[used]

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = x @ parameters[1:] + parameters[0]
        miss = 1 / (1 + np.exp(-np.clip(margin, -500, 500))) - y
        value = float(np.sum(w * (np.logaddexp(0, margin) - y * margin)))
        gradient = np.concatenate([[np.sum(w * miss)], x.T @ (w * miss)])
        gradient[1:] += 2 * shrinkage * (parameters[1:] - prior)
        return value + shrinkage * float(np.sum((parameters[1:] - prior) ** 2)), gradient

    bounds = [(None, None)] + [(0.0, None)] * len(prior)
    start = np.concatenate([[-1.0], prior])
    best: np.ndarray = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x[1:]
    return best


def _scaled(weights: np.ndarray) -> dict[str, float]:
    mean = max(float(np.mean(weights)), 1e-9)
    return {s.name: float(w) for s, w in zip(EXTRACTION, weights / mean, strict=True)}
