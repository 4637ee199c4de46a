"""Output-heavy requests."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for the mean log output length against the average of the same model."""
    return f"""
        SELECT r.group_no, avg(ln(1 + r.output_tokens) - m.log_output) AS value,
            count(*) AS exchanges
        FROM {rows} r JOIN {population}_model m USING (model)
        WHERE r.output_tokens > 0
        GROUP BY r.group_no"""


SIGNAL = MeasureSignal(
    name="output_yield",
    title="Output-heavy requests",
    axis="extraction",
    family="yield",
    rationale=(
        "Training data is bought by the answer: requests are shaped so that each yields much."
    ),
    references=(
        "DESIGN.md, section 5: output-heavy requests",
        "THREATS.md, requirement 2: training-valuable content",
    ),
    false_positives=(
        "writers of long documents",
        "code generation",
    ),
    requires=("output_tokens",),
    measure_sql=measure_sql,
    statement=(
        "answers are {value:+.2f} in log length against the model's average (harmless "
        "groups: {reference:+.2f})"
    ),
)
