"""Prompts that a data pipeline sends."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the mean of the score, 0 what people send .. 1 a pipeline's prompt."""
    return f"""
        SELECT group_no, avg(reads_as_task) AS value, count(reads_as_task) AS exchanges
        FROM {rows} WHERE reads_as_task IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="pipeline_prompts",
    title="Prompts of a data pipeline",
    axis="extraction",
    family="content",
    rationale=(
        "A pipeline's prompts order, talk of tasks and answers, fill a form, and nobody stands "
        "behind them. One prompt says little; the mean over a group's tells corpora nobody has "
        "seen from people, exams and talk."
    ),
    references=(
        "DESIGN.md, section 5: data-generation prompts",
        "docs/content.md: corpora and languages left out",
    ),
    false_positives=(
        "products whose back-end fills a template with documents",
        "hard instructions of experts, who write like a task setter",
        "missed: harvests that speak as simulated users, of whom it cannot tell",
    ),
    requires=("reads_as_task",),
    measure_sql=measure_sql,
    statement="prompts read as a data pipeline's to {value:.0%} (harmless groups: {reference:.0%})",
)
