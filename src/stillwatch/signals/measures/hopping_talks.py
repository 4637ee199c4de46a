"""Talks that hop between accounts."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of follow-up turns of a talk that another account had begun.

    It hopped where the account itself did not send the turn before, and another did. Two
    accounts may open a talk with the same words, as a class does; then each has its own turn
    before. A client that drops the oldest turns makes its second prompt the opening of its
    tenth turn: a prompt sent amid a talk may therefore have opened what follows (turn 0).
    """
    return f"""
        WITH turn AS (
            SELECT group_no, account_no, ts, turn_count, opening_hash
            FROM {rows} WHERE turn_count >= 2 AND opening_hash IS NOT NULL),
        sent AS (
            SELECT group_no, opening_hash, turn_count AS turn, account_no, min(ts) AS ts
            FROM turn GROUP BY ALL
            UNION ALL
            SELECT group_no, prompt_hash, 0, account_no, min(ts)
            FROM {rows} WHERE turn_count >= 2 AND prompt_hash IS NOT NULL GROUP BY ALL
            UNION ALL
            SELECT group_no, prompt_hash, 1, account_no, min(ts)
            FROM {rows} WHERE turn_count = 1 AND prompt_hash IS NOT NULL GROUP BY ALL),
        before AS (
            SELECT t.group_no, t.account_no, t.ts, t.opening_hash, t.turn_count,
                bool_or(s.account_no = t.account_no) AS own, count(s.account_no) AS others
            FROM turn t LEFT JOIN sent s
                ON s.group_no = t.group_no AND s.opening_hash = t.opening_hash
                    AND s.turn IN (0, t.turn_count - 1) AND s.ts < t.ts
            GROUP BY ALL)
        SELECT group_no, avg(CASE WHEN others > 0 AND NOT own THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM before GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="hopping_talks",
    title="Talks hop between accounts",
    axis="extraction",
    family="relay",
    rationale=(
        "Behind a load balancer one person's talk goes on at whatever account is next. People "
        "who open a talk with the same words each send their own turns; a relayed talk has its "
        "turns strewn over the pool. It says whose product is served, not what is asked."
    ),
    references=(
        "THREATS.md, scenario relay: conversations that hop between accounts",
        "THREATS.md, requirement 5",
    ),
    false_positives=(
        "one company whose gateway takes any of its keys (rolled up where org_id is known)",
        "an honest router that does not keep a talk on its account",
    ),
    requires=("turn_count", "prompt_hash"),
    also=("opening_hash",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the follow-up turns continue a talk that another account of the group "
        "had begun (harmless groups: {reference:.0%})"
    ),
)
