"""No time to read."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of follow-on requests that came sooner than reading takes."""
    return f"""
        SELECT group_no, avg(CASE WHEN gap < 1.0 + coalesce(before, 0) / 15.0
                THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM (
            SELECT group_no, lag(output_tokens) OVER turn AS before,
                date_diff('millisecond', lag(ts) OVER turn, ts) / 1000.0 AS gap
            FROM {rows} WINDOW turn AS (
                PARTITION BY group_no, account_no ORDER BY ts, exchange_key))
        WHERE gap IS NOT NULL AND gap < 1800
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="no_reading_time",
    title="No time to read",
    axis="extraction",
    family="conversation",
    rationale=(
        "Nobody reads faster than about fifteen tokens a second. Requests that come "
        "sooner after the last answer were not written by a reader of it."
    ),
    references=(
        "DESIGN.md, section 5: no think time",
        "THREATS.md, scenario replay: no think time",
    ),
    false_positives=(
        "agents and batch jobs",
        "several people behind one account",
        "people who skim: who asks again at the first line has not read the rest",
    ),
    requires=(
        "ts",
        "output_tokens",
    ),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of follow-on requests came before the last answer could be read "
        "(harmless groups: {reference:.0%})"
    ),
)
