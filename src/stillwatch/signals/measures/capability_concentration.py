"""Few capabilities."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of the most used capability."""
    return f"""
        SELECT group_no, max(share) AS value, max(total) AS exchanges
        FROM (
            SELECT group_no, count(*)::DOUBLE / sum(count(*)) OVER (PARTITION BY group_no)
                    AS share,
                sum(count(*)) OVER (PARTITION BY group_no) AS total
            FROM {rows} WHERE capability IS NOT NULL GROUP BY group_no, capability)
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="capability_concentration",
    title="Few capabilities",
    axis="extraction",
    family="content",
    rationale=(
        "Harvests concentrate on what the student lacks: reasoning, code, tool use, grading. "
        "People, and most products, ask for several kinds of thing."
    ),
    references=("THREATS.md, requirement 2: volume concentrated in a few capabilities",),
    false_positives=("products that do one thing",),
    requires=("capability",),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests go to one capability (harmless groups: {reference:.0%})"
    ),
)
