"""Conversation hops between accounts."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, item_hash('session ' || session_id) AS item,
            'session ' || session_id AS label
        FROM {exchange} WHERE session_id IS NOT NULL
        UNION ALL
        SELECT account_id, context_hash AS item, 'conversation ' || item_name(context_hash) AS label
        FROM {exchange} WHERE context_hash IS NOT NULL
        UNION ALL
        SELECT account_id, opening_hash AS item, 'opening ' || item_name(opening_hash) AS label
        FROM {exchange} WHERE opening_hash IS NOT NULL"""


SIGNAL = TieSignal(
    name="shared_conversation",
    title="Conversation hops between accounts",
    axis="coordination",
    family="conversation",
    rationale=(
        "Behind a load balancer one end user's conversation continues on whatever account "
        "is next: the history sent with a request was begun on another account."
    ),
    references=(
        "THREATS.md, scenario relay: conversations that hop between accounts",
        "THREATS.md, scenario replay: old context re-sent",
    ),
    false_positives=(
        "people who switch from a private to a work account in the middle of a talk",
        "demos and tutorials that begin with the same two turns",
        "gateways that hand one session id to everybody",
    ),
    requires=(
        "session_id",
        "context_hash",
        "opening_hash",
    ),
    any_of=True,
    items_sql=items_sql,
    noun="a conversation",
    # A talk of three turns that two accounts share is an opening and two contexts.
    views=3,
)
