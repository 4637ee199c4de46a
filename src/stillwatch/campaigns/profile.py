"""How each campaign goes about it: one profile, by which it can be laid beside another.

Read from `campaign_exchange` and `named_account`, all campaigns at once. Camouflage counts
where it is what is measured; everything else is of the harvest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from stillwatch.campaigns.profile_time import losses_of, releases_of, stretches_of
from stillwatch.campaigns.recognition import sample_sql
from stillwatch.model.profile import Profile, SharedSample, Spread
from stillwatch.model.signal import TieSignal
from stillwatch.store.steps import Engine, Step

INFRASTRUCTURE: Final = {
    "payment_id": "payment card",
    "client_ip": "address",
    "client_block": "network block",
    "device_id": "device",
    "country": "country",
    "user_agent": "client build",
    "key_id": "API key",
    "email_domain": "mail domain",
}
LANGUAGES: Final = 20
MODELS: Final = 20

Rows = Mapping[int, list[dict[str, Any]]]


def profiles(
    engine: Engine,
    signals: Sequence[TieSignal],
    told: Callable[[str], None] | None = None,
) -> dict[int, Profile]:
    """Return the profile of each campaign that has a harvest. Makes `profile_row`."""
    engine.run([Step("profile_row", PROFILE_ROWS)], told)
    spread, usage = by_campaign(engine, spread_sql()), by_campaign(engine, USAGE_SQL)
    hours, models = by_campaign(engine, HOURS_SQL), by_campaign(engine, counted_sql("model"))
    languages = by_campaign(engine, counted_sql("language"))
    shared = _shared(engine, signals)
    releases, losses = releases_of(engine), losses_of(engine)
    stretches = stretches_of(engine)
    found = {}
    for number, [row] in usage.items():
        found[number] = Profile(
            infrastructure=[_spread(r) for r in spread.get(number, [])],
            **{k: v for k, v in row.items() if k != "campaign_no"},
            **_hours(hours.get(number, [])),
            models=_counts(models.get(number, []), MODELS),
            languages=_counts(languages.get(number, []), LANGUAGES),
            releases=releases.get(number, []),
            losses=losses.get(number, []),
            shared=shared.get(number, []),
            stretches=stretches.get(number, []),
        )
    return found


def by_campaign(engine: Engine, sql: str) -> dict[int, list[dict[str, Any]]]:
    """Return the rows of an answer by their `campaign_no`, in the order they came."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in engine.read(sql).to_pylist():
        found.setdefault(row["campaign_no"], []).append(row)
    return found


PROFILE_ROWS: Final = """
        SELECT x.* FROM campaign_exchange x JOIN named_account n USING (campaign_no, account_id)"""

USAGE_SQL: Final = """
        WITH harvest AS (SELECT * FROM profile_row WHERE is_harvest),
        counted AS (
            SELECT campaign_no, count(*) AS harvest,
                100.0 * count(DISTINCT template_hash) / nullif(count(template_hash), 0)
                    AS templates_per_hundred,
                100.0 * count(DISTINCT prompt_hash) / nullif(count(prompt_hash), 0)
                    AS prompts_per_hundred,
                count(*) / greatest(1.0, date_diff('second', min(ts), max(ts)) / 86400.0)
                    AS harvest_a_day
            FROM harvest GROUP BY 1),
        template AS (
            SELECT campaign_no, max(used)::DOUBLE / sum(used) AS largest_template FROM (
                SELECT campaign_no, template_hash, count(*) AS used FROM harvest
                WHERE template_hash IS NOT NULL GROUP BY 1, 2) GROUP BY 1),
        daily AS (
            SELECT campaign_no, max(sent) AS busiest_day FROM (
                SELECT campaign_no, day, count(*) AS sent FROM harvest GROUP BY 1, 2) GROUP BY 1),
        active AS (
            SELECT campaign_no, count(*)::DOUBLE AS account_days FROM (
                SELECT DISTINCT campaign_no, account_id, day FROM harvest) GROUP BY 1),
        beside AS (
            SELECT campaign_no, 1 - avg(is_harvest::INT) AS camouflage FROM profile_row GROUP BY 1)
        SELECT c.*, t.largest_template, d.busiest_day,
            c.harvest / a.account_days AS harvest_per_account_day, b.camouflage
        FROM counted c JOIN daily d USING (campaign_no) JOIN active a USING (campaign_no)
            JOIN beside b USING (campaign_no) LEFT JOIN template t USING (campaign_no)
        ORDER BY campaign_no"""

HOURS_SQL: Final = """
        SELECT campaign_no, extract('hour' FROM ts) AS hour, count(*) AS harvest
        FROM profile_row WHERE is_harvest GROUP BY 1, 2 ORDER BY 1, 2"""


def spread_sql() -> str:
    """Return SQL for how many accounts stand on how many values of each kind."""
    parts = [
        f"""
        SELECT campaign_no, {place} AS place, '{kind}' AS kind, count(*) AS values,
            sum(accounts)::DOUBLE / count(*) AS accounts_each, max(accounts) AS largest,
            (SELECT count(DISTINCT account_id) FROM profile_row p
                WHERE p.campaign_no = v.campaign_no AND p.{column} IS NOT NULL) AS accounts
        FROM (
            SELECT campaign_no, {column}, count(DISTINCT account_id) AS accounts
            FROM profile_row WHERE {column} IS NOT NULL GROUP BY 1, 2) v
        GROUP BY campaign_no"""
        for place, (column, kind) in enumerate(INFRASTRUCTURE.items())
    ]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY campaign_no, place"


def counted_sql(column: str) -> str:
    """Return SQL for the harvested requests of each value of a column, the most first."""
    return f"""
        SELECT campaign_no, {column} AS value, count(*) AS harvest
        FROM profile_row WHERE is_harvest AND {column} IS NOT NULL
        GROUP BY 1, 2 ORDER BY campaign_no, harvest DESC, value"""


def _spread(row: Mapping[str, Any]) -> Spread:
    return Spread(**{k: v for k, v in row.items() if k not in ("campaign_no", "place")})


def _counts(rows: Sequence[Mapping[str, Any]], most: int) -> dict[str, int]:
    found = {str(row["value"]): int(row["harvest"]) for row in rows[:most]}
    rest = sum(int(row["harvest"]) for row in rows[most:])
    return {**found, "others": rest} if rest else found


def _hours(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counted = {int(row["hour"]): int(row["harvest"]) for row in rows}
    hours = tuple(counted.get(hour, 0) for hour in range(24))
    quarter = sum(hours) / 24 / 4
    return {"hours": hours, "quiet_hours": sum(1 for n in hours if n < quarter)}


def _shared(engine: Engine, signals: Sequence[TieSignal]) -> dict[int, list[SharedSample]]:
    found: dict[int, list[SharedSample]] = {}
    for signal in signals:
        table = f"campaign_item_{signal.name}"
        counted = f"SELECT campaign_no, count(*) AS items FROM {table} GROUP BY 1"
        rows = engine.read(
            f"SELECT * FROM ({counted}) LEFT JOIN ({sample_sql(signal.name)}) s "
            "USING (campaign_no) ORDER BY campaign_no"
        )
        for number, items, sample in zip(*(c.to_pylist() for c in rows.columns), strict=True):
            found.setdefault(number, []).append(
                SharedSample(
                    signal=signal.name,
                    noun=signal.noun,
                    items=items,
                    sample=sorted(sample or ()),
                )
            )
    return found
