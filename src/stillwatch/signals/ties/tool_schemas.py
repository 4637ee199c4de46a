"""Shared tool schemas."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, tools_hash AS item, 'tool schemas ' || item_name(tools_hash) AS label
        FROM {exchange} WHERE tools_hash IS NOT NULL"""


SIGNAL = TieSignal(
    name="tool_schemas",
    title="Shared tool schemas",
    axis="coordination",
    family="content",
    rationale=("Agentic harvests run one harness: its tool definitions travel with each request."),
    references=(
        "THREATS.md, requirement 4: agentic and tool-use harvesting",
        "THREATS.md, scenario replay: coding harnesses",
    ),
    false_positives=("everybody on one agent framework",),
    requires=("tools_hash",),
    items_sql=items_sql,
    row_items=("tools_hash",),
    noun="a set of tool schemas",
)
