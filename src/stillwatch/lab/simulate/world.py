"""Builds a world and writes its logs, day by day, with the truth apart.

Groups enrol once; then every day all groups act, their requests are put in order of time and
written a chunk at a time. Between days only accounts and a few late requests are kept.

Each group draws from streams of its own: without a campaign everybody else has the same
accounts, ties and times. Their words and what befalls single requests (failures, token counts,
places they roam to) are drawn chunk by chunk for all rows together, and differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
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
from stillwatch.lab.simulate.scenarios.former_owners import FormerOwners
from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.lab.simulate.sketched import Seen, Sketcher, with_sketches
from stillwatch.lab.simulate.texts import Words, Writer
from stillwatch.lab.simulate.timing import PACE, Day, Pace
from stillwatch.lab.simulate.truth import Truth
from stillwatch.lab.simulate.write import Behind, Stages, open_day
from stillwatch.model.errors import SettingsError

_RELEASE_HOUR: Final = 17


@dataclass(frozen=True, slots=True)
class WorldSummary:
    """What was written. `campaign_exchanges` is all that actors sent, camouflage included."""

    logs: Path
    truth: Path
    days: int
    accounts: int
    campaign_accounts: int
    exchanges: int
    campaign_exchanges: int
    harvest_exchanges: int


def simulate(
    spec: WorldSpec,
    content: Content,
    out: Path,
    advance: Callable[[int], None] | None = None,
    pace: Pace = PACE,
) -> WorldSummary:
    """Write the world of `spec` under `out`: `logs/` by day, `truth/` apart.

    The same spec, content and pace give the same bytes. `advance` is told of every chunk's rows
    once they are handed on. Raises SettingsError for a customer group that does not exist, for
    languages that the content has not, or where `out` already holds logs.
    """
    logs, truth_folder = _unwritten(out)
    groups, setting = _settle(spec, content, pace)
    logs.mkdir(parents=True, exist_ok=True)
    truth_folder.mkdir(parents=True, exist_ok=True)
    people = register(np.concatenate([group.block for group in groups]), setting.addresses)
    truth = Truth(truth_folder, groups)
    writer, sketcher = Writer(setting.sources), Sketcher(setting.sources, spec.seed)
    with Behind() as files, Behind() as tables:
        behind = Stages(tables, files)
        for day, rows in _days(spec, setting, groups):
            for made in _write_day(
                spec, setting.sources, people, writer, sketcher, truth, logs, day, rows, behind
            ):
                if advance is not None:
                    advance(made)
    truth.close(people.columns["account_id"])
    return _summary(spec, groups, truth, logs, truth_folder)


def _unwritten(out: Path) -> tuple[Path, Path]:
    """Return where logs and truth go, which is where no logs are."""
    logs, truth = out / "logs", out / "truth"
    if logs.exists() and any(logs.iterdir()):
        raise SettingsError(
            "the folder already holds logs", where=str(logs), remedy="name an empty folder"
        )
    return logs, truth


def _stream(seed: int, name: str, number: int) -> np.random.Generator:
    """Return a group's or a day's own generator, so that one group's draws move no other's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), number])


def _settle(spec: WorldSpec, content: Content, pace: Pace) -> tuple[list[Group], Setting]:
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
    sources = Sources(content, pace.sizes)
    setting = Setting(start, spec.days, release, addresses, sources, pools, pace)
    groups = _groups(spec)
    for group in groups:
        group.enrol(setting, _stream(spec.seed, group.name, 0))
        if group.kind == "honest":
            setting.customers.append(group.block)
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
    campaigns = [SCENARIOS[campaign.technique](campaign) for campaign in spec.campaigns]
    groups += campaigns
    groups += [FormerOwners(each) for each in campaigns if each.spec.bought]
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
        day = Day(number, begin, weekday, setting.release, setting.pace)
        parts = [late]
        for group, shift in zip(groups, shifts, strict=False):
            rows = group.requests(day, _stream(spec.seed, group.name, number + 1))
            rows["account"] += shift
            parts.append(rows)
        rows = np.concatenate(parts)
        rows = rows[np.lexsort((rows["account"], rows["ts"]))]
        midnight = int(np.searchsorted(rows["ts"], day.end))
        # A copy, or the view would keep the whole day alive through the next one.
        late = rows[midnight:].copy()
        yield day, _without_ties(rows[:midnight])


def _without_ties(rows: Requests) -> Requests:
    """Drop the second of two requests of one account in one microsecond: their id is the same."""
    same = (np.diff(rows["ts"]) == 0) & (np.diff(rows["account"]) == 0)
    return rows[np.concatenate([[True], ~same])] if same.any() else rows


def _write_day(
    spec: WorldSpec, sources: Sources, people: Register, writer: Writer, sketcher: Sketcher,
    truth: Truth, logs: Path, day: Day, rows: Requests, behind: Stages,
) -> Iterator[int]:  # fmt: skip
    """Write one day, yielding the number of rows of every chunk once it is handed on."""
    words, luck = (_stream(spec.seed, name, day.number) for name in ("words", "rows"))
    date = datetime.fromtimestamp(day.start / 1e6, UTC).date().isoformat()
    writer.begin_day(rows["thread"])
    file = open_day(logs, date, spec.format, sketches=spec.sketches)

    def put_down(chunk: Requests, said: Words | None, seen: Seen | None) -> None:
        table, answered = exchanges(
            chunk, said, people, sources, spec.metadata, spec.texts, luck, seen
        )
        whole = with_sketches(table) if spec.sketches and spec.texts else table
        behind.files.do(file.write, whole)
        harvested = chunk["harvest"] & answered
        behind.files.do(truth.add, table["request_id"], chunk["account"], harvested)

    for begin in range(0, len(rows), spec.chunk_rows):
        chunk = rows[begin : begin + spec.chunk_rows]
        said = writer.write(chunk, words) if spec.texts else None
        seen = sketcher.write(chunk) if spec.sketches and not spec.texts else None
        behind.tables.do(put_down, chunk, said, seen)
        yield len(chunk)
    behind.tables.do(behind.files.do, file.close)


def _summary(
    spec: WorldSpec, groups: list[Group], truth: Truth, logs: Path, folder: Path
) -> WorldSummary:
    of_campaign = np.concatenate(
        [np.full(len(group.block), group.kind == "campaign") for group in groups]
    )
    twice = sum(len(group.block) for group in groups if isinstance(group, FormerOwners))
    return WorldSummary(
        logs=logs,
        truth=folder,
        days=spec.days,
        accounts=len(of_campaign) - twice,
        campaign_accounts=int(of_campaign.sum()),
        exchanges=int(truth.exchanges.sum()),
        campaign_exchanges=int(truth.exchanges[of_campaign].sum()),
        harvest_exchanges=int(truth.harvest.sum()),
    )
