"""A campaign's time: its weeks, how it took to new models, and what it did when accounts fell.

A ban is rarely in the log of requests; what is, is that accounts fall silent for good while the
campaign goes on. That is called a loss here, whatever its cause.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from stillwatch.model.profile import Loss, Release, Stretch
from stillwatch.store.steps import Engine

AFTER_RELEASE: Final = 48
"""Hours after a model's first exchange in which a reaction is looked for."""
AFTER_LOSS: Final = 3
"""Days after a loss in which accounts that begin count as come in its place."""
SILENT: Final = 2
"""Days without a harvest, and to the campaign's end, from which an account counts as lost."""
WAVE: Final = 0.05
"""Share of a campaign's accounts, lost within one day, that makes the day worth telling."""
STRETCHES: Final = 26
"""Most parts a campaign's time is shown in: half a year of weeks; longer ones are longer."""

LOSS_SQL: Final = f"""
        WITH life AS (
            SELECT campaign_no, account_id, min(ts) AS first_ts, max(ts) AS last_ts
            FROM profile_row WHERE is_harvest GROUP BY 1, 2),
        whole AS (
            SELECT campaign_no, max(last_ts) AS last_ts, count(*) AS accounts FROM life GROUP BY 1),
        wave AS (
            SELECT l.campaign_no, CAST(l.last_ts AS DATE) AS day, count(*) AS lost,
                max(l.last_ts) AS last_ts
            FROM life l JOIN whole w USING (campaign_no)
            WHERE l.last_ts < w.last_ts - INTERVAL {SILENT} DAYS GROUP BY 1, 2
            HAVING count(*) >= greatest(2, {WAVE} * max(w.accounts)))
        SELECT w.campaign_no, w.day, w.lost, count(l.account_id) AS came,
            date_diff('second', w.last_ts, min(l.first_ts)) / 3600.0 AS hours_to_next
        FROM wave w LEFT JOIN life l ON l.campaign_no = w.campaign_no AND l.first_ts > w.last_ts
            AND l.first_ts <= w.last_ts + INTERVAL {AFTER_LOSS} DAYS
        GROUP BY w.campaign_no, w.day, w.lost, w.last_ts ORDER BY 1, 2"""

RELEASE_SQL: Final = f"""
        WITH start AS (SELECT min(ts) AS first_ts FROM exchange),
        release AS (
            SELECT model, min(ts) AS released FROM exchange GROUP BY 1
            HAVING min(ts) > (SELECT first_ts + INTERVAL {AFTER_RELEASE} HOURS FROM start)),
        everybody AS (
            SELECT r.model, avg((x.model = r.model)::INT) AS share FROM release r JOIN exchange x
                ON x.ts BETWEEN r.released AND r.released + INTERVAL {AFTER_RELEASE} HOURS
            WHERE x.account_id NOT IN (SELECT account_id FROM named_account) GROUP BY 1),
        campaign AS (SELECT DISTINCT campaign_no FROM profile_row WHERE is_harvest)
        SELECT c.campaign_no, r.model, r.released,
            min(p.ts) FILTER (WHERE p.model = r.model) AS first_used,
            avg((p.model = r.model)::INT) FILTER (
                WHERE p.ts BETWEEN r.released AND r.released + INTERVAL {AFTER_RELEASE} HOURS)
                AS share_after,
            max(e.share) AS usual_after
        FROM campaign c CROSS JOIN release r
            JOIN profile_row p ON p.campaign_no = c.campaign_no AND p.is_harvest
            LEFT JOIN everybody e ON e.model = r.model
        GROUP BY 1, 2, 3 ORDER BY 1, 3, 2"""


def losses_of(engine: Engine) -> dict[int, list[Loss]]:
    """Return, by campaign, the days on which accounts fell silent for good, and what followed."""
    return {n: [Loss(**row) for row in rows] for n, rows in _rows(engine, LOSS_SQL).items()}


