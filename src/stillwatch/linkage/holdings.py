"""What entities hold, in memory: the graph that is left once the engine has done its joins.

Only items that two or more hold are kept, as sparse matrices of entities by items; at a million
entities that is tens of millions of numbers, and every group is looked at with a few products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from stillwatch.linkage.chance import ChanceModel, degree_class
from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Engine


@dataclass(frozen=True, slots=True)
class Holdings:
    """One signal's shared items. Entities are columns of numbers from 1, as in `entity`."""

    signal: TieSignal
    held: sparse.csr_matrix
    """Entities x items: 1 where held."""
    holders: np.ndarray
    """How many entities hold each item."""
    weight: sparse.csr_matrix
    """Entities x items: the share of all the entity's items, shared or not, that this one is."""
    things: np.ndarray
    """How many things each entity holds, shared or not: its items by the views of each."""
    chance: sparse.csr_matrix
    """Entities x items held: the chance that the entity holds it, under the null."""
    model: ChanceModel
    classes: np.ndarray
    """Class of each entity in the model; 0 holds nothing."""


@dataclass(frozen=True, slots=True)
class Everything:
    """All holdings of a scan. Entities are numbered from 1; number 0 is nobody."""

    holdings: tuple[Holdings, ...]
    entities: int
    house: np.ndarray
    """By entity, the number of its mail domain; 0 where none is known."""


def load_holdings(
    engine: Engine, signals: Sequence[TieSignal], models: Mapping[str, ChanceModel]
) -> Everything:
    """Read the shared items of all signals."""
    house = engine.read(house_sql()).column(0).to_numpy()
    entities = len(house)
    return Everything(
        tuple(_load(engine, signal, models[signal.name], entities) for signal in signals),
        entities,
        np.concatenate([[0], house]).astype(np.int64),
    )


def house_sql() -> str:
    """Return SQL for the house of each entity, in the order of their numbers; 0 is unknown."""
    return """
        SELECT CASE WHEN email_domain IS NULL THEN 0
            ELSE dense_rank() OVER (ORDER BY email_domain NULLS LAST) END AS house
        FROM entity ORDER BY entity_no"""


def membership_matrix(groups: Sequence[np.ndarray], rows: int) -> sparse.csr_matrix:
    """Return groups x entities: 1 where the entity is a member."""
    sizes = [len(members) for members in groups]
    members = np.concatenate(groups) if groups else np.empty(0, np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return sparse.csr_matrix((np.ones(len(members)), members, bounds), (len(groups), rows))


def _load(engine: Engine, signal: TieSignal, model: ChanceModel, entities: int) -> Holdings:
    name, rows = signal.name, entities + 1
    table = engine.read(
        f"SELECT i.entity_no, i.item, d.holders FROM item_{name} i "
        f"JOIN degree_{name} d USING (item) ORDER BY i.entity_no, i.item"
    )
    entity, item, holders = (column.to_numpy() for column in table.columns)
    _, place = np.unique(item, return_inverse=True)
    shape = (rows, int(place.max(initial=-1)) + 1)
    reach = engine.read(f"SELECT entity_no, held FROM reach_{name}")
    held = np.zeros(rows, np.int64)
    held[reach.column(0).to_numpy()] = reach.column(1).to_numpy()
    chance = model.chance[degree_class(held[entity]), degree_class(holders)]

    def matrix(values: np.ndarray) -> sparse.csr_matrix:
        return sparse.csr_matrix((values, (entity, place)), shape=shape)

    return Holdings(
        signal,
        matrix(np.ones(len(entity))),
        np.bincount(place, minlength=shape[1]).astype(float),
        matrix(1.0 / held[entity]),
        held / signal.views,
        matrix(chance),
        model,
        degree_class(held),
    )
