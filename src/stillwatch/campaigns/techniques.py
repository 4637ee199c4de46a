"""Which technique a campaign looks like, each with the reason that names it.

Names are those of THREATS.md. Several may hold at once; none holding is possible and said so
by an empty list. These are descriptions of what was measured, not attributions.
"""

from __future__ import annotations

from dataclasses import dataclass

from stillwatch.store.steps import Engine


@dataclass(frozen=True, slots=True)
class Facts:
    """What the named accounts of one campaign did."""

    requests_per_account: float
    days: float
    camouflage: float
    reasoning: float
    grading: float
    generation: float
    standing_alone: float
    largest_prefix: float
    carried_conversations: float
    new_model: float
    started_after_others_ended: float


def facts(engine: Engine) -> dict[int, Facts]:
    """Return the facts of every campaign, from `campaign_exchange` and `named_account`."""
    table = engine.read(FACTS_SQL)
    found = {}
    for campaign, *row in zip(*(c.to_pylist() for c in table.columns), strict=True):
        found[int(campaign)] = Facts(*(0.0 if value is None else float(value) for value in row))
    return found


def techniques(facts_of: Facts) -> list[str]:
    """Return the techniques whose marks the facts bear, the most telling first."""
    marks = {
        "trace": facts_of.reasoning >= 0.3,
        "judge": facts_of.grading >= 0.3,
        "relay": facts_of.carried_conversations >= 0.05,
        "farm": facts_of.generation >= 0.3
        or (facts_of.standing_alone >= 0.8 and max(facts_of.reasoning, facts_of.grading) < 0.3),
        "probe": facts_of.largest_prefix >= 0.8 and facts_of.standing_alone >= 0.8,
        "pivot": facts_of.new_model >= 0.4,
        "respawn": facts_of.started_after_others_ended >= 0.25,
        "hydra": facts_of.camouflage >= 0.5,
        "drip": facts_of.requests_per_account <= 8,
    }
    return [name for name, holds in marks.items() if holds]


FACTS_SQL = """
    WITH named AS (
        SELECT x.* FROM campaign_exchange x JOIN named_account n USING (campaign_no, account_id)),
    harvest AS (SELECT * FROM named WHERE is_harvest),
    life AS (
        SELECT campaign_no, account_id, min(ts) AS first_ts, max(ts) AS last_ts
        FROM harvest GROUP BY 1, 2),
    gone AS (SELECT campaign_no, quantile_cont(last_ts, 0.25) AS early_end FROM life GROUP BY 1),
    respawned AS (
        SELECT l.campaign_no,
            avg(CASE WHEN l.first_ts > g.early_end THEN 1.0 ELSE 0.0 END) AS share
        FROM life l JOIN gone g USING (campaign_no) GROUP BY 1),
    prefix AS (
        SELECT campaign_no, max(share) AS share FROM (
            SELECT campaign_no, prefix_hash,
                count(*)::DOUBLE / sum(count(*)) OVER (PARTITION BY campaign_no) AS share
            FROM harvest GROUP BY 1, 2)
        WHERE prefix_hash IS NOT NULL GROUP BY 1),
    carried AS (
        SELECT campaign_no, avg(CASE WHEN accounts > 1 THEN 1.0 ELSE 0.0 END) AS share FROM (
            SELECT campaign_no, context_hash, count(DISTINCT account_id) AS accounts
            FROM harvest WHERE context_hash IS NOT NULL GROUP BY 1, 2) GROUP BY 1),
    release AS (
        SELECT model, min(ts) AS first_ts FROM exchange GROUP BY 1
        HAVING min(ts) > (SELECT min(ts) + INTERVAL 48 HOURS FROM exchange)),
    moved AS (
        SELECT h.campaign_no, avg(CASE WHEN r.model IS NOT NULL THEN 1.0 ELSE 0.0 END) AS share
        FROM harvest h JOIN (SELECT min(first_ts) AS released FROM release) f ON true
            LEFT JOIN release r USING (model)
        WHERE h.ts BETWEEN f.released AND f.released + INTERVAL 48 HOURS GROUP BY 1)
    SELECT n.campaign_no,
        count(*)::DOUBLE / count(DISTINCT n.account_id),
        date_diff('hour', min(n.ts), max(n.ts)) / 24.0,
        1 - avg(n.is_harvest::INT),
        avg(elicits_reasoning::INT) FILTER (WHERE is_harvest),
        avg(asks_grading::INT) FILTER (WHERE is_harvest),
        avg(asks_generation::INT) FILTER (WHERE is_harvest),
        avg(CASE WHEN turn_count <= 1 THEN 1.0 ELSE 0.0 END)
            FILTER (WHERE is_harvest AND turn_count IS NOT NULL),
        max(p.share), max(c.share), max(v.share), max(r.share)
    FROM named n LEFT JOIN prefix p USING (campaign_no) LEFT JOIN carried c USING (campaign_no)
        LEFT JOIN moved v USING (campaign_no) LEFT JOIN respawned r USING (campaign_no)
    GROUP BY n.campaign_no"""
