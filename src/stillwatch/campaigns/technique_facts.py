"""What the named accounts of each campaign did, in the numbers that tell techniques apart."""

from __future__ import annotations

from dataclasses import dataclass

from stillwatch.store.steps import Engine


@dataclass(frozen=True, slots=True)
class Facts:
    """What the named accounts of one campaign did; None where the log does not tell."""

    requests_per_account: float | None = None
    days: float | None = None
    camouflage: float | None = None
    reasoning: float | None = None
    grading: float | None = None
    generation: float | None = None
    standing_alone: float | None = None
    largest_prefix: float | None = None
    carried_conversations: float | None = None
    new_model: float | None = None
    started_after_others_ended: float | None = None
    no_pause: float | None = None
    """Of the turns that follow another in one conversation, those that come at once."""
    follow_ups: float | None = None
    """Share of the harvest that follows another turn."""
    usual_reasoning: float | None = None
    """Share of everybody else's requests that demand the reasoning."""
    usual_grading: float | None = None


def facts(engine: Engine, pause_seconds: int = 15) -> dict[int, Facts]:
    """Return the facts of every campaign, from `campaign_exchange` and `named_account`."""
    table = engine.read(facts_sql(pause_seconds))
    found = {}
    for campaign, *row in zip(*(c.to_pylist() for c in table.columns), strict=True):
        found[int(campaign)] = Facts(*(None if value is None else float(value) for value in row))
    return found


def facts_sql(pause_seconds: int) -> str:
    """Return SQL for one row a campaign, in the order of `Facts`."""
    return f"""
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
    {_pauses_sql(pause_seconds)},
    release AS (
        SELECT model, min(ts) AS first_ts FROM exchange GROUP BY 1
        HAVING min(ts) > (SELECT min(ts) + INTERVAL 48 HOURS FROM exchange)),
    moved AS (
        SELECT h.campaign_no, avg(CASE WHEN r.model IS NOT NULL THEN 1.0 ELSE 0.0 END) AS share
        FROM harvest h JOIN (SELECT min(first_ts) AS released FROM release) f ON true
            LEFT JOIN release r USING (model)
        WHERE h.ts BETWEEN f.released AND f.released + INTERVAL 48 HOURS GROUP BY 1),
    usual AS (
        SELECT avg(elicits_reasoning::INT) AS reasoning, avg(asks_grading::INT) AS grading
        FROM exchange WHERE account_id NOT IN (SELECT account_id FROM named_account))
    SELECT n.campaign_no,
        count(*)::DOUBLE / count(DISTINCT n.account_id),
        date_diff('hour', min(n.ts), max(n.ts)) / 24.0,
        1 - avg(n.is_harvest::INT),
        avg(elicits_reasoning::INT) FILTER (WHERE is_harvest),
        avg(asks_grading::INT) FILTER (WHERE is_harvest),
        avg(asks_generation::INT) FILTER (WHERE is_harvest),
        avg(CASE WHEN turn_count <= 1 THEN 1.0 ELSE 0.0 END)
            FILTER (WHERE is_harvest AND turn_count IS NOT NULL),
        max(p.share), max(c.share), max(v.share), max(r.share), max(t.no_pause),
        max(t.follow_ups), max(u.reasoning), max(u.grading)
    FROM named n LEFT JOIN prefix p USING (campaign_no) LEFT JOIN carried c USING (campaign_no)
        LEFT JOIN moved v USING (campaign_no) LEFT JOIN respawned r USING (campaign_no)
        LEFT JOIN pauses t USING (campaign_no) CROSS JOIN usual u
    GROUP BY n.campaign_no"""


def _pauses_sql(pause_seconds: int) -> str:
    """Return the parts of a WITH that time the turns of each conversation."""
    return f"""turn AS (
        SELECT campaign_no, ts - lag(ts) OVER (
                PARTITION BY campaign_no, coalesce('s' || session_id, 'o' || opening_hash)
                ORDER BY ts, request_id) AS pause,
            coalesce(session_id, opening_hash::VARCHAR) IS NOT NULL AS told
        FROM harvest WHERE coalesce(turn_count, 2) > 1),
    pauses AS (
        SELECT t.campaign_no,
            avg(CASE WHEN pause <= INTERVAL {pause_seconds} SECONDS THEN 1.0 ELSE 0.0 END)
                FILTER (WHERE told AND pause IS NOT NULL) AS no_pause,
            count(*) FILTER (WHERE told AND pause IS NOT NULL)::DOUBLE / max(h.harvested)
                AS follow_ups
        FROM turn t JOIN (SELECT campaign_no, count(*) AS harvested FROM harvest GROUP BY 1) h
            USING (campaign_no)
        GROUP BY 1)"""
