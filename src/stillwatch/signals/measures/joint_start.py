"""Started together."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for the largest share of accounts whose first request falls into one 24 hours.

    Of an account that is there on the log's first day nobody knows when it began: it counts as
    a member, not as a start, and where most are such the signal cannot tell.
    """
    return f"""
        SELECT group_no, max(CASE WHEN began THEN near ELSE 0 END) / max(members)::DOUBLE AS value,
            max(sent) AS exchanges
        FROM (
            SELECT group_no, began, count(*) OVER (PARTITION BY group_no) AS members,
                sum(sent) OVER (PARTITION BY group_no) AS sent,
                count(*) OVER (PARTITION BY group_no, began ORDER BY first_ts
                    RANGE BETWEEN CURRENT ROW AND INTERVAL 24 HOURS FOLLOWING) AS near
            FROM (
                SELECT r.group_no, r.account_no, min(r.ts) AS first_ts, count(*) AS sent,
                    min(r.ts) >= max(p.opened) + INTERVAL 24 HOURS AS began
                FROM {rows} r CROSS JOIN (SELECT min(first_ts) AS opened FROM {population}) p
                GROUP BY r.group_no, r.account_no))
        GROUP BY group_no
        HAVING max(members) >= 3 AND 2 * count(*) FILTER (WHERE began) >= max(members)"""


SIGNAL = MeasureSignal(
    name="joint_start",
    title="Started together",
    axis="coordination",
    family="registration",
    rationale=(
        "Accounts of one batch are switched on together. Strangers come one by one, so a group "
        "of them begins on as many days as it has members."
    ),
    references=(
        "THREATS.md, requirement 7: new accounts at maximum at once",
        "THREATS.md, scenario respawn",
    ),
    false_positives=(
        "a class or workshop",
        "customers of an event or an announcement",
    ),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the accounts first appeared within the same 24 hours (harmless "
        "groups: {reference:.0%})"
    ),
)
