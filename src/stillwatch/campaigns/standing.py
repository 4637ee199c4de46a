"""Every account's standing: in a campaign, in a group that was cleared, or alone, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.naming import Named
from stillwatch.model.report import ACCOUNTS_SCHEMA
from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Engine, Step


def standing_table(judged: Sequence[Judged]) -> pa.Table:
    """Return `group_standing` (entity_no, group_no): of each entity the surest group.

    `judged` comes surest first, so the first group that holds an entity is its group.
    """
    first: dict[int, int] = {}
    for group in judged:
        for entity in group.members.tolist():
            first.setdefault(entity, group.group_no)
    return pa.table(
        {
            "entity_no": pa.array(list(first), pa.int64()),
            "group_no": pa.array(list(first.values()), pa.int64()),
        }
    )


def judged_table(judged: Sequence[Judged]) -> pa.Table:
    """Return `judged_group` (group_no, coordination, extraction, untold, reason).

    Rounded as the document is: the last bit of a sum depends on how many threads added it up.
    """
    coordination = [round(j.coordination.bits, 2) for j in judged]
    extraction = [round(j.extraction.scored.score, 2) for j in judged]
    return pa.table(
        {
            "group_no": pa.array([j.group_no for j in judged], pa.int64()),
            "coordination": pa.array(coordination, pa.float64()),
            "extraction": pa.array(extraction, pa.float64()),
            "untold": pa.array([j.verdict == "could_not_tell" for j in judged], pa.bool_()),
            "reason": pa.array([cleared_reason(j) for j in judged], pa.string()),
        }
    )


def cleared_reason(judged: Judged) -> str:
    """Say why a coordinated group, or one of its accounts, was not named."""
    acts = (
        f"acts as one with {len(judged.members) - 1} others ({judged.coordination.bits:.0f} bits)"
    )
    if judged.verdict == "could_not_tell":
        return f"{acts}; nothing is logged on {', '.join(judged.extraction.missing)}"
    if judged.verdict != "group_cleared":
        return f"{acts} and harvests, but too few of its accounts are sure members"
    return f"{acts}, but harvests no more than harmless groups do (p = {judged.extraction.p:.2g})"


def account_steps(campaign_ids: Mapping[int, tuple[str, str]]) -> list[Step]:
    """Return the step that makes `account_standing`, the rows of accounts.parquet.

    `campaign_ids`: id and verdict by campaign number. Reads `named_account` (campaign_no,
    account_id, membership), `bystander` (campaign_no, account_id), `group_standing`,
    `judged_group` and `account_items` (entity_no, items).
    """
    rows = ", ".join(f"({n}, '{i}', '{v}')" for n, (i, v) in campaign_ids.items())
    campaigns = (
        f"SELECT * FROM (VALUES {rows}) AS t(campaign_no, campaign_id, verdict)"
        if rows
        else "SELECT 0 AS campaign_no, '' AS campaign_id, '' AS verdict WHERE false"
    )
    return [
        Step(
            "account_standing",
            f"""
        WITH campaign AS ({campaigns}),
        named AS (
            SELECT account_id, min(campaign_no) AS campaign_no, max(membership) AS membership
            FROM named_account GROUP BY account_id),
        beside AS (SELECT account_id, min(campaign_no) AS campaign_no FROM bystander GROUP BY 1)
        SELECT a.account_id, a.entity,
            CASE WHEN s.group_no IS NULL THEN NULL ELSE 'G-' || s.group_no END AS group_id,
            c.campaign_id,
            CASE WHEN c.verdict IS NOT NULL THEN c.verdict
                WHEN g.untold THEN 'could_not_tell'
                WHEN s.group_no IS NOT NULL OR bc.campaign_id IS NOT NULL THEN 'group_cleared'
                WHEN i.items IS NULL THEN 'could_not_tell'
                ELSE 'not_grouped' END AS verdict,
            CASE WHEN c.verdict IS NOT NULL THEN 'member of ' || c.campaign_id
                WHEN bc.campaign_id IS NOT NULL THEN 'shares things with ' || bc.campaign_id
                    || ', but too little, or none of its requests is harvest'
                WHEN s.group_no IS NOT NULL THEN g.reason
                WHEN i.items IS NULL THEN 'carries nothing that accounts could share'
                ELSE 'shares nothing with others beyond chance' END AS reason,
            g.coordination, g.extraction,
            CASE WHEN c.verdict IS NOT NULL THEN round(n.membership, 4) END AS membership,
            a.exchanges, CAST(a.output_tokens AS BIGINT) AS output_tokens, a.first_ts, a.last_ts
        FROM account a LEFT JOIN named n USING (account_id)
            LEFT JOIN campaign c ON c.campaign_no = n.campaign_no
            LEFT JOIN beside b ON b.account_id = a.account_id
            LEFT JOIN campaign bc ON bc.campaign_no = b.campaign_no
            LEFT JOIN group_standing s ON s.entity_no = a.entity_no
            LEFT JOIN judged_group g ON g.group_no = s.group_no
            LEFT JOIN account_items i ON i.entity_no = a.entity_no
        ORDER BY a.account_id""",
        )
    ]


def standing(
    engine: Engine,
    judged: Sequence[Judged],
    named: Sequence[Named],
    signals: Sequence[TieSignal],
    told: Callable[[str], None] | None = None,
) -> pa.Table:
    """Return one row for every account of the scan, in the columns of accounts.parquet."""
    engine.put("group_standing", standing_table(judged))
    engine.put("judged_group", judged_table(judged))
    items = " UNION ALL ".join(f"SELECT entity_no FROM reach_{s.name}" for s in signals)
    held = items or "SELECT 0::BIGINT AS entity_no WHERE false"
    ids = {n.number: (n.campaign.id, n.campaign.verdict) for n in named}
    engine.run(
        [
            Step(
                "account_items",
                f"SELECT entity_no, count(*) AS items FROM ({held}) GROUP BY entity_no",
            ),
            *account_steps(ids),
        ],
        told,
    )
    return engine.read("SELECT * FROM account_standing ORDER BY account_id").cast(ACCOUNTS_SCHEMA)
