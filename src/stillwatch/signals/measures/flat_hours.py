"""Round the clock."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for how much more evenly the hours are used than by everybody.

    Both are entropies as a share of their maximum, corrected for few exchanges after Miller
    (1955). Against everybody, for customers from all over the world make any large group flat.
    """
    return f"""
        WITH used AS (
            SELECT group_no, count(*)::DOUBLE / sum(count(*)) OVER (PARTITION BY group_no)
                    AS share,
                sum(count(*)) OVER (PARTITION BY group_no) AS total
            FROM {rows} GROUP BY group_no, extract('hour' FROM ts)),
        usual AS (
            SELECT -sum(share * ln(share)) AS entropy FROM (
                SELECT exchanges / sum(exchanges) OVER () AS share FROM {population}_hour))
        SELECT u.group_no,
            (-sum(u.share * ln(u.share)) + 23 / (2 * max(u.total)) - max(p.entropy)) / ln(24)
                AS value,
            max(u.total) AS exchanges
        FROM used u CROSS JOIN usual p GROUP BY u.group_no"""


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
        "customers from all over the world, where most others are from one country",
        "monitoring and batch jobs",
    ),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "the hours of the day are used {value:+.1%} more evenly than by everybody "
        "(harmless groups: {reference:+.1%})"
    ),
    minimum_exchanges=200,
)
