"""Small worlds for tests: write one, read it back with the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from stillwatch.lab.simulate.accounts import DAY_US, HOUR_US
from stillwatch.lab.simulate.group import Group, Setting
from stillwatch.lab.simulate.infrastructure import Addresses
from stillwatch.lab.simulate.requests import Requests, Sources
from stillwatch.lab.simulate.settings import CampaignSpec, CustomerSpec, Technique, WorldSpec
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.world import WorldSummary, simulate
from tests.lab.simulate.fake_content import FakeContent

START = 1_777_852_800_000_000
"""Monday 4 May 2026, midnight UTC."""
DAYS = 6
PEOPLE = CustomerSpec(group="everyday", accounts=300, exchanges=3_000)


@dataclass(frozen=True)
class Written:
    """A world that was written, with every row's truth as columns actor, kind, is_harvest."""

    summary: WorldSummary
    rows: pa.Table
    accounts: pa.Table


def write_world(spec: WorldSpec, out: Path) -> Written:
    """Write `spec` with fake texts and read it back."""
    summary = simulate(spec, FakeContent(), out)
    days = [pq.read_table(path) for path in sorted(summary.logs.glob("*.parquet"))]
    rows = pa.concat_tables(days)
    truth = pq.read_table(summary.truth / "exchanges.parquet")
    assert truth["request_id"].equals(rows["request_id"]), "the truth is in the order of the logs"
    accounts = pq.read_table(summary.truth / "accounts.parquet")
    kinds = dict(zip(*(accounts[n].to_pylist() for n in ("account_id", "kind")), strict=True))
    kind = pa.array([kinds[account] for account in rows["account_id"].to_pylist()])
    for name in ("is_harvest", "actor"):
        rows = rows.append_column(name, truth[name])
    rows = rows.append_column("kind", kind)
    return Written(summary, rows, accounts)


def spec_with(*campaigns: CampaignSpec, **more: Any) -> WorldSpec:
    """Return a world of everyday people and the given campaigns."""
    return WorldSpec(**{"customers": (PEOPLE,), "days": DAYS, "campaigns": campaigns, **more})


def campaign(technique: Technique, **more: Any) -> CampaignSpec:
    """Return a campaign of sixty accounts and 1,200 harvested exchanges."""
    usual = {"actor": "actor-a", "technique": technique, "accounts": 60, "exchanges": 1_200}
    return CampaignSpec(**{**usual, **more})


def setting(days: int = DAYS) -> Setting:
    """Return a world's setting without a world; the release is on the fourth day."""
    return Setting(
        START, days, START + 3 * DAY_US + 17 * HOUR_US, Addresses(), Sources(FakeContent()), {}
    )


def enrolled(group: Group, days: int = DAYS, seed: int = 1) -> Setting:
    """Let `group` enrol in a setting of its own, which is returned."""
    place = setting(days)
    group.enrol(place, np.random.default_rng(seed))
    return place


def act(group: Group, days: int = DAYS, seed: int = 2) -> Requests:
    """Return all requests of an enrolled group, in order of time."""
    rng = np.random.default_rng(seed)
    release = setting().release
    made = [
        group.requests(Day(number, START + number * DAY_US, number % 7, release), rng)
        for number in range(days)
    ]
    rows = np.concatenate(made)
    return rows[np.argsort(rows["ts"], kind="stable")]


def distinct(rows: pa.Table, name: str, **where: Any) -> int:
    """Count the distinct values of a column in the rows that match."""
    return len({row[name] for row in picked(rows, name, **where)})


def picked(rows: pa.Table, *names: str, **where: Any) -> list[dict[str, Any]]:
    """Return the named columns of the rows whose columns equal `where`."""
    chosen = ds.dataset(rows).to_table(columns=[*names], filter=_all(where))
    return list(chosen.to_pylist())


def _all(where: dict[str, Any]) -> ds.Expression | None:
    wanted = None
    for name, value in where.items():
        one = ds.field(name) == value
        wanted = one if wanted is None else wanted & one
    return wanted
