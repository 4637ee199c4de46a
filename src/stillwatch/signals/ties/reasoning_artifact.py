"""Reasoning artefact crosses accounts."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item, 'artefact ' || item_name(item) AS label FROM (
            SELECT account_id, unnest(artifact_hashes) AS item
            FROM {exchange} WHERE artifact_hashes IS NOT NULL)
        WHERE item IS NOT NULL"""


SIGNAL = TieSignal(
    name="reasoning_artifact",
    title="Reasoning artefact crosses accounts",
    axis="coordination",
    family="conversation",
    rationale=(
        "Signed or opaque reasoning belongs to the account and session it was issued to. "
        "The same artefact sent back by another account was carried there."
    ),
    references=(
        "THREATS.md, scenario trace: artefacts crossing account borders",
        "THREATS.md, requirement 9",
    ),
    false_positives=(
        "one organisation moving a session between its keys (rolled up where org_id is known)",
    ),
    requires=("reasoning_artifacts",),
    items_sql=items_sql,
    noun="a reasoning artefact",
    value_space=1 << 40,
)
