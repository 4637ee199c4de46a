"""Who is named: the sure members of a group that harvested; the rest only stand beside.

Linkage says how sure it is that an account acts as one with the others. Whoever shares the
group's infrastructure and never harvested, or hardly, is a bystander of the pool, and is not
named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.harvest import mark_harvest
from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.shared_items import shared_item_steps
from stillwatch.model.signal import TieSignal
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine, Step

BYSTANDING: Final = 0.25
"""Harvest share, of the members' median, under which an account only stands beside."""


def settle(
    engine: Engine,
    leads: Sequence[Judged],
    ties: Sequence[TieSignal],
    settings: JudgementSettings,
    told: Callable[[str], None] | None = None,
) -> dict[int, np.ndarray]:
    """Make `named_account`, `bystander` and `campaign_exchange`; return the entities, sorted, of
    each campaign large enough to be named, by the number of its lead."""
    engine.put("campaign_member", _members(leads))
    engine.run([*shared_item_steps(ties), CAMPAIGN_ACCOUNT], told)
    mark_harvest(engine, told)
    engine.run([_named_step(settings.membership), BYSTANDER], told)
    found = engine.read(
        """
        SELECT DISTINCT n.campaign_no, a.entity_no
        FROM named_account n JOIN account a USING (account_id) ORDER BY 1, 2"""
    )
    campaigns, entities = (column.to_numpy() for column in found.columns)
    named = {int(number): entities[campaigns == number] for number in np.unique(campaigns)}
    return {n: inside for n, inside in named.items() if len(inside) >= settings.group_minimum}


CAMPAIGN_ACCOUNT: Final = Step(
    "campaign_account",
    """
        SELECT m.campaign_no, a.account_no, true AS is_member
        FROM campaign_member m JOIN account a USING (entity_no)""",
)

BYSTANDER: Final = Step(
    "bystander",
    """
        SELECT DISTINCT m.campaign_no, a.account_id
        FROM campaign_member m JOIN account a USING (entity_no)
        WHERE a.account_id NOT IN (SELECT account_id FROM named_account)""",
)


def _named_step(least: float) -> Step:
    """Who is named: to belong, harvest must make up a good part of an account's traffic, held
    against the members' median, for a bystander of the pool may once have used the same words."""
    return Step(
        "named_account",
        f"""
        SELECT m.campaign_no, a.account_id, m.membership
        FROM campaign_member m JOIN account a USING (entity_no)
            JOIN account_harvest h
                ON h.campaign_no = m.campaign_no AND h.account_id = a.account_id
            JOIN usual_harvest u ON u.campaign_no = m.campaign_no
        WHERE m.membership >= {least} AND h.harvest_exchanges > 0
            AND h.harvest_exchanges >= {BYSTANDING} * u.share * h.exchanges""",
    )


def _members(leads: Sequence[Judged]) -> pa.Table:
    """Return `campaign_member` (campaign_no, entity_no, membership): no entity is in two."""
    sizes = [len(lead.members) for lead in leads]
    nothing = np.empty(0)
    return pa.table(
        {
            "campaign_no": pa.array(np.repeat(np.arange(len(leads)), sizes), pa.int64()),
            "entity_no": pa.array(
                np.concatenate([lead.members for lead in leads] or [nothing]), pa.int64()
            ),
            "membership": pa.array(
                np.concatenate([lead.sure for lead in leads] or [nothing]), pa.float64()
            ),
        }
    )
