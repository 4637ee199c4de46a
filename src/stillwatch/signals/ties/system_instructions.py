"""Shared system instructions."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, system_hash AS item,
            'system instructions ' || item_name(system_hash) AS label
        FROM {exchange} WHERE system_hash IS NOT NULL"""


SIGNAL = TieSignal(
    name="system_instructions",
    title="Shared system instructions",
    axis="coordination",
    family="content",
    rationale=(
        "A rival product relayed to the model brings its own system prompt along; a "
        "pipeline brings its role text."
    ),
    references=(
        "THREATS.md, scenario relay: a rival's system prompt or harness string",
        "THREATS.md, requirement 3",
    ),
    false_positives=(
        (
            "everybody on one coding agent or open-source app: harmless, and cleared by "
            "the other axis"
        ),
    ),
    requires=("system_hash",),
    items_sql=items_sql,
    row_items=("system_hash",),
    noun="their system instructions",
)
