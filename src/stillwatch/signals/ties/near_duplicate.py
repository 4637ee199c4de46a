"""Near-duplicate prompts."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item, 'near-duplicate ' || item_name(item) AS label FROM (
            SELECT account_id, unnest([near_1, near_2, near_3, near_4]) AS item
            FROM {exchange} WHERE near_1 IS NOT NULL)"""


SIGNAL = TieSignal(
    name="near_duplicate",
    title="Near-duplicate prompts",
    axis="coordination",
    family="content",
    rationale=(
        "Variations of one prompt share most of their word pairs even where no slot marks "
        "the change. Min-wise sketches make such prompts equal in at least one of four "
        "views."
    ),
    references=(
        "THREATS.md, requirement 2",
        "research/judgement.md, S2: word 2-shingles",
        "Broder 1997, min-wise independent permutations",
    ),
    false_positives=(
        "copied prompt libraries",
        "coursework on one assignment",
        "SaaS back-ends",
    ),
    requires=("near_1",),
    items_sql=items_sql,
    row_items=(
        "near_1",
        "near_2",
        "near_3",
        "near_4",
    ),
    noun="a near-duplicate of a prompt",
    views=4,
)
