"""Shared device."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(device_id) AS item, device_id AS label
        FROM {exchange} WHERE device_id IS NOT NULL"""


SIGNAL = TieSignal(
    name="device",
    title="Shared device",
    axis="coordination",
    family="network",
    rationale=(
        "One machine or browser profile behind several accounts means one pair of hands, "
        "or one emulator image."
    ),
    references=(
        "THREATS.md, scenario farm: shared device",
        "research/judgement.md, S0",
    ),
    false_positives=(
        "shared family computers and computer rooms",
        (
            "device fingerprints that are really browser versions: popular ones weigh "
            "little by themselves"
        ),
    ),
    requires=("device_id",),
    items_sql=items_sql,
    noun="a device",
    value_space=1 << 30,
    forms_groups=True,
)
