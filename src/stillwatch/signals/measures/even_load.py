"""Even load."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal

LEAST_SENT = 10
"""Requests of the median account below which an even load means nothing: once is once."""


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the spread of the accounts' log load a day."""
    return f"""
        SELECT group_no, stddev_samp(ln(a_day)) AS value, sum(sent) AS exchanges
        FROM (
            SELECT group_no, account_no, count(*) AS sent,
                count(*)::DOUBLE / count(DISTINCT day) AS a_day
            FROM {rows} GROUP BY group_no, account_no)
        GROUP BY group_no HAVING count(*) >= 3 AND median(sent) >= {LEAST_SENT}"""


SIGNAL = MeasureSignal(
    name="even_load",
    title="Even load",
    axis="extraction",
    family="load",
    rationale=(
        "A dispatcher spreads its work evenly. Independent customers differ by orders "
        "of magnitude from each other."
    ),
    references=(
        "THREATS.md, requirement 1: load balancing",
        "research/judgement.md, S6: scheduler",
    ),
    false_positives=(
        "plans with a hard quota that everybody uses up",
        "monitoring accounts",
        "visitors who ask once and leave: one request a day is the same load for all",
    ),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "the accounts' daily loads differ by a factor of {value:.2f} in log (harmless "
        "groups: {reference:.2f})"
    ),
    tail="low",
)