def releases_of(engine: Engine) -> dict[int, list[Release]]:
    """Return, by campaign, how it took to each model that first appeared within the window."""
    return {n: [Release(**row) for row in rows] for n, rows in _rows(engine, RELEASE_SQL).items()}


def stretches_of(engine: Engine) -> dict[int, list[Stretch]]:
    """Return, by campaign, its weeks, or its halves where it lasted less than two of them."""
    lived = engine.read(
        "SELECT campaign_no, min(ts) AS first, max(ts) AS last FROM profile_row GROUP BY 1"
    ).to_pylist()
    parts = [
        (row["campaign_no"], begins, ends)
        for row in lived
        for begins, ends in cut(row["first"], row["last"])
    ]
    if not parts:
        return {}
    found: dict[int, list[Stretch]] = {}
    for number, rows in _rows(engine, stretch_sql(parts)).items():
        found[number] = [Stretch(**row) for row in rows]
    return found


def cut(first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """Return the parts of a time: weeks, or two halves of what is shorter than two weeks.

    Ends are exclusive, and the last one lies after `last`.
    """
    end = last + timedelta(microseconds=1)
    week = timedelta(days=7)
    if end - first < 2 * week:
        middle = first + (end - first) / 2
        return [(first, middle), (middle, end)]
    weeks = -(-(end - first) // week)
    step = week * -(-weeks // STRETCHES)
    starts = [first + n * step for n in range(-(-(end - first) // step))]
    return [(start, min(start + step, end)) for start in starts]


def stretch_sql(parts: list[tuple[int, datetime, datetime]]) -> str:
    """Return SQL for one row of each part of a campaign's time in which it sent anything."""
    rows = ", ".join(
        f"({number}, TIMESTAMPTZ '{begins.isoformat()}', TIMESTAMPTZ '{ends.isoformat()}')"
        for number, begins, ends in parts
    )
    each = ", ".join(
        f"count(DISTINCT CASE WHEN {column} IS NOT NULL THEN account_id END)::DOUBLE "
        f"/ nullif(count(DISTINCT {column}), 0) AS accounts_per_{name}"
        for name, column in (
            ("card", "payment_id"), ("address", "client_ip"), ("device", "device_id"),
        )
    )  # fmt: skip
    return f"""
        WITH part AS (SELECT * FROM (VALUES {rows}) AS t(campaign_no, begins, ends)),
        born AS (
            SELECT campaign_no, account_id, min(ts) AS first_ts FROM profile_row GROUP BY 1, 2),
        placed AS (
            SELECT p.begins, p.ends, b.first_ts >= p.begins AS is_new, x.*
            FROM part p JOIN profile_row x ON x.campaign_no = p.campaign_no
                AND x.ts >= p.begins AND x.ts < p.ends
                JOIN born b ON b.campaign_no = x.campaign_no AND b.account_id = x.account_id)
        SELECT campaign_no, begins, ends, count(DISTINCT account_id) AS accounts,
            count(DISTINCT CASE WHEN is_new THEN account_id END) AS new_accounts,
            count(*) FILTER (WHERE is_harvest) AS harvest,
            count(*) FILTER (WHERE is_harvest)
                / greatest(1.0, date_diff('second', begins, ends) / 86400.0) AS harvest_a_day,
            count(*) FILTER (WHERE is_harvest)::DOUBLE / count(DISTINCT account_id || day)
                AS harvest_per_account_day,
            1 - avg(is_harvest::INT) AS camouflage,
            100.0 * count(DISTINCT CASE WHEN is_harvest THEN template_hash END)
                / nullif(count(template_hash) FILTER (WHERE is_harvest), 0)
                AS templates_per_hundred,
            {each}, count(DISTINCT CASE WHEN is_harvest THEN model END) AS models
        FROM placed GROUP BY campaign_no, begins, ends ORDER BY campaign_no, begins"""


def _rows(engine: Engine, sql: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in engine.read(sql).to_pylist():
        found.setdefault(row.pop("campaign_no"), []).append(row)
    return found
