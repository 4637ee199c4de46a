"""Tasks without a person."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the mean of the style score, 0 a person .. 1 a self-contained task."""
    return f"""
        SELECT group_no, avg(style_impersonal) AS value, count(*) AS exchanges
        FROM {rows} WHERE style_impersonal IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="impersonal_style",
    title="Tasks without a person",
    axis="extraction",
    family="content",
    rationale=(
        "People write from a situation: first person, typos, thanks. Generated "
        "instructions are complete, well formed and nobody's."
    ),
    references=(
        "DESIGN.md, section 5: data-generation prompts",
        "research/judgement.md, findings 5",
    ),
    false_positives=(
        "careful writers",
        "back-ends and apps, whose prompts are written once and well",
    ),
    requires=("style_impersonal",),
    measure_sql=measure_sql,
    statement=(
        "prompts read as self-contained tasks to {value:.0%} (harmless groups: {reference:.0%})"
    ),
)
