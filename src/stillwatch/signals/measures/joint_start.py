"""Started together."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the largest share of accounts whose first request falls into one 24 hours."""
    return f"""
        SELECT group_no, max(near) / max(members)::DOUBLE AS value, max(sent) AS exchanges
        FROM (
            SELECT group_no, count(*) OVER (PARTITION BY group_no) AS members,
                sum(sent) OVER (PARTITION BY group_no) AS sent,
                count(*) OVER (PARTITION BY group_no ORDER BY first_ts
                    RANGE BETWEEN CURRENT ROW AND INTERVAL 24 HOURS FOLLOWING) AS near
            FROM (
                SELECT group_no, account_no, min(ts) AS first_ts, count(*) AS sent
                FROM {rows} GROUP BY group_no, account_no))
        GROUP BY group_no HAVING max(members) >= 3"""


SIGNAL = MeasureSignal(
    name="joint_start",
    title="Started together",
    axis="coordination",
    family="registration",
    rationale=("Accounts of one batch are switched on together."),
    references=(
        "THREATS.md, requirement 7: new accounts at maximum at once",
        "THREATS.md, scenario respawn",
    ),
    false_positives=(
        "the first day of a log: everybody starts then",
        "a class or workshop",
    ),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the accounts first appeared within the same 24 hours (harmless "
        "groups: {reference:.0%})"
    ),
)
