"""Follow-up turns sooner than anybody reads and types."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of follow-up turns of a talk that came too soon for a person.

    Within one account's talk, and without tools: an agent's loop has nobody who reads. Reading
    takes a second for twenty tokens of the answer before, typing a third of a second a word.
    """
    return f"""
        WITH turn AS (
            SELECT group_no, account_no, ts, exchange_key, turn_count, output_tokens,
                prompt_words,
                CASE WHEN turn_count = 1 THEN prompt_hash ELSE opening_hash END AS talk
            FROM {rows} WHERE turn_count >= 1 AND tools_hash IS NULL),
        paired AS (
            SELECT group_no, date_diff('millisecond', lag(ts) OVER talk, ts) / 1000.0 AS gap,
                turn_count - lag(turn_count) OVER talk AS step,
                lag(output_tokens) OVER talk / 20.0 + coalesce(prompt_words, 0) / 3.0 AS needed
            FROM turn WHERE talk IS NOT NULL
            WINDOW talk AS (PARTITION BY group_no, account_no, talk ORDER BY ts, exchange_key))
        SELECT group_no, avg(CASE WHEN gap < needed THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM paired WHERE step = 1 AND gap >= 0 GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="unread_answers",
    title="Nobody read the answers",
    axis="extraction",
    family="replay",
    rationale=(
        "In a talk between a person and a model the next turn waits for reading and typing. A "
        "saved session that is run again sends turn after turn as fast as answers come."
    ),
    references=(
        "THREATS.md, scenario replay: no think time",
        "THREATS.md, scenario replay: old context re-sent",
    ),
    false_positives=(
        "honest evaluations that run scripted talks",
        "apps that send a person's words on in pieces",
    ),
    requires=("turn_count", "prompt_hash"),
    also=("opening_hash", "tools_hash", "prompt_words"),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the follow-up turns came sooner than the answer before could be read "
        "and the next turn typed (harmless groups: {reference:.0%})"
    ),
)
