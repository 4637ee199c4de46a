"""No conversation."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of exchanges that are neither preceded nor followed in a talk.

    Where turns are not logged, one request in a session of its own may be the first of a talk or
    carry a history along: it cannot be told, and counts neither way.
    """
    return f"""
        SELECT group_no, avg(alone) AS value, count(alone) AS exchanges
        FROM (
            SELECT group_no, CASE WHEN turn_count >= 2 OR in_session >= 2 THEN 0.0
                WHEN turn_count <= 1 THEN 1.0 END AS alone
            FROM (
                SELECT group_no, turn_count, CASE WHEN session_id IS NULL THEN 1
                    ELSE count(*) OVER (PARTITION BY group_no, session_id) END AS in_session
                FROM {rows} WHERE turn_count IS NOT NULL OR session_id IS NOT NULL))
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="conversation_shape",
    title="No conversation",
    axis="extraction",
    family="conversation",
    rationale=(
        "People follow up, correct and thank. A harvester takes the answer and goes to "
        "the next task."
    ),
    references=(
        "DESIGN.md, section 5: no conversation",
        "THREATS.md, scenario farm",
    ),
    false_positives=(
        "batch jobs of honest back-ends",
        "benchmark and evaluation runs",
        "logs whose gateway does not pass session ids on: then turns decide",
    ),
    requires=(
        "turn_count",
        "session_id",
    ),
    any_of=True,
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests stand alone, without a turn before or after "
        "(harmless groups: {reference:.0%})"
    ),
)
