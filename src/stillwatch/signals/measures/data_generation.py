"""Data generation."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of exchanges that ask for tasks, examples or data sets."""
    return f"""
        SELECT group_no, avg(asks_generation::INT) AS value, count(*) AS exchanges
        FROM {rows} WHERE asks_generation IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="data_generation",
    title="Data generation",
    axis="extraction",
    family="content",
    rationale=(
        "Requests for diverse tasks, rewritten instructions and question-answer pairs "
        "are the raw material of a student model."
    ),
    references=(
        "THREATS.md, scenario farm; requirement 4",
        "THREATS.md, requirement 2",
    ),
    false_positives=(
        "contracted synthetic-data customers",
        "testers who need fixtures",
        "teachers who write exercises",
    ),
    requires=("asks_generation",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests ask for tasks, examples or data sets (harmless "
        "groups: {reference:.0%})"
    ),
)
