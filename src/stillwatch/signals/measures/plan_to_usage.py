"""Usage beyond the plan."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for the mean log of tokens a day against the median of the same plan."""
    return f"""
        SELECT r.group_no, avg(ln(r.tokens_a_day / p.tokens_a_day)) AS value,
            sum(r.exchanges) AS exchanges
        FROM (
            SELECT group_no, account_no, plan, count(*) AS exchanges,
                sum(output_tokens)::DOUBLE / count(DISTINCT day) AS tokens_a_day
            FROM {rows} WHERE plan IS NOT NULL GROUP BY group_no, account_no, plan) r
        JOIN {population}_plan p USING (plan)
        WHERE r.tokens_a_day > 0 AND p.tokens_a_day > 0
        GROUP BY r.group_no"""


SIGNAL = MeasureSignal(
    name="plan_to_usage",
    title="Usage beyond the plan",
    axis="extraction",
    family="usage",
    rationale=(
        "Enterprise throughput on a small plan, from the first day on, is what bulk "
        "accounts are opened for."
    ),
    references=("THREATS.md, requirement 7: subscription-to-usage ratio",),
    false_positives=(
        "power users",
        "people who have just discovered agents",
    ),
    requires=("plan",),
    measure_sql=measure_sql,
    statement=(
        "accounts use {value:+.2f} in log tokens a day against the median of their plan "
        "(harmless groups: {reference:+.2f})"
    ),
)
