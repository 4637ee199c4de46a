"""Grading under a rubric."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of exchanges that ask for grading or critique."""
    return f"""
        SELECT group_no, avg(asks_grading::INT) AS value, count(*) AS exchanges
        FROM {rows} WHERE asks_grading IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="rubric_grading",
    title="Grading under a rubric",
    axis="extraction",
    family="content",
    rationale=(
        "Preference data and trace cleaning use the victim model as the judge: one "
        "rubric, thousands of answers."
    ),
    references=(
        "THREATS.md, scenario judge; requirement 4",
        "THREATS.md, requirement 2",
    ),
    false_positives=(
        "honest evaluation teams and nightly evaluations",
        "teachers who grade essays",
    ),
    requires=("asks_grading",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests ask for grading, critique or a choice between "
        "answers (harmless groups: {reference:.0%})"
    ),
)
