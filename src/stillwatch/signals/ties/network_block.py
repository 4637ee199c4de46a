"""Shared network block."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(client_block) AS item, client_block AS label
        FROM {exchange} WHERE client_block IS NOT NULL"""


SIGNAL = TieSignal(
    name="network_block",
    title="Shared network block",
    axis="coordination",
    family="network",
    rationale=(
        "Rented address space comes in neighbouring addresses; accounts that never share "
        "an address may still share a block."
    ),
    references=("THREATS.md, requirement 1",),
    false_positives=(
        "mobile carriers",
        "cloud regions where many honest back-ends live",
    ),
    requires=("client_block",),
    items_sql=items_sql,
    noun="a network block",
    value_space=0,
    forms_groups=False,
)
