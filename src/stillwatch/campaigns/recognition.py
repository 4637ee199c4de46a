"""What a campaign is known again by: when each account harvested, and some of what they share.

Items are hashes, and the sample holds the least of them (bottom-k, Broder 1997), so that two
samples taken at different looks hold the same items of those that both have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from stillwatch.model.look import Span
from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Engine

SAMPLE: Final = 128
"""Items kept of each signal."""
OWN: Final = ("payment", "registration", "content", "conversation")
"""Families of signals by which an actor is known. Addresses are none: a pool serves many actors."""
DEVICE: Final = "device"
"""Of the network family, and yet an actor's own."""
SIGNUP_ADDRESS: Final = "signup_address"
"""Of the registration family, and yet an address."""
POPULAR: Final = 4
"""Holders, in multiples of the campaign's own, from which an item tells nothing of who it is."""

Items = Mapping[str, frozenset[int]]


def harvest_spans(engine: Engine) -> dict[int, dict[str, Span]]:
    """Return when each named account of each campaign harvested first and last."""
    rows = engine.read(
        """
        SELECT campaign_no, account_id,
            coalesce(min(ts) FILTER (WHERE is_harvest), min(ts)) AS first,
            coalesce(max(ts) FILTER (WHERE is_harvest), max(ts)) AS last
        FROM campaign_exchange JOIN named_account USING (campaign_no, account_id)
        GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    found: dict[int, dict[str, Span]] = {}
    for campaign, account, first, last in zip(*(c.to_pylist() for c in rows.columns), strict=True):
        found.setdefault(campaign, {})[account] = Span(first, last)
    return found


def shared_items(
    engine: Engine, signals: Sequence[TieSignal]
) -> dict[int, dict[str, frozenset[int]]]:
    """Return, by campaign and signal, a sample of the items that are its own.

    Reads `campaign_item_S` (campaign_no, item, inside, holders).
    """
    found: dict[int, dict[str, frozenset[int]]] = {}
    for signal in signals:
        if not tells_the_actor(signal):
            continue
        rows = engine.read(sample_sql(signal.name))
        for campaign, items in zip(*(c.to_pylist() for c in rows.columns), strict=True):
            found.setdefault(campaign, {})[signal.name] = frozenset(items)
    return found


def tells_the_actor(signal: TieSignal) -> bool:
    """Say whether what a signal ties by is an actor's own, and not its pool's."""
    return signal.name == DEVICE or (signal.family in OWN and signal.name != SIGNUP_ADDRESS)


def sample_sql(name: str) -> str:
    """Return SQL for the items of the least hashes that are a campaign's own."""
    return f"""
        SELECT campaign_no, list(item) AS sample FROM (
            SELECT campaign_no, item, row_number() OVER (
                PARTITION BY campaign_no ORDER BY item) AS place
            FROM campaign_item_{name} WHERE holders <= {POPULAR} * inside)
        WHERE place <= {SAMPLE} GROUP BY campaign_no ORDER BY campaign_no"""


def kinship(one: Items, other: Items) -> dict[str, float]:
    """Return, by signal that both have, the share of the smaller sample that is in both."""
    return {
        signal: len(items & other[signal]) / min(len(items), len(other[signal]))
        for signal, items in one.items()
        if items and other.get(signal)
    }
