"""Which exchanges are the harvest and which are camouflage, and what the harvest was worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stillwatch.campaigns.rows import marked_exchange_sql
from stillwatch.model.result import Harvest
from stillwatch.model.signal import TieSignal
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine, Step

OWN_TEXT: Final = 0.2
"""Share of a campaign's exchanges that must carry its own text for the text to mark the harvest.
Below it the campaign's requests have no text in common, and all that stand alone count."""


def harvest_steps(signals: Sequence[TieSignal]) -> list[Step]:
    """Return the steps that make `campaign_exchange`, `account_harvest` and `usual_harvest`.

    Reads `campaign_account` (campaign_no, account_no, is_member), `campaign_view` (campaign_no,
    group_no) and `group_text`. Harvest is what carries the group's own text or asks for what
    students are trained on; where the group has hardly any text of its own, it is every request
    that stands alone. The rest of the accounts' traffic is camouflage.
    """
    texts = [signal for signal in signals if signal.row_items]
    return [
        Step(
            "campaign_text",
            """
        SELECT DISTINCT v.campaign_no AS group_no, t.signal, t.item
        FROM campaign_view v JOIN group_text t USING (group_no)""",
        ),
        Step(
            "candidate_exchange",
            """
        SELECT x.* FROM exchange x
        WHERE x.account_id IN (
                SELECT a.account_id FROM account a JOIN campaign_account c USING (account_no))
            AND coalesce(x.status, 'success') = 'success'""",
        ),
        Step("campaign_mark", marked_exchange_sql(texts, "candidate_exchange", "campaign_text")),
        Step("campaign_exchange", campaign_exchange_sql()),
        Step(
            "account_harvest",
            """
        SELECT campaign_no, account_id, bool_or(is_member) AS is_member, count(*) AS exchanges,
            count(*) FILTER (WHERE is_harvest) AS harvest_exchanges,
            sum(output_tokens) AS output_tokens, min(ts) AS first_ts, max(ts) AS last_ts
        FROM campaign_exchange GROUP BY campaign_no, account_id""",
        ),
        Step(
            "usual_harvest",
            """
        SELECT campaign_no, median(harvest_exchanges / exchanges::DOUBLE) AS share
        FROM account_harvest WHERE is_member GROUP BY campaign_no""",
        ),
    ]


def campaign_exchange_sql() -> str:
    """Return SQL for the candidates' exchanges, each said to be harvest or camouflage."""
    return f"""
        WITH marked AS (
            SELECT c.campaign_no, c.is_member, m.exchange_key IS NOT NULL AS templated,
                coalesce(x.elicits_reasoning, false) OR coalesce(x.asks_grading, false)
                    OR coalesce(x.asks_generation, false) AS asking, x.*
            FROM campaign_account c JOIN account a USING (account_no)
                JOIN candidate_exchange x USING (account_id)
                LEFT JOIN campaign_mark m
                    ON m.group_no = c.campaign_no AND m.exchange_key = x.exchange_key),
        speaking AS (
            SELECT campaign_no,
                avg(CASE WHEN templated OR asking THEN 1.0 ELSE 0.0 END) >= {OWN_TEXT} AS by_text
            FROM marked WHERE is_member GROUP BY campaign_no)
        SELECT CASE WHEN s.by_text THEN templated OR asking
                ELSE coalesce(turn_count, 1) <= 1 END AS is_harvest, marked.*
        FROM marked JOIN speaking s USING (campaign_no)"""


def harvests(engine: Engine, settings: JudgementSettings) -> dict[int, Harvest]:
    """Return the harvest of each campaign, over the accounts that are named."""
    table = engine.read(
        """
        SELECT x.campaign_no, coalesce(x.capability, 'unknown') AS capability,
            count(*) FILTER (WHERE is_harvest) AS taken,
            coalesce(sum(output_tokens) FILTER (WHERE is_harvest), 0) AS tokens,
            count(*) AS exchanges
        FROM campaign_exchange x JOIN named_account n USING (campaign_no, account_id)
        GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    rows: dict[int, list[tuple[str, int, int, int]]] = {}
    for campaign, *row in zip(*(c.to_pylist() for c in table.columns), strict=True):
        rows.setdefault(campaign, []).append((row[0], int(row[1]), int(row[2]), int(row[3])))
    found = {}
    for campaign, parts in rows.items():
        taken, tokens = sum(p[1] for p in parts), sum(p[2] for p in parts)
        everything = sum(p[3] for p in parts)
        found[campaign] = Harvest(
            exchanges=taken,
            output_tokens=tokens,
            by_capability={name: count for name, count, _, _ in parts if count},
            camouflage_share=round(1 - taken / everything, 4) if everything else 0.0,
            value_low=round(tokens / 1e6 * settings.price_low, 2),
            value_high=round(tokens / 1e6 * settings.price_high, 2),
        )
    return found
