"""Dispatched one after the other."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the variation of the gaps between an account's turns, in stream ranks."""
    return f"""
        SELECT group_no, stddev_samp(turn) / avg(turn) AS value, count(*) AS exchanges
        FROM (
            SELECT group_no, place - lag(place) OVER (
                PARTITION BY group_no, account_no ORDER BY place) AS turn
            FROM (
                SELECT group_no, account_no,
                    row_number() OVER (PARTITION BY group_no ORDER BY ts, exchange_key) AS place
                FROM {rows}))
        WHERE turn IS NOT NULL
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="steady_gaps",
    title="Dispatched one after the other",
    axis="extraction",
    family="load",
    rationale=(
        "Counted in the stream of the whole group, a load balancer comes back to each "
        "account after about the same number of requests; people come in bursts."
    ),
    references=(
        (
            "research/judgement.md, S6: gap CV in stream ranks (round robin 0, harmless "
            "sessions far above 1)"
        ),
        "THREATS.md, scenario relay: load balance",
    ),
    false_positives=("polling jobs",),
    requires=("ts",),
    measure_sql=measure_sql,
    statement=(
        "an account's turns in the group's stream vary by {value:.2f} of their mean "
        "(harmless groups: {reference:.2f})"
    ),
    tail="low",
    minimum_exchanges=50,
)
