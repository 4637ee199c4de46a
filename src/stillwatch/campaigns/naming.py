"""From judged groups to named campaigns: members, harvest, evidence, and what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.campaigns.alternatives import alternatives
from stillwatch.campaigns.detail import Subject, campaign_detail
from stillwatch.campaigns.evidence import measure_evidence, tie_evidence
from stillwatch.campaigns.harvest import harvest_steps, harvests
from stillwatch.campaigns.judge import Merged
from stillwatch.campaigns.membership import membership_steps, memberships
from stillwatch.campaigns.pools import pool_neighbours
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.samples import samples
from stillwatch.campaigns.techniques import facts, techniques
from stillwatch.model.report import CampaignDetail
from stillwatch.model.result import Campaign, Evidence, Harvest, Member
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine, Step

EXPANSION = 0.99
"""Membership from which an account outside the group is taken in: being near is not enough."""

Signals = tuple[Sequence[TieSignal], Sequence[MeasureSignal]]


@dataclass(frozen=True, slots=True)
class Named:
    """A named campaign, what is shown of it, and its number in the scan's tables."""

    number: int
    campaign: Campaign
    detail: CampaignDetail


def name_campaigns(
    engine: Engine,
    merged: Sequence[Merged],
    entities: int,
    tied: Callable[[], dict[int, list[GroupTies]]],
    signals: Signals,
    reference: Reference,
    settings: JudgementSettings,
    told: Callable[[str], None] | None = None,
) -> list[Named]:
    """Return the campaigns and suspects. Makes `named_account` and `bystander` on the way.

    `tied` gives the ties inside the campaigns once `group_member` holds their members.
    """
    sizes = _members(engine, merged, entities, signals[0], settings, told)
    engine.put("group_member", _final_members(engine, sizes))
    ties = tied()
    taken, seen = harvests(engine, settings), facts(engine)
    ids = {number: _campaign_id(engine, number) for number in sizes if number in taken}
    neighbours = pool_neighbours(engine, ids, signals[0])
    found = []
    for number, campaign_id in ids.items():
        lead = merged[number].lead
        bits = {tie.signal: tie.bits for tie in ties.get(number, [])}
        campaign = _campaign(
            engine,
            number,
            campaign_id,
            merged[number],
            ties.get(number, []),
            sizes[number],
            taken[number],
            signals,
            reference,
            settings,
        )
        campaign = campaign.model_copy(
            update={
                "techniques": techniques(seen[number]),
                "shares_pool_with": neighbours.get(number, []),
            }
        )
        subject = Subject(number, campaign_id, lead, bits)
        detail = campaign_detail(
            engine, subject, signals[0], signals[1], reference, samples(engine, number)
        )
        found.append(Named(number, campaign, detail))
    return found


def _members(
    engine: Engine,
    merged: Sequence[Merged],
    entities: int,
    ties: Sequence[TieSignal],
    settings: JudgementSettings,
    told: Callable[[str], None] | None,
) -> dict[int, int]:
    """Decide who belongs; return how many entities each campaign has in the end."""
    engine.put("campaign_member", _member_table(merged))
    engine.put("campaign_view", _view_table(merged))
    engine.run(membership_steps(ties), told)
    sure = memberships(
        engine.read("SELECT campaign_no, entity_no, bits FROM membership_bits"),
        {number: len(group.members) for number, group in enumerate(merged)},
        entities,
    )
    rows = []
    for number, group in enumerate(merged):
        inside = set(group.members.tolist())
        belongs = sure.get(number, {})
        slice_only = group.lead.extraction.subset == "slice"
        for entity in sorted(inside | {e for e, p in belongs.items() if p >= EXPANSION}):
            rows.append((number, entity, belongs.get(entity, 0.0), slice_only))
    engine.put("candidate_member", _rows(rows))
    engine.run(
        [
            Step(
                "campaign_account",
                """
        SELECT c.campaign_no, a.account_no, c.slice_only
        FROM candidate_member c JOIN account a USING (entity_no)""",
            ),
            *harvest_steps(ties),
            *_named_steps(settings.membership),
        ],
        told,
    )
    counted = engine.read(
        """
        SELECT campaign_no, count(DISTINCT a.entity_no) AS members
        FROM named_account n JOIN account a USING (account_id) GROUP BY 1 ORDER BY 1"""
    )
    counts = dict(zip(counted.column(0).to_pylist(), counted.column(1).to_pylist(), strict=True))
    return {n: size for n, size in counts.items() if size >= settings.group_minimum}


