"""Campaigns that use the same infrastructure, which does not make them one actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Engine

POOL_FAMILIES: Final = ("payment", "network", "registration")
SHARED_ITEMS: Final = 3
"""Items of infrastructure that two campaigns must both hold to be said to share a pool."""


def pool_neighbours(
    engine: Engine, ids: Mapping[int, str], signals: Sequence[TieSignal]
) -> dict[int, list[str]]:
    """Return, for each campaign, the ids of others that hold the same infrastructure."""
    pools = [signal for signal in signals if signal.family in POOL_FAMILIES]
    if len(ids) < 2 or not pools:
        return {}
    union = " UNION ALL ".join(
        f"SELECT campaign_no, '{s.name}' AS signal, item FROM campaign_item_{s.name}" for s in pools
    )
    pairs = engine.read(
        f"""
        WITH held AS ({union})
        SELECT a.campaign_no AS one, b.campaign_no AS other
        FROM held a JOIN held b ON a.signal = b.signal AND a.item = b.item
            AND a.campaign_no <> b.campaign_no
        GROUP BY 1, 2 HAVING count(*) >= {SHARED_ITEMS} ORDER BY 1, 2"""
    )
    found: dict[int, list[str]] = {}
    for one, other in zip(pairs.column(0).to_pylist(), pairs.column(1).to_pylist(), strict=True):
        if one in ids and other in ids:
            found.setdefault(one, []).append(ids[other])
    return found
