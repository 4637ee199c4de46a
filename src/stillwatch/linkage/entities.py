"""Accounts, and the entities they are rolled up to before anything is compared.

A company's own keys share everything and that is no news, so the unit of linkage is the
billing or legal entity where the log names one, else the account.
"""

from __future__ import annotations

from typing import Final

from stillwatch.store.steps import Step

DRAW_SPACE: Final = 1 << 20
"""Entities are sampled by a hash of their name, so that the same ones return at each scale."""


def entity_steps(roll_up_limit: float) -> list[Step]:
    """Return the steps that make `account` and `entity` from `exchange`."""
    return [
        Step("account_seen", account_seen_sql()),
        Step("organisation", organisation_sql(roll_up_limit)),
        Step("account", account_sql()),
        Step("entity", entity_sql()),
        Step("account_model", account_model_sql()),
        Step("account_plan", account_plan_sql()),
        Step("account_hour", account_hour_sql()),
    ]


def account_seen_sql() -> str:
    """Return SQL for one row per account with its totals."""
    return """
        SELECT account_id, min(org_id) AS org_id, max(plan) AS plan,
            min(email_domain) AS email_domain, count(*) AS exchanges,
            sum(output_tokens) AS output_tokens, min(ts) AS first_ts, max(ts) AS last_ts,
            count(DISTINCT day) AS days, min(signup_ts) AS signup_ts
        FROM exchange GROUP BY account_id"""


def organisation_sql(roll_up_limit: float) -> str:
    """Return SQL for organisations to roll up: none that names too large a share of accounts,
    for that is a default value of the log, not a customer."""
    return f"""
        SELECT org_id, count(*) AS accounts FROM account_seen
        WHERE org_id IS NOT NULL GROUP BY org_id
        HAVING count(*) <= greatest(20, {roll_up_limit} * (SELECT count(*) FROM account_seen))"""


def account_sql() -> str:
    """Return SQL for the accounts with dense numbers, in the order of their ids."""
    return """
        SELECT row_number() OVER (ORDER BY a.account_id) AS account_no,
            dense_rank() OVER (ORDER BY coalesce('org ' || o.org_id, 'account ' || a.account_id))
                AS entity_no,
            coalesce('org ' || o.org_id, 'account ' || a.account_id) AS entity, a.*
        FROM account_seen a LEFT JOIN organisation o USING (org_id)"""


def entity_sql() -> str:
    """Return SQL for the entities, each with its draw in 0..DRAW_SPACE and its mail domain."""
    return f"""
        SELECT entity_no, entity, count(*) AS accounts, sum(exchanges) AS exchanges,
            min(email_domain) AS email_domain, item_hash(entity) % {DRAW_SPACE} AS draw
        FROM account GROUP BY entity_no, entity"""


def account_model_sql() -> str:
    """Return SQL for what the population gets from each model: the base of yield measures."""
    return """
        SELECT model, avg(ln(1 + output_tokens)) AS log_output,
            avg(reasoning_tokens / output_tokens::DOUBLE) AS reasoning_share
        FROM exchange WHERE output_tokens > 0 GROUP BY model"""


def account_plan_sql() -> str:
    """Return SQL for the median tokens a day of each plan's accounts."""
    return """
        SELECT plan, median(output_tokens::DOUBLE / days) AS tokens_a_day
        FROM account_seen WHERE plan IS NOT NULL GROUP BY plan"""


def account_hour_sql() -> str:
    """Return SQL for the exchanges of each hour of the day, over everybody."""
    return """
        SELECT extract('hour' FROM ts) AS hour, count(*)::DOUBLE AS exchanges
        FROM exchange GROUP BY 1"""
