"""Shared network address."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash(client_ip) AS item, client_ip AS label
        FROM {exchange} WHERE client_ip IS NOT NULL"""


SIGNAL = TieSignal(
    name="address",
    title="Shared network address",
    axis="coordination",
    family="network",
    rationale=(
        "Accounts driven through the same few exits show the same addresses. Popular "
        "addresses (carrier NAT, offices, VPN exits) weigh little, by their own "
        "popularity."
    ),
    references=(
        "THREATS.md, requirements 1 and 7",
        "research/judgement.md, S0: u_v down-weights carrier NAT by itself",
    ),
    false_positives=(
        "carrier NAT, campuses, offices",
        "VPN exits that honest people use too",
        "one proxy pool may serve several actors and honest customers",
    ),
    requires=("client_ip",),
    items_sql=items_sql,
    noun="a network address",
    value_space=0,
    forms_groups=False,
)
