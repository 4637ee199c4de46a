"""Shared client build."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(label) AS item, label FROM (
            SELECT account_id, concat_ws(' / ', user_agent, tls_fingerprint) AS label
            FROM {exchange} WHERE user_agent IS NOT NULL OR tls_fingerprint IS NOT NULL)"""


SIGNAL = TieSignal(
    name="client_build",
    title="Shared client build",
    axis="coordination",
    family="client",
    rationale=(
        "One harness drives all accounts, so they name the same client and shake hands "
        "the same way. A build that half the customers use weighs next to nothing."
    ),
    references=(
        "THREATS.md, requirement 7: metadata",
        "THREATS.md, requirement 1: identical patterns",
    ),
    false_positives=(
        "everybody on one popular SDK or coding agent",
        "one open-source app used by strangers",
    ),
    requires=(
        "user_agent",
        "tls_fingerprint",
    ),
    any_of=True,
    items_sql=items_sql,
    noun="a client build",
    forms_groups=False,
)
