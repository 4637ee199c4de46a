"""Reasoning is forced out."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of exchanges that demand the reasoning itself in writing."""
    return f"""
        SELECT group_no, avg(elicits_reasoning::INT) AS value, count(*) AS exchanges
        FROM {rows} WHERE elicits_reasoning IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="reasoning_elicitation",
    title="Reasoning is forced out",
    axis="extraction",
    family="content",
    rationale=(
        "Text that makes the model write its internal reasoning out turns every task "
        "into a training trace; who only wants the answer has no use for it."
    ),
    references=(
        "THREATS.md, scenario trace; requirement 3",
        "THREATS.md, requirement 2",
    ),
    false_positives=(
        "people who study how models reason",
        "teachers who ask for worked steps",
        "prompt libraries with 'think step by step'",
    ),
    requires=("elicits_reasoning",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests demand the reasoning itself in writing (harmless "
        "groups: {reference:.0%})"
    ),
)
