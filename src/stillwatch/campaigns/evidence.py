"""Evidence in sentences: what was observed, how strong it is, and the requests behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.reference import Reference, Subset
from stillwatch.model.masking import mask_text
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
        things = f"{tie.items:,} shared item{'s' if tie.items != 1 else ''}"
        chance = f"{tie.expected:,.1f}" if tie.expected >= 0.05 else "none"
        found.append(
            Evidence(
                signal=tie.signal,
                statement=(
                    f"{tie.tied:,} of {members:,} members share {signal.noun} with another "
                    f"member ({things}; chance would give {chance})"
                ),
                bits=round(min(tie.bits, cap), 1),
                items=labels,
                request_ids=requests,
            )
        )
    return found


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
        middle = reference.median(signal.name, subset)
        if signal.name not in values or middle is None:
            continue
        bits = -float(np.log2(reference.p_value(signal, values[signal.name], subset)))
        if bits < LEAST_BITS:
            continue
        found.append(
            Evidence(
                signal=signal.name,
                statement=signal.statement.format(value=values[signal.name], reference=middle),
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
    source = f"(SELECT * FROM campaign_exchange WHERE campaign_no = {campaign})"
    shown = engine.read(
        f"""
        SELECT DISTINCT label FROM ({signal.items_sql(source)}) WHERE item IN ({items})
        ORDER BY label LIMIT {SHOWN_ITEMS}"""
    )
    # Items are found per account; one request of each of a few accounts stands for them.
    requests = engine.read(
        f"""
        SELECT min(request_id) AS request_id
        FROM campaign_exchange x JOIN (
            SELECT DISTINCT account_id FROM ({signal.items_sql(source)})
            WHERE item IN ({items})) USING (account_id)
        WHERE campaign_no = {campaign} AND is_harvest
        GROUP BY account_id ORDER BY account_id LIMIT {SHOWN_REQUESTS}"""
    )
    return [mask_text(str(v)) for v in shown.column(0).to_pylist()], requests.column(0).to_pylist()


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
