"""Sample requests of a campaign, masked, for a person to judge with own eyes."""

from __future__ import annotations

from typing import Final

from stillwatch.model.masking import mask, visible
from stillwatch.model.report import SampleRequest
from stillwatch.store.steps import Engine

SHOWN: Final = 12
TEXT_CHARS: Final = 900


def samples(engine: Engine, number: int) -> list[SampleRequest]:
    """Return a spread of the campaign's requests: mostly harvest, some camouflage.

    Texts come from the table `text` (empty where none were kept).
    """
    rows = engine.read(
        f"""
        WITH ranked AS (
            SELECT x.*, row_number() OVER (
                    PARTITION BY account_id, is_harvest ORDER BY item_hash(request_id)) AS place,
                item_hash(request_id) AS draw
            FROM campaign_exchange x JOIN named_account n USING (campaign_no, account_id)
            WHERE campaign_no = {number}),
        chosen AS (
            (SELECT * FROM ranked WHERE is_harvest AND place = 1 ORDER BY draw LIMIT {SHOWN - 3})
            UNION ALL
            (SELECT * FROM ranked WHERE NOT is_harvest AND place = 1 ORDER BY draw LIMIT 3))
        SELECT c.request_id, c.account_id, c.ts, c.is_harvest, c.templated, c.elicits_reasoning,
            c.asks_grading, c.asks_generation, c.output_tokens, c.system_hash,
            t.prompt, t.system_instructions
        FROM chosen c LEFT JOIN text t USING (exchange_key) ORDER BY c.is_harvest DESC, c.ts"""
    ).to_pylist()
    found = []
    for row in rows:
        words = "\n\n".join(
            part
            for part in (
                f"[system] {row['system_instructions'][:300]}"
                if row["system_instructions"]
                else "",
                row["prompt"] or "",
            )
            if part
        )
        masked = mask(words)
        flags = [
            said
            for said, holds in (
                ("carries text the group shares", row["templated"]),
                ("demands the reasoning", row["elicits_reasoning"]),
                ("asks for grading", row["asks_grading"]),
                ("asks for tasks or data", row["asks_generation"]),
            )
            if holds
        ]
        found.append(
            SampleRequest(
                request_id=row["request_id"],
                account_id=row["account_id"],
                ts=row["ts"],
                text=visible(masked.text, TEXT_CHARS),
                harvest=row["is_harvest"],
                flags=flags,
                output_tokens=row["output_tokens"],
                masked=[f"{kind} ({count})" for kind, count in masked.found],
            )
        )
    return found
