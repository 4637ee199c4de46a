"""Who belongs to which campaign: the group grown to all it ties, and freed of bystanders.

A group found by its ties holds those that ties could prove. What it shares tells who else
belongs; whoever joins makes the picture clearer, so membership is settled in rounds. Campaigns
that grow into each other are one; campaigns that merely stand on the same infrastructure are
not, for membership asks for the harvest too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.harvest import mark_harvest
from stillwatch.campaigns.judge import OVERLAP, Judged, overlap
from stillwatch.campaigns.membership import membership_steps, memberships
from stillwatch.model.signal import TieSignal
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine, Step

ROUNDS: Final = 3
BYSTANDING: Final = 0.25
"""Harvest share, of the members' median, under which an account only stands beside."""
EXPANSION: Final = 0.99
"""Membership from which an account outside the group is taken in: being near is not enough."""

Members = Mapping[int, np.ndarray]


def settle(
    engine: Engine,
    leads: Sequence[Judged],
    entities: int,
    ties: Sequence[TieSignal],
    settings: JudgementSettings,
    told: Callable[[str], None] | None = None,
) -> dict[int, int]:
    """Make `named_account`, `bystander` and `campaign_exchange`; return the size, in entities,
    of each campaign large enough to be named, by the number of its lead."""
    first = {number: lead.members for number, lead in enumerate(leads)}
    views = {number: [number] for number in first}
    members: Members = first
    for turn in range(ROUNDS):
        _put_members(engine, members, views, leads)
        engine.run(membership_steps(ties), told)
        sure = memberships(
            engine.read("SELECT campaign_no, entity_no, is_member, bits FROM membership"),
            {number: len(inside) for number, inside in members.items()},
            entities,
        )
        engine.put("candidate_member", _candidates(members, sure))
        engine.run([CAMPAIGN_ACCOUNT], told)
        mark_harvest(engine, told)
        engine.run(_named_steps(settings.membership), told)
        members = _entities(engine, "named_account")
        if turn < ROUNDS - 1:
            members = _united(members, _entities(engine, "belonging"), views)
    engine.run([_bystander_step(first, views)], told)
    return {n: len(m) for n, m in members.items() if len(m) >= settings.group_minimum}


CAMPAIGN_ACCOUNT: Final = Step(
    "campaign_account",
    """
        SELECT c.campaign_no, a.account_no, m.entity_no IS NOT NULL AS is_member
        FROM candidate_member c JOIN account a USING (entity_no)
            LEFT JOIN campaign_member m USING (campaign_no, entity_no)""",
)


def _named_steps(least: float) -> list[Step]:
    """Who belongs to a campaign, and by which one each is named: the surest it belongs to.

    To belong, harvest must make up a good part of an account's traffic, held against what the
    members' median is: a bystander of the pool may once have used the same words.
    """
    return [
        Step(
            "belonging",
            f"""
        SELECT c.campaign_no, a.account_id, c.membership
        FROM candidate_member c JOIN account a USING (entity_no)
            JOIN account_harvest h
                ON h.campaign_no = c.campaign_no AND h.account_id = a.account_id
            JOIN usual_harvest u ON u.campaign_no = c.campaign_no
        WHERE c.membership >= {least} AND h.harvest_exchanges > 0
            AND h.harvest_exchanges >= {BYSTANDING} * u.share * h.exchanges""",
        ),
        Step(
            "named_account",
            """
        SELECT campaign_no, account_id, membership FROM (
            SELECT *, row_number() OVER (PARTITION BY account_id
                ORDER BY membership DESC, campaign_no) AS place
            FROM belonging)
        WHERE place = 1""",
        ),
    ]


def _bystander_step(first: Members, views: Mapping[int, list[int]]) -> Step:
    """Who only stands beside: near enough to be looked at, or in the group a campaign began as,
    and not named."""
    began = " UNION ALL ".join(
        f"SELECT {number} AS campaign_no, unnest({first[view].tolist()}::BIGINT[]) AS entity_no"
        for number, seen in views.items()
        for view in seen
    )
    looked_at = "SELECT campaign_no, entity_no FROM candidate_member"
    return Step(
        "bystander",
        f"""
        SELECT DISTINCT c.campaign_no, a.account_id
        FROM ({looked_at}{" UNION ALL " if began else ""}{began}) c
            JOIN account a USING (entity_no)
        WHERE a.account_id NOT IN (SELECT account_id FROM named_account)""",
    )


def _put_members(
    engine: Engine, members: Members, views: Mapping[int, list[int]], leads: Sequence[Judged]
) -> None:
    engine.put("campaign_member", _table(members))
    pairs = [(number, leads[view].group_no) for number in members for view in views[number]]
    engine.put(
        "campaign_view",
        pa.table(
            {
                "campaign_no": pa.array([number for number, _ in pairs], pa.int64()),
                "group_no": pa.array([group for _, group in pairs], pa.int64()),
            }
        ),
    )


def _candidates(members: Members, sure: Mapping[int, Mapping[int, float]]) -> pa.Table:
    """Return the members and those sure enough to join, with their membership."""
    rows = []
    for number, inside in members.items():
        belongs = sure.get(number, {})
        joining = {entity for entity, p in belongs.items() if p >= EXPANSION}
        for entity in sorted(set(inside.tolist()) | joining):
            rows.append((number, entity, belongs.get(entity, 0.0)))
    names = ("campaign_no", "entity_no", "membership")
    types = (pa.int64(), pa.int64(), pa.float64())
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})


def _entities(engine: Engine, table: str) -> dict[int, np.ndarray]:
    """Return the entities by campaign of a table of accounts."""
    found = engine.read(
        f"""
        SELECT DISTINCT n.campaign_no, a.entity_no
        FROM {table} n JOIN account a USING (account_id) ORDER BY 1, 2"""
    )
    campaigns, entities = (column.to_numpy() for column in found.columns)
    return {int(number): entities[campaigns == number] for number in np.unique(campaigns)}


def _united(
    members: Members, belonging: Members, views: dict[int, list[int]]
) -> dict[int, np.ndarray]:
    """Unite campaigns that mostly the same entities belong to, whichever names them; the surer
    one gives its number."""
    reach: dict[int, np.ndarray] = {}
    kept: dict[int, np.ndarray] = {}
    for number, inside in belonging.items():
        named = members.get(number, np.empty(0, np.int64))
        twin = next((n for n, theirs in reach.items() if overlap(inside, theirs) >= OVERLAP), None)
        if twin is None:
            reach[number], kept[number] = inside, named
        else:
            reach[twin] = np.union1d(reach[twin], inside)
            kept[twin] = np.union1d(kept[twin], named)
            views[twin] += views.pop(number)
    return {number: named for number, named in kept.items() if len(named)}


def _table(members: Members) -> pa.Table:
    sizes = [len(inside) for inside in members.values()]
    inside = np.concatenate(list(members.values())) if members else np.empty(0, np.int64)
    return pa.table(
        {
            "campaign_no": pa.array(np.repeat(np.array(list(members), np.int64), sizes)),
            "entity_no": pa.array(inside, pa.int64()),
        }
    )
