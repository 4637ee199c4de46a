"""How sure it is that an account belongs: likelihood ratio of what it holds, given the group.

For each item q_C is the share of members who hold it (the account itself left out) and q_0
what its holdings would give it by chance; the best item of each family speaks once
(research/judgement.md, S5). Lacking what most members share speaks against, in families the
account has data in. An account that holds the group's items but hardly harvested is a bystander
of the pool, and is not named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Step

FAMILY_CAP: Final = 8.0
"""Most bits one family may give a single account: joining a group takes two of them."""

LACKING_FLOOR: Final = 0.05
"""Share of members taken to lack a family whatever was seen: no family is quite universal."""


NOTHING_SHARED: Final = """
        SELECT 0::BIGINT AS campaign_no, 0::BIGINT AS entity_no, '' AS family, 0.0 AS bits
        WHERE false"""
"""Stands in where no signal found anything that accounts share."""


def membership_steps(signals: Sequence[TieSignal]) -> list[Step]:
    """Return the steps that make `membership` (campaign_no, entity_no, is_member, bits).

    Reads `campaign_member` (campaign_no, entity_no). Rated are all members, and all entities
    that share an item with two of them.
    """
    steps = [
        Step(
            "campaign_size",
            "SELECT campaign_no, count(*) AS members FROM campaign_member GROUP BY 1",
        )
    ]
    for signal in signals:
        steps.append(Step(f"campaign_item_{signal.name}", campaign_item_sql(signal.name)))
        steps.append(Step(f"membership_{signal.name}", member_bits_sql(signal.name)))
    union = "\n        UNION ALL ".join(
        f"SELECT campaign_no, entity_no, '{s.family}' AS family, bits FROM membership_{s.name}"
        for s in signals
    )
    union = union or NOTHING_SHARED
    steps.append(
        Step(
            "membership_bits",
            f"""
        SELECT campaign_no, entity_no, family, least(max(bits), {FAMILY_CAP}) AS bits
        FROM ({union}) GROUP BY campaign_no, entity_no, family""",
        )
    )
    held = " UNION ".join(
        f"SELECT entity_no, '{s.family}' AS family FROM reach_{s.name}" for s in signals
    )
    steps.append(Step("held_family", held or "SELECT entity_no, family FROM membership_bits"))
    steps.append(Step("membership", membership_sql()))
    ties = " UNION ALL ".join(
        f"SELECT c.campaign_no, i.entity_no FROM campaign_item_{s.name} c "
        f"JOIN item_{s.name} i USING (item)"
        for s in signals
    )
    steps.append(
        Step(
            "campaign_ties",
            f"""
        SELECT campaign_no, entity_no, count(*) AS ties
        FROM ({ties or NOTHING_SHARED}) GROUP BY campaign_no, entity_no""",
        )
    )
    return steps


def campaign_item_sql(name: str) -> str:
    """Return SQL for the items that two or more members hold."""
    return f"""
        SELECT c.campaign_no, i.item, count(*) AS inside, max(d.holders) AS holders
        FROM campaign_member c JOIN item_{name} i USING (entity_no)
            JOIN degree_{name} d USING (item)
        GROUP BY c.campaign_no, i.item HAVING count(*) >= 2"""


def member_bits_sql(name: str) -> str:
    """Return SQL for the best item's bits of each entity, itself left out of the count.

    A busy entity holds many things, so what it would hold by chance grows with its holdings.
    """
    return f"""
        WITH everything AS (SELECT sum(held)::DOUBLE AS held FROM reach_{name}),
        rated AS (
            SELECT c.campaign_no, i.entity_no, s.members, r.held,
                c.inside - coalesce(x.inside, 0) AS inside,
                c.holders - c.inside - 1 + coalesce(x.inside, 0) AS outside,
                coalesce(x.inside, 0) AS is_member
            FROM campaign_item_{name} c JOIN item_{name} i USING (item)
                JOIN campaign_size s USING (campaign_no) JOIN reach_{name} r USING (entity_no)
                LEFT JOIN (SELECT campaign_no, entity_no, 1 AS inside FROM campaign_member) x
                    ON x.campaign_no = c.campaign_no AND x.entity_no = i.entity_no)
        SELECT campaign_no, entity_no,
            max(log2((inside + 0.5) / (members - is_member + 1.0)
                / least(1.0, rated.held * (outside + 0.5) / everything.held))) AS bits
        FROM rated CROSS JOIN everything
        GROUP BY campaign_no, entity_no"""


def membership_sql() -> str:
    """Return SQL for the sum of an entity's family bits, less those of families it lacks."""
    return f"""
        WITH rated AS (
            SELECT campaign_no, entity_no FROM membership_bits
            UNION SELECT campaign_no, entity_no FROM campaign_member),
        coverage AS (
            SELECT b.campaign_no, b.family, count(*)::DOUBLE / max(s.members) AS share
            FROM membership_bits b JOIN campaign_member m USING (campaign_no, entity_no)
                JOIN campaign_size s USING (campaign_no)
            WHERE b.bits >= 1 GROUP BY b.campaign_no, b.family),
        lacking AS (
            SELECT r.campaign_no, r.entity_no,
                log2(least(1.0, 1 - v.share + {LACKING_FLOOR})) AS bits
            FROM rated r JOIN coverage v USING (campaign_no)
                JOIN held_family h ON h.entity_no = r.entity_no AND h.family = v.family
                LEFT JOIN membership_bits b ON b.campaign_no = r.campaign_no
                    AND b.entity_no = r.entity_no AND b.family = v.family AND b.bits >= 1
            WHERE b.entity_no IS NULL),
        spoken AS (
            SELECT campaign_no, entity_no, bits FROM membership_bits
            UNION ALL SELECT campaign_no, entity_no, bits FROM lacking),
        summed AS (
            SELECT campaign_no, entity_no, sum(bits) AS bits FROM spoken
            GROUP BY campaign_no, entity_no)
        SELECT r.campaign_no, r.entity_no, m.entity_no IS NOT NULL AS is_member,
            coalesce(s.bits, 0) AS bits
        FROM rated r LEFT JOIN summed s USING (campaign_no, entity_no)
            LEFT JOIN campaign_member m USING (campaign_no, entity_no)"""


def memberships(
    rated: pa.Table, sizes: Mapping[int, int], entities: int
) -> dict[int, dict[int, float]]:
    """Return membership (0..1) by campaign and entity, from the table `membership`.

    Whoever the group's own ties brought in starts even; for an outsider the prior is the share
    of members among all entities.
    """
    found: dict[int, dict[int, float]] = {}
    for campaign, entity, is_member, bits in zip(
        *(rated.column(c).to_pylist() for c in ("campaign_no", "entity_no", "is_member", "bits")),
        strict=True,
    ):
        size = sizes[campaign]
        prior = 0.0 if is_member else np.log2(max(entities - size, 1) / size)
        found.setdefault(campaign, {})[entity] = float(
            1 / (1 + 2.0 ** np.clip(prior - bits, -60, 60))
        )
    return found
