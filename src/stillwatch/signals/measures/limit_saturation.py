"""Answers fill the limit."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of answers that were cut by, or fill, the output limit."""
    return f"""
        SELECT group_no, avg(CASE WHEN finish_reason = 'length'
                OR output_tokens >= 0.98 * max_tokens THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM {rows} WHERE max_tokens IS NOT NULL OR finish_reason IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="limit_saturation",
    title="Answers fill the limit",
    axis="extraction",
    family="yield",
    rationale=("A harvester raises the limit as far as it goes and uses it up."),
    references=("DESIGN.md, section 5: saturation of max_tokens",),
    false_positives=("clients with a low default limit",),
    requires=(
        "max_tokens",
        "finish_reason",
    ),
    any_of=True,
    measure_sql=measure_sql,
    statement="{value:.0%} of the answers fill their limit (harmless groups: {reference:.0%})",
)
