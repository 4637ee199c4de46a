"""Sample requests of a campaign, masked, for a person to judge with own eyes."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from stillwatch.model.masking import mask, visible
from stillwatch.model.report import SampleRequest
from stillwatch.store.steps import Engine

SHOWN: Final = 12
CAMOUFLAGE_SHOWN: Final = 3
TEXT_CHARS: Final = 900
SYSTEM_CHARS: Final = 300
FLAGS: Final = {
    "templated": "carries text the group shares",
    "elicits_reasoning": "demands the reasoning",
    "asks_grading": "asks for grading",
    "asks_generation": "asks for tasks or data",
}
"""What a mark of an exchange is called where a person reads it."""


def samples(engine: Engine, number: int) -> list[SampleRequest]:
    """Return a spread of the campaign's requests: mostly harvest, some camouflage.

    Texts come from the table `text` (empty where none were kept).
    """
    return [_sample(row) for row in engine.read(samples_sql(number)).to_pylist()]


def samples_sql(number: int) -> str:
    """Return SQL for one request each of a few accounts, drawn by hash, with its text."""
    return f"""
        WITH ranked AS (
            SELECT x.*, row_number() OVER (
                    PARTITION BY account_id, is_harvest ORDER BY item_hash(request_id)) AS place,
                item_hash(request_id) AS draw
            FROM campaign_exchange x JOIN named_account n USING (campaign_no, account_id)
            WHERE campaign_no = {number}),
        chosen AS (
            (SELECT * FROM ranked WHERE is_harvest AND place = 1
                ORDER BY draw LIMIT {SHOWN - CAMOUFLAGE_SHOWN})
            UNION ALL
            (SELECT * FROM ranked WHERE NOT is_harvest AND place = 1
                ORDER BY draw LIMIT {CAMOUFLAGE_SHOWN}))
        SELECT c.request_id, c.account_id, c.ts, c.is_harvest, c.templated, c.elicits_reasoning,
            c.asks_grading, c.asks_generation, c.output_tokens,
            t.prompt, t.system_instructions
        FROM chosen c LEFT JOIN text t USING (exchange_key)
        ORDER BY c.is_harvest DESC, c.ts, c.request_id"""


def _sample(row: dict[str, Any]) -> SampleRequest:
    # Masked whole and cut then: half a key or address would not be known for one.
    system, prompt = mask(row["system_instructions"] or ""), mask(row["prompt"] or "")
    asked = f"[system] {visible(system.text, SYSTEM_CHARS)}" if system.text else ""
    found = Counter(dict(system.found)) + Counter(dict(prompt.found))
    return SampleRequest(
        request_id=row["request_id"],
        account_id=row["account_id"],
        ts=row["ts"],
        text=visible("\n\n".join(part for part in (asked, prompt.text) if part), TEXT_CHARS),
        harvest=row["is_harvest"],
        flags=[said for column, said in FLAGS.items() if row[column]],
        output_tokens=row["output_tokens"],
        masked=[f"{kind} ({count})" for kind, count in sorted(found.items())],
    )
