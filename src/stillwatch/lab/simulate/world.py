"""Builds a world and writes its logs, day by day, with the truth apart.

Groups enrol once; then every day all groups act, their requests are put in order of time and
written a chunk at a time. Between days only accounts and a few late requests are kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from stillwatch.lab.simulate import infrastructure as net
from stillwatch.lab.simulate.accounts import DAY_US, HOUR_US
from stillwatch.lab.simulate.content import Content
from stillwatch.lab.simulate.customers.catalogue import CUSTOMERS
from stillwatch.lab.simulate.group import Group, Setting
from stillwatch.lab.simulate.infrastructure import Addresses, Indices
from stillwatch.lab.simulate.register import Register, register
from stillwatch.lab.simulate.requests import REQUEST, Requests, Sources
from stillwatch.lab.simulate.rows import exchanges
from stillwatch.lab.simulate.scenarios.bystanders import Bystanders
from stillwatch.lab.simulate.scenarios.catalogue import SCENARIOS
from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.lab.simulate.texts import Writer
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.truth import Truth
from stillwatch.lab.simulate.write import open_day
from stillwatch.model.errors import SettingsError

_RELEASE_HOUR: Final = 17


@dataclass(frozen=True, slots=True)
class WorldSummary:
    """What was written. `campaign_exchanges` is all that campaign accounts sent."""

    logs: Path
    truth: Path
    days: int
    accounts: int
    campaign_accounts: int
    exchanges: int
    campaign_exchanges: int
    harvest_exchanges: int


def simulate(spec: WorldSpec, content: Content, out: Path) -> WorldSummary:
    """Write the world of `spec` under `out`: `logs/` by day, `truth/` apart.

    The same spec and content give the same bytes. Raises SettingsError for a customer group
    that does not exist, or where `out` already holds logs.
    """
    logs, truth_folder = _folders(out)
    groups, setting = _settle(spec, content)
    people = register(np.concatenate([group.block for group in groups]), setting.addresses)
    truth = Truth(truth_folder, groups)
    writer = Writer(setting.sources)
    for day, rows in _days(spec, setting, groups):
        _write_day(spec, setting.sources, people, writer, truth, logs, day, rows)
    truth.close(people.columns["account_id"])
    return _summary(spec, groups, truth, logs, truth_folder)


def _folders(out: Path) -> tuple[Path, Path]:
    logs, truth = out / "logs", out / "truth"
    if logs.exists() and any(logs.iterdir()):
        raise SettingsError(
            "the folder already holds logs", where=str(logs), remedy="name an empty folder"
        )
    logs.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    return logs, truth


def _stream(seed: int, name: str, number: int) -> np.random.Generator:
    """Return a group's or a day's own generator, so that one group's draws move no other's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), number])


def _settle(spec: WorldSpec, content: Content) -> tuple[list[Group], Setting]:
    """Found the pools, then let every group enrol."""
    addresses = Addresses()
    pools: dict[str, Indices] = {}
    for pool in spec.pools:
        rng = _stream(spec.seed, f"pool {pool.name}", 0)
        country = rng.choice(len(net.SHARES), pool.addresses, p=net.SHARES).astype(np.int32)
        homes = addresses.draw(net.HOME, country, rng)
        exits = addresses.draw(net.EXIT, country, rng)
        pools[pool.name] = np.where(rng.random(pool.addresses) < 0.7, homes, exits)
    start = int(spec.start.astimezone(UTC).timestamp()) * 1_000_000
    release_day = spec.days // 2 if spec.release_day is None else spec.release_day
    release = start + release_day * DAY_US + _RELEASE_HOUR * HOUR_US
    setting = Setting(start, spec.days, release, addresses, Sources(content), pools)
    groups = _groups(spec)
    for group in groups:
        group.enrol(setting, _stream(spec.seed, group.name, 0))
    return groups, setting


def _groups(spec: WorldSpec) -> list[Group]:
    groups: list[Group] = []
    for customer in spec.customers:
        if customer.group not in CUSTOMERS:
            raise SettingsError(
                f"no customer group is called {customer.group!r}",
                where="customers",
                remedy="use one of " + ", ".join(CUSTOMERS),
            )
        groups.append(CUSTOMERS[customer.group](customer))
    groups += [Bystanders(pool) for pool in spec.pools if pool.bystanders]
    groups += [SCENARIOS[campaign.technique](campaign) for campaign in spec.campaigns]
    return groups


def _days(spec: WorldSpec, setting: Setting, groups: list[Group]) -> Iterator[tuple[Day, Requests]]:
    """Yield each day's requests of all groups in order of time.

    What begins before midnight and ends after it is handed on to the next day.
    """
    shifts = np.cumsum([0, *(len(group.block) for group in groups)])
    late = np.zeros(0, REQUEST)
    for number in range(spec.days):
        begin = setting.start + number * DAY_US
        weekday = datetime.fromtimestamp(begin / 1e6, UTC).weekday()
        day = Day(number, begin, weekday, setting.release)
        parts = [late]
        for group, shift in zip(groups, shifts, strict=False):
            rows = group.requests(day, _stream(spec.seed, group.name, number + 1))
            rows["account"] += shift
            parts.append(rows)
        rows = np.concatenate(parts)
        rows = rows[np.lexsort((rows["account"], rows["ts"]))]
        midnight = int(np.searchsorted(rows["ts"], day.end))
        late = rows[midnight:]
        yield day, _without_ties(rows[:midnight])


def _without_ties(rows: Requests) -> Requests:
    """Drop the second of two requests of one account in one microsecond: their id is the same."""
    same = (np.diff(rows["ts"]) == 0) & (np.diff(rows["account"]) == 0)
    return rows[np.concatenate([[True], ~same])] if len(rows) else rows


def _write_day(
    spec: WorldSpec, sources: Sources, people: Register, writer: Writer, truth: Truth,
    logs: Path, day: Day, rows: Requests,
) -> None:  # fmt: skip
    rng = _stream(spec.seed, "rows", day.number)
    date = datetime.fromtimestamp(day.start / 1e6, UTC).date().isoformat()
    writer.begin_day(rows["thread"])
    with open_day(logs, date, spec.format) as file:
        for begin in range(0, len(rows), spec.chunk_rows):
            chunk = rows[begin : begin + spec.chunk_rows]
            said = writer.write(chunk, rng) if spec.texts else None
            table, answered = exchanges(
                chunk, said, people, sources, spec.metadata, spec.texts, rng
            )
            file.write(table)
            harvested = chunk["harvest"] & answered
            truth.add(table["request_id"], chunk["account"], harvested)


def _summary(
    spec: WorldSpec, groups: list[Group], truth: Truth, logs: Path, folder: Path
) -> WorldSummary:
    of_campaign = np.concatenate(
        [np.full(len(group.block), group.kind == "campaign") for group in groups]
    )
    return WorldSummary(
        logs=logs,
        truth=folder,
        days=spec.days,
        accounts=len(of_campaign),
        campaign_accounts=int(of_campaign.sum()),
        exchanges=int(truth.exchanges.sum()),
        campaign_exchanges=int(truth.exchanges[of_campaign].sum()),
        harvest_exchanges=int(truth.harvest.sum()),
    )
