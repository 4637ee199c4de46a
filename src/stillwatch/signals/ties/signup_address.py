"""Shared sign-up address."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(signup_ip) AS item, signup_ip AS label
        FROM {exchange} WHERE signup_ip IS NOT NULL"""


SIGNAL = TieSignal(
    name="signup_address",
    title="Shared sign-up address",
    axis="coordination",
    family="registration",
    rationale=(
        "Registration is the moment when farms are least careful: batches are opened from "
        "one exit before use is spread over many."
    ),
    references=(
        "THREATS.md, requirement 7: similar registrations, bulk purchases",
        "LinkedIn AISec'15: clusters of registrations",
    ),
    false_positives=(
        "classes and workshops signing up together",
        "offices",
        "mobile carriers",
    ),
    requires=("signup_ip",),
    items_sql=items_sql,
    noun="the address they signed up from",
    value_space=0,
    forms_groups=True,
)
