"""Reasoning-heavy output."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for the reasoning share of output against the average of the same model."""
    return f"""
        SELECT r.group_no, avg(r.reasoning_tokens / r.output_tokens::DOUBLE - m.reasoning_share)
                AS value,
            count(*) AS exchanges
        FROM {rows} r JOIN {population}_model m USING (model)
        WHERE r.output_tokens > 0 AND r.reasoning_tokens IS NOT NULL
            AND m.reasoning_share IS NOT NULL
        GROUP BY r.group_no"""


SIGNAL = MeasureSignal(
    name="reasoning_yield",
    title="Reasoning-heavy output",
    axis="extraction",
    family="yield",
    rationale=(
        "Reasoning traces are what distillation wants most, so its tasks are chosen to "
        "make the model reason."
    ),
    references=("THREATS.md, scenario trace: reasoning share of output",),
    false_positives=(
        "mathematics and olympiad users",
        "reasoning benchmarks",
    ),
    requires=("reasoning_tokens",),
    measure_sql=measure_sql,
    statement=(
        "reasoning makes up {value:+.0%} more of the output than the model's average "
        "(harmless groups: {reference:+.0%})"
    ),
)
