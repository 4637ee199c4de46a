"""One-off coverage."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of prompts that were sent exactly once within the group."""
    return f"""
        SELECT group_no, avg(CASE WHEN sent = 1 THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM (
            SELECT group_no, count(*) OVER (PARTITION BY group_no, prompt_hash) AS sent
            FROM {rows} WHERE prompt_hash IS NOT NULL)
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="one_off_coverage",
    title="One-off coverage",
    axis="extraction",
    family="coverage",
    rationale=(
        "A task list handed out over accounts is covered once: no retries, no shared "
        "questions, little overlap. Groups that are coordinated for harmless reasons "
        "repeat themselves: the same assignment, benchmark item or nightly check."
    ),
    references=(
        "DESIGN.md, section 5: one-off coverage of a task space",
        "research/judgement.md, S6: partition",
    ),
    false_positives=(
        ("strangers with nothing in common also ask once: this says something about groups only"),
    ),
    requires=("prompt_hash",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the prompts were sent once by one account and never again "
        "(harmless groups: {reference:.0%})"
    ),
)
