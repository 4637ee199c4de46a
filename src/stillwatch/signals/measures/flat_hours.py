"""Round the clock."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the entropy of the hour of day, as a share of its maximum.

    Corrected for few exchanges after Miller (1955), for entropy is biased low.
    """
    return f"""
        SELECT group_no, (-sum(share * ln(share)) + 23 / (2 * max(total))) / ln(24) AS value,
            max(total) AS exchanges
        FROM (
            SELECT group_no, count(*)::DOUBLE / sum(count(*)) OVER (PARTITION BY group_no)
                    AS share,
                sum(count(*)) OVER (PARTITION BY group_no) AS total
            FROM {rows} GROUP BY group_no, extract('hour' FROM ts))
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="flat_hours",
    title="Round the clock",
    axis="extraction",
    family="usage",
    rationale=("People sleep; a group in one region that works round the clock is a machine."),
    references=(
        "THREATS.md, requirement 7: round-the-clock use",
        "research/judgement.md, S6: hour entropy (weak)",
    ),
    false_positives=(
        "customers all over the world",
        "monitoring and batch jobs",
    ),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "the hours of the day are used to {value:.0%} evenness (harmless groups: {reference:.0%})"
    ),
    minimum_exchanges=200,
)
