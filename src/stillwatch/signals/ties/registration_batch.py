"""Registration batch."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, label, item_hash(label) AS item FROM (
            SELECT account_id, concat_ws(' / ', email_domain, plan,
                strftime(signup_ts, '%Y-%m-%d %H:00')) AS label
            FROM {exchange} WHERE signup_ts IS NOT NULL AND email_domain IS NOT NULL)"""


SIGNAL = TieSignal(
    name="registration_batch",
    title="Registration batch",
    axis="coordination",
    family="registration",
    rationale=(
        "Accounts bought or scripted in bulk carry the marks of one batch: the same hour, "
        "mail domain and plan."
    ),
    references=(
        "THREATS.md, scenario farm: sign-up batches",
        "THREATS.md, requirement 7: similar registrations, bulk purchases",
    ),
    false_positives=(
        "a class or workshop that signs up together",
        "a company that onboards its staff (rolled up where org_id is known)",
        "a public event that sends many people at once",
    ),
    requires=(
        "signup_ts",
        "email_domain",
    ),
    items_sql=items_sql,
    noun="the hour of sign-up, the mail domain and the plan",
)
