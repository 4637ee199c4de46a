"""No conversation."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of exchanges that are neither preceded nor followed in a talk."""
    return f"""
        SELECT group_no, avg(CASE WHEN turns <= 1 AND in_session <= 1 THEN 1.0 ELSE 0.0 END)
                AS value,
            count(*) AS exchanges
        FROM (
            SELECT group_no, coalesce(turn_count, 1) AS turns,
                CASE WHEN session_id IS NULL THEN 1
                    ELSE count(*) OVER (PARTITION BY group_no, session_id) END AS in_session
            FROM {rows} WHERE turn_count IS NOT NULL OR session_id IS NOT NULL)
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
