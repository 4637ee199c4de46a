"""Shared request configuration."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(label) AS item, label FROM (
            SELECT account_id, concat_ws(' ', model, 'temperature', temperature, 'max_tokens',
                max_tokens, 'choices', choice_count, 'stream', stream) AS label
            FROM {exchange} WHERE temperature IS NOT NULL OR max_tokens IS NOT NULL)"""


SIGNAL = TieSignal(
    name="request_configuration",
    title="Shared request configuration",
    axis="coordination",
    family="client",
    rationale=(
        "A pipeline asks with one configuration: the same model, temperature and limit, "
        "request after request, over all its accounts."
    ),
    references=("THREATS.md, requirement 1: identical patterns",),
    false_positives=(
        "defaults of a popular SDK: popular, so weak",
        "an app with fixed settings used by strangers",
    ),
    requires=(
        "temperature",
        "max_tokens",
    ),
    any_of=True,
    items_sql=items_sql,
    noun="a request configuration",
    forms_groups=False,
)
