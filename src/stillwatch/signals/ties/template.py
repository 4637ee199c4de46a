"""One template, other slots."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, template_hash AS item, 'template ' || item_name(template_hash) AS label
        FROM {exchange} WHERE template_hash IS NOT NULL AND prompt_words >= 5"""


SIGNAL = TieSignal(
    name="template",
    title="One template, other slots",
    axis="coordination",
    family="content",
    rationale=(
        "Pipelines fill numbers, quotes and names into one skeleton; with the slots "
        "masked, the skeletons of all accounts are equal."
    ),
    references=(
        "THREATS.md, requirement 2: variations of one prompt over hundreds of accounts",
        "THREATS.md, scenario probe",
        "research/judgement.md, S1 and S2",
    ),
    false_positives=(
        "SaaS back-ends",
        "popular apps",
        "copied prompt libraries",
    ),
    requires=("template_hash",),
    items_sql=items_sql,
    row_items=("template_hash",),
    noun="a prompt template",
)
