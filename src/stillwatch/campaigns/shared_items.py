"""What the accounts of a campaign share: the tables behind its evidence, its graph, its pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Step

NOTHING: Final = "SELECT 0::BIGINT AS campaign_no, 0::BIGINT AS entity_no WHERE false"
"""Stands in where no signal found anything that accounts share."""


def shared_item_steps(signals: Sequence[TieSignal]) -> list[Step]:
    """Return the steps that make `campaign_item_S` of each signal S, and `campaign_ties`.

    Reads `campaign_member` (campaign_no, entity_no). `campaign_item_S` (campaign_no, item,
    inside, holders) holds what two or more members hold; `campaign_ties` counts each entity's.
    """
    steps = [Step(f"campaign_item_{s.name}", campaign_item_sql(s.name)) for s in signals]
    ties = " UNION ALL ".join(
        f"SELECT c.campaign_no, i.entity_no FROM campaign_item_{s.name} c "
        f"JOIN item_{s.name} i USING (item)"
        for s in signals
    )
    counted = f"""
        SELECT campaign_no, entity_no, count(*) AS ties
        FROM ({ties or NOTHING}) GROUP BY campaign_no, entity_no"""
    return [*steps, Step("campaign_ties", counted)]


def campaign_item_sql(name: str) -> str:
    """Return SQL for the items that two or more members hold."""
    return f"""
        SELECT c.campaign_no, i.item, count(*) AS inside, max(d.holders) AS holders
        FROM campaign_member c JOIN item_{name} i USING (entity_no)
            JOIN degree_{name} d USING (item)
        GROUP BY c.campaign_no, i.item HAVING count(*) >= 2"""
