"""Shared means of payment."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(payment_id) AS item, payment_id AS label
        FROM {exchange} WHERE payment_id IS NOT NULL"""


SIGNAL = TieSignal(
    name="payment",
    title="Shared means of payment",
    axis="coordination",
    family="payment",
    rationale=(
        "Harvesters open accounts faster than they find cards. Three to six accounts on "
        "one card, and many such cards side by side, is what card-sharing farms show; "
        "honest strangers do not share one."
    ),
    references=(
        "THREATS.md, requirement 1: shared payment",
        "THREATS.md, scenario farm",
        "research/judgement.md, S0: Fellegi-Sunter weights",
    ),
    false_positives=(
        "households and couples on one card",
        "a company that pays for its staff's accounts (rolled up where org_id is known)",
        "CI systems on one card",
    ),
    requires=("payment_id",),
    items_sql=items_sql,
    noun="a means of payment",
    value_space=1 << 30,
    forms_groups=True,
)
