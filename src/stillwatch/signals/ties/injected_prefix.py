"""Injected prefix."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, prefix_hash AS item, 'prefix ' || item_name(prefix_hash) AS label
        FROM {exchange} WHERE prefix_hash IS NOT NULL"""


SIGNAL = TieSignal(
    name="injected_prefix",
    title="Injected prefix",
    axis="coordination",
    family="content",
    rationale=(
        "Text injected before every request, to force reasoning or a role, stays the same "
        "while the task behind it changes."
    ),
    references=(
        "THREATS.md, scenario trace: a stable prefix under paraphrase",
        "THREATS.md, requirement 3: fake system prompts",
    ),
    false_positives=(
        "apps that put their instructions into the user turn",
        "letter-like openings that many people share",
    ),
    requires=("prefix_hash",),
    items_sql=items_sql,
    row_items=("prefix_hash",),
    noun="the beginning of a prompt",
)
