"""The bipartite tables: which entity holds which item of each signal, and how popular it is."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Step


def item_steps(signal: TieSignal) -> list[Step]:
    """Return the steps that make `item_S`, `degree_S` and `reach_S` of a signal S.

    `item_S` (entity_no, item, exchanges) holds every item; `degree_S` (item, holders) only
    those of two or more; `reach_S` (entity_no, held) counts all, shared or not, for the null
    model's degrees are taken over all items (research/judgement.md, finding 3).
    """
    name = signal.name
    return [
        Step(f"item_{name}", item_sql(signal)),
        Step(f"degree_{name}", degree_sql(name)),
        Step(f"reach_{name}", reach_sql(name)),
    ]


def item_sql(signal: TieSignal) -> str:
    """Return SQL for the items each entity holds."""
    return f"""
        SELECT a.entity_no, i.item, count(*) AS exchanges
        FROM ({signal.items_sql("exchange")}) i JOIN account a USING (account_id)
        WHERE i.item IS NOT NULL
        GROUP BY a.entity_no, i.item"""


def degree_sql(name: str) -> str:
    """Return SQL for the number of entities that hold each shared item."""
    return f"""
        SELECT item, count(*) AS holders FROM item_{name} GROUP BY item HAVING count(*) >= 2"""


def reach_sql(name: str) -> str:
    """Return SQL for the number of items each entity holds."""
    return f"SELECT entity_no, count(*) AS held FROM item_{name} GROUP BY entity_no"
