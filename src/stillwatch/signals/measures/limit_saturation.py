"""Answers fill the limit."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, population: str) -> str:
    """Return SQL for the share of answers that fill the output limit and are long besides.

    Long: above the model's average. A low limit is filled by anybody's answer.
    """
    return f"""
        SELECT r.group_no, avg(CASE WHEN ln(1 + r.output_tokens) > m.log_output
                AND (r.finish_reason = 'length' OR r.output_tokens >= 0.98 * r.max_tokens)
                THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM {rows} r JOIN {population}_model m USING (model)
        WHERE r.max_tokens IS NOT NULL OR r.finish_reason IS NOT NULL
        GROUP BY r.group_no"""


SIGNAL = MeasureSignal(
    name="limit_saturation",
    title="Answers fill the limit",
    axis="extraction",
    family="yield",
    rationale=(
        "A harvester pays by the request and wants the whole answer: it raises the limit as far "
        "as it goes and uses it up. Only long answers count, for a low limit is filled by any."
    ),
    references=("DESIGN.md, section 5: saturation of max_tokens",),
    false_positives=(
        "clients whose default limit is a little above the usual answer",
        "writers of long documents under a limit of their app",
    ),
    requires=(
        "max_tokens",
        "finish_reason",
    ),
    any_of=True,
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the answers are long and fill their limit (harmless groups: "
        "{reference:.0%})"
    ),
)
