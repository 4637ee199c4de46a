"""Which exchanges are the harvest and which are camouflage, and what the harvest was worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from stillwatch.campaigns.harvest_features import feature_steps
from stillwatch.campaigns.harvest_mixture import learn
from stillwatch.campaigns.harvest_rows import harvest_row_steps
from stillwatch.campaigns.harvest_text import text_steps
from stillwatch.model.result import Harvest
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine, Step

LIKELY: Final = 0.5
"""Chance from which an exchange counts as harvest."""


def mark_harvest(engine: Engine, told: Callable[[str], None] | None = None) -> None:
    """Make `campaign_exchange`, `account_harvest` and `usual_harvest`.

    Reads `campaign_account` (campaign_no, account_no, is_member), `account`, `account_model` and
    `exchange`. Each exchange of a candidate is held against what the campaign sends and others
    do not: text, instructions and conversations that its accounts share, what is asked for and
    how, shape of the talk, answer and configuration (`harvest_features`), weighed as learned
    from the campaign itself (`harvest_mixture`). What is not harvest is camouflage.
    """
    engine.run([*harvest_row_steps(), *text_steps(), *feature_steps()], told)
    engine.put(
        "harvest_chance", learn(engine.read("SELECT set_no, pattern, weight FROM harvest_pattern"))
    )
    engine.run(marking_steps(), told)


def marking_steps() -> list[Step]:
    """Return the steps that mark the exchanges and sum them up by account and campaign."""
    return [
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
        SELECT h.chance >= {LIKELY} AS is_harvest, h.chance AS harvest_chance,
            f.set_no AS campaign_no, f.is_member, f.templated, x.*
        FROM harvest_feature f JOIN harvest_chance h USING (set_no, pattern)
            JOIN candidate_exchange x USING (exchange_key)
        WHERE f.set_no >= 0"""


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
