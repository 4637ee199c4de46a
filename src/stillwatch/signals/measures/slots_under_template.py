"""New slots under one template."""

from __future__ import annotations

from stillwatch.model.signal import MeasureSignal


def measure_sql(rows: str, _population: str) -> str:
    """Return SQL for the share of one-off prompts that carry text the group shares."""
    return f"""
        SELECT group_no, avg(CASE WHEN templated AND sent = 1 THEN 1.0 ELSE 0.0 END) AS value,
            count(*) AS exchanges
        FROM (
            SELECT group_no, templated,
                count(*) OVER (PARTITION BY group_no, prompt_hash) AS sent
            FROM {rows} WHERE prompt_hash IS NOT NULL)
        GROUP BY group_no"""


SIGNAL = MeasureSignal(
    name="slots_under_template",
    title="New slots under one template",
    axis="extraction",
    family="coverage",
    rationale=(
        "A pipeline wraps every seed into its template, so each request is new and yet "
        "built alike over all accounts."
    ),
    references=(
        "THREATS.md, requirement 2: variations of one prompt over hundreds of accounts",
        "THREATS.md, scenario judge: same rubric skeleton",
    ),
    false_positives=("SaaS back-ends and popular apps do exactly this: never enough alone",),
    requires=(
        "prompt_hash",
        "template_hash",
    ),
    measure_sql=measure_sql,
    statement=(
        "{value:.0%} of the requests fill new content into text that the group shares "
        "(harmless groups: {reference:.0%})"
    ),
)
