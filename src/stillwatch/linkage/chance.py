"""What chance alone would share: a bipartite null that knows how much and how popular.

Under the null an entity that holds k items holds an item of d holders with the chance
p = x_k y_d / (1 + x_k y_d), where x and y are such that everybody's holdings and every item's
holders come out right in expectation (BiCM: Saracco et al. 2017; SDSM: Neal et al. 2021). A
plain k d / M has no ceiling: where activity is heavy-tailed and items are few, the busiest use
up the popular items, meet in rare ones, and would seem tied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.model.signal import TieSignal
from stillwatch.settings import LinkageSettings
from stillwatch.store.steps import Engine

EXACT: Final = 32
"""Degrees up to which each is a class of its own; larger ones share classes of about 6 %."""
STEP: Final = 1.06
ROUNDS: Final = 300
ENOUGH: Final = 1e-4
"""Largest relative error of a degree at which the fit is good enough."""


@dataclass(frozen=True, slots=True)
class ChanceModel:
    """Chances of holding, by class of the entity and class of the item."""

    chance: np.ndarray
    """Entity classes x item classes."""
    items: np.ndarray
    """Items of each item class."""
    holders: np.ndarray
    """Mean holders of each item class."""
    entities: np.ndarray
    """Entities of each entity class; their classes are `degree_class` of what they hold."""

    def pair_rates(self, most_holders: float) -> np.ndarray:
        """Return the items of at most so many holders that two entities share by chance, by
        the classes of both."""
        counted = np.where(self.holders <= most_holders, self.items, 0.0)
        return np.asarray((self.chance * counted) @ self.chance.T, dtype=float)


def degree_class(degrees: np.ndarray) -> np.ndarray:
    """Return the class of each degree: itself up to EXACT, then geometric steps."""
    degrees = np.asarray(degrees, dtype=float)
    beyond = np.log(np.maximum(degrees, EXACT) / EXACT) / np.log(STEP)
    return np.where(degrees <= EXACT, degrees, EXACT + np.ceil(beyond - 1e-9)).astype(np.int64)


def degree_class_sql(degree: str) -> str:
    """Return SQL for `degree_class` of a column."""
    return (
        f"CASE WHEN {degree} <= {EXACT} THEN {degree} ELSE {EXACT} + "
        f"ceil(ln({degree} / {EXACT}.0) / ln({STEP}) - 1e-9) END::BIGINT"
    )


def fit(
    held: np.ndarray, held_by: np.ndarray, holders: np.ndarray, often: np.ndarray
) -> ChanceModel:
    """Fit the null to histograms: `held_by` entities hold `held` items, `often` items have
    `holders` holders. Rows of `chance` are indexed by class of degree."""
    k, n = _classes(held, held_by)
    d, m = _classes(holders, often)
    x, y = k / np.sqrt(max(1.0, float(k @ n))), d / np.sqrt(max(1.0, float(d @ m)))
    there_k, there_d = n > 0, m > 0
    for _ in range(ROUNDS):
        x_before = x
        x = np.where(there_k, k / np.maximum((y / (1 + np.outer(x, y))) @ m, 1e-300), 0.0)
        y = np.where(there_d, d / np.maximum((x[:, None] / (1 + np.outer(x, y))).T @ n, 1e-300), 0)
        change = np.abs(x - x_before)[there_k] / np.maximum(x[there_k], 1e-300)
        if not len(change) or float(change.max()) < ENOUGH:
            break
    both = np.outer(x, y)
    return ChanceModel(both / (1 + both), m, d, n)


def fit_chance(engine: Engine, signal: TieSignal) -> ChanceModel:
    """Fit the null of one signal over all its items, shared or not."""
    name = signal.name
    held = engine.read(f"SELECT held, count(*) AS n FROM reach_{name} GROUP BY held ORDER BY held")
    shared = engine.read(
        f"SELECT holders, count(*) AS n FROM degree_{name} GROUP BY holders ORDER BY holders"
    )
    k, n = (column.to_numpy().astype(float) for column in held.columns)
    d, m = (column.to_numpy().astype(float) for column in shared.columns)
    alone = float(k @ n) - float(d @ m)
    return fit(k, n, np.concatenate([[1.0], d]), np.concatenate([[max(0.0, alone)], m]))


def put_pair_rates(
    engine: Engine, signal: TieSignal, model: ChanceModel, settings: LinkageSettings
) -> None:
    """Keep `rate_S` (scale, one, other, rate) of a signal S: by classes of two entities, how
    many items of the scale's popularity they share by chance."""
    there = np.flatnonzero(model.entities > 0)
    one, other = (grid.ravel() for grid in np.meshgrid(there, there, indexing="ij"))
    scales = range(settings.scales)
    rates = [model.pair_rates(settings.pair_cap * 4**scale)[one, other] for scale in scales]
    engine.put(
        f"rate_{signal.name}",
        pa.table(
            {
                "scale": np.repeat(np.arange(settings.scales), len(one)),
                "one": np.tile(one, settings.scales),
                "other": np.tile(other, settings.scales),
                "rate": np.concatenate(rates) if rates else np.empty(0),
            }
        ),
    )


def _classes(degrees: np.ndarray, often: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean degree and number of each class, from class 0 on."""
    degrees, often = np.asarray(degrees, dtype=float), np.asarray(often, dtype=float)
    if not len(degrees):
        return np.zeros(1), np.zeros(1)
    place = degree_class(degrees)
    number = np.bincount(place, often)
    total = np.bincount(place, often * degrees)
    return np.divide(total, number, out=np.zeros_like(total), where=number > 0), number
