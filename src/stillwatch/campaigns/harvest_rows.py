"""Whose exchanges are looked at to tell harvest from camouflage: candidates and controls.

Camouflage is other people's everyday use, so beside each campaign stands a control: as many
exchanges of accounts that are near no campaign, drawn by a hash of their id. What is measured of
the campaign's exchanges is measured of the control's in the same way.
"""

from __future__ import annotations

from typing import Final

from stillwatch.store.steps import Step

CONTROL_MOST: Final = 200_000
"""Exchanges of a control at most: more make no rate any surer."""

TEXTS: Final = (
    "prompt_hash", "template_hash", "prefix_hash", "suffix_hash", "near_1", "near_2", "near_3",
    "near_4", "system_hash", "tools_hash", "context_hash", "opening_hash",
)  # fmt: skip
"""Columns by which exchanges of several accounts are known to carry the same."""

MEASURED: Final = (
    "exchange_key", "ts", "model", "output_tokens", "reasoning_tokens", "duration_ms",
    "max_tokens", "temperature", "turn_count", "prompt_words", "capability",
    "elicits_reasoning", "asks_grading", "asks_generation", "style_impersonal",
)  # fmt: skip
"""Other columns of the exchange that features are made of."""


def harvest_row_steps() -> list[Step]:
    """Return the steps that make `candidate_exchange`, `harvest_set` and `harvest_row`.

    Reads `campaign_account` (campaign_no, account_no, is_member), `account` and `exchange`.
    `harvest_set` numbers a campaign as the scan does, its control -1 - campaign_no.
    """
    return [
        Step(
            "candidate_exchange",
            """
        SELECT x.* FROM exchange x
        WHERE x.account_id IN (
                SELECT a.account_id FROM account a JOIN campaign_account c USING (account_no))
            AND coalesce(x.status, 'success') = 'success'""",
        ),
        Step("harvest_outside", outside_sql()),
        Step("harvest_set", set_sql()),
        Step("harvest_row", row_sql()),
        Step("harvest_size", size_sql()),
    ]


def outside_sql() -> str:
    """Return SQL for the accounts near no campaign, in the order in which they are drawn."""
    return """
        SELECT account_id, exchanges,
            sum(exchanges) OVER (ORDER BY item_hash(account_id), account_id
                ROWS UNBOUNDED PRECEDING) - exchanges AS before,
            sum(exchanges) OVER () AS everything
        FROM account WHERE account_no NOT IN (SELECT account_no FROM campaign_account)"""


def set_sql() -> str:
    """Return SQL for the accounts of each campaign and of its control.

    `weight` keeps one busy customer from standing for all: no account of a control counts more
    than a member does on average. Half of the outside at most is drawn, for the other half
    tells how common a text is elsewhere.
    """
    return f"""
        WITH size AS (
            SELECT c.campaign_no, avg(a.exchanges) AS mean,
                least(sum(a.exchanges), {CONTROL_MOST}) AS wanted
            FROM campaign_account c JOIN account a USING (account_no)
            WHERE c.is_member GROUP BY c.campaign_no)
        SELECT c.campaign_no AS set_no, a.account_id, c.is_member, 1.0::DOUBLE AS weight
        FROM campaign_account c JOIN account a USING (account_no)
        UNION ALL
        SELECT -1 - s.campaign_no AS set_no, o.account_id, true AS is_member,
            least(1.0, s.mean / o.exchanges)::DOUBLE AS weight
        FROM size s JOIN harvest_outside o
            ON o.before < s.wanted AND o.before < o.everything / 2"""


def row_sql() -> str:
    """Return SQL for the answered exchanges of all sets, with what features are made of."""
    columns = ", ".join(f"x.{name}" for name in (*MEASURED, *TEXTS))
    return f"""
        SELECT s.set_no, s.account_id, s.is_member, s.weight, {columns},
            CASE WHEN x.session_id IS NOT NULL THEN item_hash('session ' || x.session_id) END
                AS session_item
        FROM harvest_set s JOIN exchange x USING (account_id)
        WHERE coalesce(x.status, 'success') = 'success'"""


def size_sql() -> str:
    """Return SQL for the members' exchanges of each set, and those of others beside it."""
    return """
        WITH everybody AS (SELECT coalesce(sum(exchanges), 0)::DOUBLE AS outside
            FROM harvest_outside)
        SELECT r.set_no, count(*)::DOUBLE AS inside,
            greatest(0, e.outside - CASE WHEN r.set_no < 0 THEN count(*) ELSE 0 END) AS outside
        FROM harvest_row r CROSS JOIN everybody e WHERE r.is_member
        GROUP BY r.set_no, e.outside"""