def _named_steps(least: float) -> list[Step]:
    """Who is named, and who only stands beside.

    An account is named by the surest campaign it belongs to, and only if it harvested.
    """
    return [
        Step(
            "named_account",
            f"""
        SELECT campaign_no, account_id, membership FROM (
            SELECT c.campaign_no, a.account_id, c.membership,
                row_number() OVER (PARTITION BY a.account_id
                    ORDER BY c.membership DESC, c.campaign_no) AS place
            FROM candidate_member c JOIN account a USING (entity_no)
                JOIN account_harvest h
                    ON h.campaign_no = c.campaign_no AND h.account_id = a.account_id
            WHERE c.membership >= {least} AND h.harvest_exchanges > 0)
        WHERE place = 1""",
        ),
        Step(
            "bystander",
            """
        SELECT c.campaign_no, a.account_id
        FROM candidate_member c JOIN account a USING (entity_no)
        WHERE a.account_id NOT IN (SELECT account_id FROM named_account)""",
        ),
    ]


def _campaign(
    engine: Engine,
    number: int,
    campaign_id: str,
    group: Merged,
    ties: Sequence[GroupTies],
    members: int,
    harvest: Harvest,
    signals: Signals,
    reference: Reference,
    settings: JudgementSettings,
) -> Campaign:
    lead = group.lead
    subset = lead.extraction.subset
    values = lead.values.slice if subset == "slice" else lead.values.whole
    by_name = {signal.name: signal for signal in signals[0]}
    extraction = [m for m in signals[1] if m.axis == "extraction"]
    timing = [m for m in signals[1] if m.axis == "coordination"]
    evidence: list[Evidence] = [
        *tie_evidence(engine, number, members, ties, by_name, settings.family_cap_bits),
        *measure_evidence(engine, number, lead.values.whole, "whole", reference, timing),
        *measure_evidence(engine, number, values, subset, reference, extraction),
    ]
    accounts = _accounts(engine, number)
    return Campaign(
        id=campaign_id,
        verdict="campaign" if lead.verdict == "campaign" else "suspect",
        error_rate=round(lead.error_rate, 6),
        coordination=round(lead.coordination.bits, 2),
        extraction=round(lead.extraction.scored.score, 2),
        techniques=[],
        accounts=accounts,
        harvest=harvest,
        evidence=sorted(evidence, key=lambda e: -e.bits),
        alternatives=alternatives(values, subset, lead.coordination.bits, reference, extraction),
        first_ts=min(account.first_ts for account in accounts),
        last_ts=max(account.last_ts for account in accounts),
        detectable_from=None,
        continues=[],
        shares_pool_with=[],
    )


def _accounts(engine: Engine, number: int) -> list[Member]:
    rows = engine.read(
        f"""
        SELECT n.account_id, n.membership, h.first_ts, h.last_ts, h.exchanges
        FROM named_account n JOIN account_harvest h USING (campaign_no, account_id)
        WHERE n.campaign_no = {number} ORDER BY n.account_id"""
    ).to_pylist()
    return [Member(**{**row, "membership": round(row["membership"], 4)}) for row in rows]


def _campaign_id(engine: Engine, number: int) -> str:
    """Name a campaign by its members: the same accounts, the same id."""
    names = engine.read(
        f"SELECT account_id FROM named_account WHERE campaign_no = {number} ORDER BY account_id"
    )
    joined = "\n".join(names.column(0).to_pylist())
    return "C-" + hashlib.sha256(joined.encode()).hexdigest()[:10]


def _final_members(engine: Engine, sizes: dict[int, int]) -> pa.Table:
    members = engine.read(
        """
        SELECT DISTINCT n.campaign_no AS group_no, a.entity_no
        FROM named_account n JOIN account a USING (account_id)"""
    )
    kept = pc.is_in(members.column("group_no"), value_set=pa.array(list(sizes), pa.int64()))
    return members.filter(kept)


def _member_table(merged: Sequence[Merged]) -> pa.Table:
    sizes = [len(group.members) for group in merged]
    members = [group.members for group in merged]
    return pa.table(
        {
            "campaign_no": pa.array(np.repeat(np.arange(len(merged)), sizes), pa.int64()),
            "entity_no": pa.array(
                np.concatenate(members) if members else np.empty(0, np.int64), pa.int64()
            ),
        }
    )


def _view_table(merged: Sequence[Merged]) -> pa.Table:
    pairs = [
        (number, view.group_no)
        for number, group in enumerate(merged)
        for view in (group.lead, *group.views)
        if view.verdict == group.lead.verdict
    ]
    return pa.table(
        {
            "campaign_no": pa.array([n for n, _ in pairs], pa.int64()),
            "group_no": pa.array([g for _, g in pairs], pa.int64()),
        }
    )


def _rows(rows: Sequence[tuple[int, int, float, bool]]) -> pa.Table:
    names = ("campaign_no", "entity_no", "membership", "slice_only")
    types = (pa.int64(), pa.int64(), pa.float64(), pa.bool_())
    columns = list(zip(*rows, strict=True)) if rows else [()] * 4
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
