"""How well a column tells two kinds of things apart: areas under the curve, out of fold.

A column is cut into few values and each value is scored by its share of attacks among *other*
clusters, so that a tell of any shape is found (a gap, a default, an absence), and none by
learning by heart. An interval comes from drawing the clusters again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import norm

from stillwatch.lab.bench.intervals import LEVEL, Estimate

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

FOLDS: Final = 5
BINS: Final = 12
_ATOM: Final = 0.02
"""A number that makes up this share of a column is a value of its own, not part of a bin."""
_RARE: Final = 0.01
_PRIOR: Final = 20.0
"""Rows that a value's share of attacks is smoothed with."""
_DRAWS: Final = 300
_LEAST: Final = 20
"""Below about this many clusters intervals from drawing them again are too narrow (Cameron,
Gelbach and Miller 2008, section 4)."""
_LEVELS: Final = 400
ABSENT: Final = 0
"""The code of null, and of nothing else."""
_SEED: Final = 20_261_125


def cut(column: pa.Array) -> Codes:
    """Return a column as few whole numbers: 0 for null, frequent values apart, numbers in bins.

    Rare texts (under one in a hundred) are one value together: as such they are no disguise.
    """
    filled = column.cast(pa.float64()) if _is_number(column.type) else column
    there = np.asarray(pc.is_valid(filled))
    if not there.any():
        return np.full(len(filled), ABSENT, np.int64)
    valid = filled.drop_null()
    if pa.types.is_floating(filled.type):
        numbers = np.nan_to_num(valid.to_numpy(zero_copy_only=False), nan=0.0)
        inner = _cut_numbers(numbers)
    else:
        inner = _cut_texts(valid)
    codes = np.full(len(filled), ABSENT, np.int64)
    codes[there] = 1 + inner
    return codes


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    )


