"""Evidence in sentences: what was observed, how strong it is, and the requests behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.reference import Reference, Subset
from stillwatch.model.masking import short_id
from stillwatch.model.result import Evidence
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.store.steps import Engine

LEAST_BITS: Final = 3.0
"""Weaker than one in eight is not worth a reader's time."""
SHOWN_ITEMS: Final = 3
SHOWN_REQUESTS: Final = 5


def tie_evidence(
    engine: Engine,
    campaign: int,
    members: int,
    ties: Sequence[GroupTies],
    signals: Mapping[str, TieSignal],
    cap: float,
) -> list[Evidence]:
    """Return a sentence for each signal that ties the campaign's members together."""
    found = []
    for tie in ties:
        if tie.bits < LEAST_BITS:
            continue
        signal = signals[tie.signal]
        labels, requests = _items(engine, campaign, signal)
        found.append(
            Evidence(
                signal=tie.signal,
                statement=_tie_statement(tie, members, signal.noun),
                bits=round(min(tie.bits, cap), 1),
                items=labels,
                request_ids=requests,
            )
        )
    return found


def _tie_statement(tie: GroupTies, members: int, noun: str) -> str:
    """Say what is shared, and what chance would give, for the look that told more."""
    if tie.by_one_item:
        beside = (
            f"the most telling one is held by {tie.inside:,} of them; "
            f"chance would give {tie.inside_expected:,.1f}"
        )
    else:
        beside = f"{tie.items:,} shared items; chance would give {tie.expected:,.1f}"
    return f"{tie.tied:,} of {members:,} members share {noun} with another member ({beside})"


def item_label(signal: TieSignal, label: str) -> str:
    """Return an item as it may be shown: enough to tell two apart, too little to use.

    Addresses lose their last part, identifiers their middle; texts are only named by a hash.
    """
    if signal.family in ("network", "registration"):
        label = re.sub(r"(\d+\.\d+\.\d+)\.\d+", r"\1.*", label)
        label = re.sub(r"((?:[0-9a-f]{1,4}:){2})[0-9a-f:]+", r"\1*", label)
    return short_id(label, 10 if signal.family in ("network", "payment") else 24)


def measure_evidence(
    engine: Engine,
    campaign: int,
    values: Values,
    subset: Subset,
    reference: Reference,
    signals: Sequence[MeasureSignal],
) -> list[Evidence]:
    """Return a sentence for each measure that few harmless groups reach."""
    found = []
    for signal in signals:
        quantiles = reference.quantiles(signal.name, subset)
        if signal.name not in values or quantiles is None:
            continue
        bits = -float(np.log2(reference.p_value(signal, values[signal.name], subset)))
        if bits < LEAST_BITS:
            continue
        found.append(
            Evidence(
                signal=signal.name,
                statement=signal.statement.format(
                    value=values[signal.name], reference=quantiles[1]
                ),
                bits=round(bits, 1),
                items=[],
                request_ids=_requests(engine, campaign, signal),
            )
        )
    return found


def _items(engine: Engine, campaign: int, signal: TieSignal) -> tuple[list[str], list[str]]:
    top = engine.read(
        f"""
        SELECT item FROM campaign_item_{signal.name} WHERE campaign_no = {campaign}
        ORDER BY inside DESC, item LIMIT {SHOWN_ITEMS}"""
    )
    items = ", ".join(str(value) for value in top.column(0).to_pylist())
    if not items:
        return [], []
    source = (
        "(SELECT x.* FROM campaign_exchange x JOIN named_account n "
        f"USING (campaign_no, account_id) WHERE campaign_no = {campaign})"
    )
    shown = engine.read(
        f"""
        SELECT DISTINCT label FROM ({signal.items_sql(source)}) WHERE item IN ({items})
        ORDER BY label LIMIT {SHOWN_ITEMS}"""
    )
    # A text is in the request itself; anything else is found per account, and one request of
    # each of a few accounts stands for them.
    wanted = " OR ".join(f"{column} IN ({items})" for column in signal.row_items)
    holders = f"SELECT account_id FROM ({signal.items_sql(source)}) WHERE item IN ({items})"
    wanted = wanted or f"account_id IN ({holders})"
    requests = engine.read(
        f"""
        SELECT min(request_id) AS request_id FROM {source}
        WHERE is_harvest AND ({wanted})
        GROUP BY account_id ORDER BY account_id LIMIT {SHOWN_REQUESTS}"""
    )
    labels = [item_label(signal, str(value)) for value in shown.column(0).to_pylist()]
    return labels, [str(value) for value in requests.column(0).to_pylist()]


def _requests(engine: Engine, campaign: int, signal: MeasureSignal) -> list[str]:
    flag = signal.requires[0]
    marked = (
        f" AND {flag}" if flag in ("elicits_reasoning", "asks_grading", "asks_generation") else ""
    )
    found = engine.read(
        f"""
        SELECT request_id FROM campaign_exchange JOIN named_account USING (campaign_no, account_id)
        WHERE campaign_no = {campaign} AND is_harvest{marked}
        ORDER BY item_hash(request_id) LIMIT {SHOWN_REQUESTS}"""
    )
    return [str(value) for value in found.column(0).to_pylist()]
