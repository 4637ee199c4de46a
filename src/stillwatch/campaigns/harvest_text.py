"""How much more often a text occurs in a campaign than elsewhere, exchange by exchange.

For each text an exchange carries: how many exchanges of *other* members carry it, held against
how many would if the members drew it as often as everybody else does. The excess is counted in
bits (Poisson, Chernoff's bound), so that two people who happen to ask the same are not taken for
a pipeline, and a text that one product sends thousands of times is expected here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from stillwatch.store.steps import Step

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
    "content": (
        "prompt_hash", "template_hash", "prefix_hash", "suffix_hash",
        "near_1", "near_2", "near_3", "near_4",
    ),
    "instructions": ("system_hash", "tools_hash"),
    "hop": ("context_hash", "opening_hash", "session_item"),
}  # fmt: skip
"""Feature -> the columns whose texts make it; the most telling one speaks."""


def text_steps() -> list[Step]:
    """Return the steps that make `harvest_text` (set_no, exchange_key, a column per channel).

    Reads `harvest_row`, `harvest_size`, `harvest_outside` and `exchange`.
    """
    steps = []
    for column in (column for columns in CHANNELS.values() for column in columns):
        steps.append(Step(f"harvest_shared_{column}", shared_sql(column)))
        steps.append(Step(f"harvest_excess_{column}", excess_sql(column)))
    return [*steps, Step("harvest_text", text_sql())]


def shared_sql(column: str) -> str:
    """Return SQL for the texts that two or more members carry, and how often others do."""
    value = "item_hash('session ' || session_id)" if column == "session_item" else column
    return f"""
        WITH shared AS (
            SELECT set_no, {column} AS item, count(*)::DOUBLE AS inside
            FROM harvest_row WHERE is_member AND {column} IS NOT NULL
            GROUP BY set_no, {column} HAVING count(DISTINCT account_id) >= 2),
        elsewhere AS (
            SELECT {value} AS item, count(*)::DOUBLE AS outside FROM exchange
            WHERE {value} IN (SELECT item FROM shared)
                AND account_id IN (SELECT account_id FROM harvest_outside)
                AND coalesce(status, 'success') = 'success'
            GROUP BY 1)
        SELECT s.set_no, s.item, s.inside, z.inside AS size, z.outside AS beside,
            greatest(0, coalesce(e.outside, 0) - CASE WHEN s.set_no < 0 THEN s.inside ELSE 0 END)
                AS outside
        FROM shared s JOIN harvest_size z USING (set_no) LEFT JOIN elsewhere e USING (item)"""


def excess_sql(column: str) -> str:
    """Return SQL for the bits by which each exchange's text is commoner among other members."""
    return f"""
        WITH own AS (
            SELECT set_no, account_id, {column} AS item,
                count(*) FILTER (WHERE is_member)::DOUBLE AS own
            FROM harvest_row WHERE {column} IS NOT NULL GROUP BY 1, 2, 3),
        rated AS (
            SELECT o.set_no, o.account_id, o.item, s.inside - o.own AS others,
                (s.outside + 1.0) * s.size / s.beside AS expected
            FROM own o JOIN harvest_shared_{column} s USING (set_no, item)
            WHERE s.beside > 0)
        SELECT r.set_no, r.exchange_key,
            (t.others * ln(t.others / t.expected) - t.others + t.expected) / ln(2) AS bits
        FROM harvest_row r JOIN rated t
            ON t.set_no = r.set_no AND t.account_id = r.account_id AND t.item = r.{column}
        WHERE t.others > t.expected"""


def text_sql() -> str:
    """Return SQL for the most telling text of each channel, of each exchange that has any."""
    parts = " UNION ALL ".join(
        f"SELECT set_no, exchange_key, '{channel}' AS channel, bits FROM harvest_excess_{column}"
        for channel, columns in CHANNELS.items()
        for column in columns
    )
    best = ", ".join(_best(channel) for channel in CHANNELS)
    return f"""
        SELECT set_no, exchange_key, {best}
        FROM ({parts}) GROUP BY set_no, exchange_key"""


def carried_sql(columns: Sequence[str], alias: str) -> str:
    """Return SQL that says whether a row has any text of these columns."""
    return "(" + " OR ".join(f"{alias}.{column} IS NOT NULL" for column in columns) + ")"


def _best(channel: str) -> str:
    return f"coalesce(max(bits) FILTER (WHERE channel = '{channel}'), 0) AS {channel}"