def _cut_numbers(numbers: Floats) -> Codes:
    values, counts = np.unique(numbers, return_counts=True)
    atoms = values[counts >= _ATOM * len(numbers)]
    if len(atoms) == len(values):
        return np.searchsorted(values, numbers)
    place = np.searchsorted(atoms, numbers)
    is_atom = np.isin(numbers, atoms)
    loose = numbers[~is_atom]
    bounds = np.quantile(loose, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.where(is_atom, place, len(atoms) + np.searchsorted(bounds, numbers, side="right"))


def _cut_texts(texts: pa.Array) -> Codes:
    encoded = texts.cast(pa.string()).dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    often = np.bincount(codes) >= _RARE * len(codes)
    fewer = np.where(often, np.cumsum(often), 0)
    result: Codes = fewer[codes]
    return result


def folds_of(clusters: Codes, attack: Flags, folds: int = FOLDS) -> Codes:
    """Return a fold for each row; a cluster is in one fold only, each kind spread evenly."""
    rng = np.random.default_rng(_SEED)
    sizes = np.bincount(clusters)
    attacks = np.bincount(clusters, attack, len(sizes)) > 0
    fold = np.zeros(len(sizes), np.int64)
    for kind in (attacks, ~attacks):
        own = rng.permutation(np.flatnonzero(kind))
        own = own[np.argsort(-sizes[own], kind="stable")]
        fold[own] = np.arange(len(own)) % folds
    return fold[clusters]


def out_of_fold(codes: Codes, attack: Flags, fold: Codes, weights: Floats | None = None) -> Floats:
    """Score each row by the share of attacks with its value in the other folds, smoothed."""
    share, _, _ = _shares(codes, attack, fold, weights)
    scores: Floats = share[fold, codes]
    return scores


def quick_area(codes: Codes, attack: Flags, fold: Codes) -> float:
    """Return the area that `out_of_fold` reaches, without an interval: for looking over many."""
    share, seen, hits = _shares(codes, attack, fold, None)
    order = np.argsort(share, axis=None)
    ranked = share.ravel()[order]
    level = np.cumsum(np.diff(ranked, prepend=ranked[0]) > 0)
    positive, negative = (np.bincount(level, c.ravel()[order])[None] for c in (hits, seen - hits))
    return float(_areas(positive.astype(np.float64), negative.astype(np.float64))[0])


def _shares(
    codes: Codes, attack: Flags, fold: Codes, weights: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """Return each value's score in each fold, and the rows and attacks that it has there."""
    width, count = int(codes.max()) + 1, int(fold.max()) + 1
    place = fold * width + codes
    rows = np.ones(len(codes)) if weights is None else weights
    seen = np.bincount(place, rows, width * count).reshape(count, width)
    hits = np.bincount(place, rows * attack, width * count).reshape(count, width)
    prior = float((rows * attack).sum() / rows.sum())
    share = (hits.sum(axis=0) - hits + _PRIOR * prior) / (seen.sum(axis=0) - seen + _PRIOR)
    return share, np.asarray(seen, np.float64), np.asarray(hits, np.float64)


def each_once(clusters: Codes) -> Floats:
    """Return weights by which every cluster counts once, however many rows it has."""
    weights: Floats = 1.0 / np.bincount(clusters)[clusters]
    return weights


def area(scores: Floats, attack: Flags, clusters: Codes, weights: Floats | None = None) -> Estimate:
    """Return the area under the curve of `scores`, with bounds from drawing clusters again.

    0.5 is chance. `among` counts the attack's clusters. NaN, with bounds that exclude nothing,
    where either kind has fewer than _LEAST clusters.
    """
    level = _levels(scores)
    rows = np.ones(len(level)) if weights is None else weights
    positive, negative = (
        _by_cluster(level[own], clusters[own], rows[own], int(level.max(initial=0)) + 1)
        for own in (attack, ~attack)
    )
    among = len(positive)
    if min(among, len(negative)) < _LEAST:
        return Estimate(float("nan"), 0.0, 1.0, among)
    drawn = [
        _drawings(len(part), _SEED + place) @ part
        for place, part in enumerate((positive, negative))
    ]
    low, high = np.quantile(_areas(*drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    value = _areas(positive.sum(axis=0)[None], negative.sum(axis=0)[None])[0]
    return Estimate(float(value), float(low), float(high), among)


def best_of(looks: int, area: Estimate) -> Estimate:
    """Widen the interval of the best of many to one that holds for all (Bonferroni, normal)."""
    tail = (1 - LEVEL) / 2
    wider = float(norm.isf(tail / looks) / norm.isf(tail))
    low = max(0.0, area.value - wider * (area.value - area.low))
    high = min(1.0, area.value + wider * (area.high - area.value))
    return replace(area, low=low, high=high)


def plain_area(scores: Floats, attack: Flags) -> float:
    """Return the area under the curve of `scores` without an interval."""
    level = _levels(scores)
    counts = [np.bincount(level[own], minlength=_LEVELS + FOLDS) for own in (attack, ~attack)]
    return float(_areas(counts[0][None].astype(float), counts[1][None].astype(float))[0])


def _levels(scores: Floats) -> Codes:
    values, level = np.unique(scores, return_inverse=True)
    if len(values) <= _LEVELS:
        return np.asarray(level, np.int64)
    bounds = np.quantile(scores, np.linspace(0, 1, _LEVELS)[1:-1])
    level = np.searchsorted(bounds, scores, side="right").astype(np.int64)
    return level


def _by_cluster(level: Codes, clusters: Codes, weights: Floats, width: int) -> Floats:
    """Return the weight of each cluster's rows at each level."""
    _, row = np.unique(clusters, return_inverse=True)
    table = np.zeros((int(row.max(initial=-1)) + 1, width))
    np.add.at(table, (row, level), weights)
    return table


@lru_cache(maxsize=64)
def _drawings(clusters: int, seed: int) -> Floats:
    """Return how often each cluster is drawn in each of _DRAWS drawings of as many."""
    picked = np.random.default_rng(seed).integers(clusters, size=(_DRAWS, clusters))
    place = np.arange(_DRAWS)[:, None] * clusters + picked
    counts = np.bincount(place.ravel(), minlength=_DRAWS * clusters)
    # Whole numbers are multiplied without BLAS, ten times slower.
    return counts.reshape(_DRAWS, clusters).astype(np.float64)


def _areas(positive: Floats, negative: Floats) -> Floats:
    """Return Mann-Whitney areas from counts by ascending level, a line each; ties count half."""
    below = np.cumsum(negative, axis=1) - 0.5 * negative
    total = positive.sum(axis=1) * negative.sum(axis=1)
    areas: Floats = (positive * below).sum(axis=1) / total
    return areas


def crossed(one: Codes, other: Codes) -> Codes:
    """Return a value for each pair of values that occurs."""
    _, codes = np.unique(one * (int(other.max()) + 1) + other, return_inverse=True)
    return np.asarray(codes, np.int64)


def classified(columns: list[Codes], attack: Flags, fold: Codes, model: Any) -> Floats:
    """Score each row by `model` (of scikit-learn), fitted on the other folds."""
    table = np.stack(columns, axis=1)
    scores = np.zeros(len(table))
    for number in np.unique(fold):
        held = fold == number
        if attack[~held].any() and not attack[~held].all() and held.any():
            model.fit(table[~held], attack[~held])
            # Folds differ in their level; only the order inside one tells anything.
            scores[held] = _ranks(model.predict_proba(table[held])[:, 1])
    return scores


def _ranks(scores: Floats) -> Floats:
    _, level, counts = np.unique(scores, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts) - 0.5 * counts
    ranks: Floats = upto[level] / len(scores)
    return ranks
