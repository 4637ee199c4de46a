"""The exchanges of the groups under judgement, each group seen twice.

Under number 2g the whole group; under 2g+1 only the slice that carries text of the group's
own. Camouflage dilutes the whole and not the slice, so both are judged (research/judgement.md,
S6: score the novel slice, not the whole account). What the requests ask for must not decide
what is in the slice: a slice of all that asks for data would ask for data, in any group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.store.steps import Step

HELD_SHARE: Final = 0.03
"""Share of a group's members that must hold a text item for it to be the group's own."""

OWN_SHARE: Final = 0.5
"""Share of an item's holders that must be members for it to be the group's own."""


ALWAYS: Final = ("exchange_key", "account_id", "day", "ts", "model", "output_tokens")
"""Columns of the exchange that rows carry whatever the measures ask for."""


def row_steps(signals: Sequence[TieSignal], measures: Sequence[MeasureSignal]) -> list[Step]:
    """Return the steps that make `group_row` from `judged_member` and `exchange`.

    Rows are copied once a group, so they carry only the columns that `measures` require.
    """
    texts = [signal for signal in signals if signal.row_items]
    wanted = [column for measure in measures for column in (*measure.requires, *measure.also)]
    columns = tuple(dict.fromkeys([*ALWAYS, *sorted(wanted)]))
    return [
        Step("judged_size", "SELECT group_no, count(*) AS members FROM judged_member GROUP BY 1"),
        Step("group_text", group_text_sql(texts)),
        Step("judged_exchange", judged_exchange_sql()),
        Step("marked_exchange", marked_exchange_sql(texts)),
        Step("group_row", group_row_sql(columns)),
    ]


def group_text_sql(signals: Sequence[TieSignal]) -> str:
    """Return SQL for the text items that a group holds and hardly anybody else does."""
    if not signals:
        return "SELECT 0 AS group_no, 0::BIGINT AS item, '' AS signal WHERE false"
    return "\n        UNION ALL ".join(
        f"""
        SELECT g.group_no, i.item, '{signal.name}' AS signal
        FROM judged_member g JOIN item_{signal.name} i USING (entity_no)
            JOIN degree_{signal.name} d USING (item) JOIN judged_size s USING (group_no)
        GROUP BY g.group_no, i.item
        HAVING count(*) >= greatest(3, {HELD_SHARE} * max(s.members))
            AND count(*) >= {OWN_SHARE} * max(d.holders)"""
        for signal in signals
    )


def judged_exchange_sql() -> str:
    """Return SQL for the answered exchanges of all judged accounts, once each."""
    return """
        SELECT a.account_no, x.*
        FROM exchange x JOIN account a USING (account_id)
        WHERE a.entity_no IN (SELECT entity_no FROM judged_member)
            AND coalesce(x.status, 'success') = 'success'"""


def marked_exchange_sql(signals: Sequence[TieSignal]) -> str:
    """Return SQL for the exchanges that carry a group's own text, by group."""
    columns = [(s.name, column) for s in signals for column in s.row_items]
    tests = "\n            UNION ALL ".join(
        f"SELECT g.group_no, x.exchange_key FROM judged_exchange x "
        f"JOIN group_text g ON g.signal = '{name}' AND g.item = x.{column}"
        for name, column in columns
    )
    return f"""
        SELECT DISTINCT group_no, exchange_key FROM (
            {tests or "SELECT 0 AS group_no, 0::BIGINT AS exchange_key WHERE false"})"""


def group_row_sql(columns: Sequence[str]) -> str:
    """Return SQL for the exchanges of each group, whole and slice."""
    carried = ", ".join(f"x.{column}" for column in columns)
    return f"""
        WITH told AS (
            SELECT g.group_no AS judged, m.exchange_key IS NOT NULL AS templated,
                x.account_no, {carried}
            FROM judged_member g JOIN account a USING (entity_no)
                JOIN judged_exchange x USING (account_no)
                LEFT JOIN marked_exchange m
                    ON m.group_no = g.group_no AND m.exchange_key = x.exchange_key)
        SELECT 2 * judged AS group_no, * FROM told
        UNION ALL
        SELECT 2 * judged + 1 AS group_no, * FROM told WHERE templated"""
