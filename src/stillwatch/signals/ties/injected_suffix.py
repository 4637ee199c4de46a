"""Injected suffix."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, suffix_hash AS item, 'suffix ' || item_name(suffix_hash) AS label
        FROM {exchange} WHERE suffix_hash IS NOT NULL"""


SIGNAL = TieSignal(
    name="injected_suffix",
    title="Injected suffix",
    axis="coordination",
    family="content",
    rationale=(
        "Output formats and forced reasoning are as often appended as prepended: the task before "
        "them changes, the order at the end does not."
    ),
    references=(
        "THREATS.md, scenario trace",
        "THREATS.md, scenario judge: same rubric skeleton",
    ),
    false_positives=(
        "apps that append format instructions",
        "answers pasted with the same signature",
    ),
    requires=("suffix_hash",),
    items_sql=items_sql,
    row_items=("suffix_hash",),
    noun="the end of a prompt",
)
