"""Scan a world at the end of each of its days, and count what is lost before it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pyarrow.parquet as pq

from stillwatch.lab.bench.detector import Detector
from stillwatch.lab.bench.outcome import DayOutcome
from stillwatch.lab.bench.score import Truth, majority, truth_of
from stillwatch.lab.bench.world import BuiltWorld

HarvestByDay = dict[str, np.ndarray]
"""Account to its harvested exchanges on each day of the world."""


def harvest_by_day(world: BuiltWorld) -> HarvestByDay:
    """Return what each campaign account harvested day by day."""
    is_harvest = pq.read_table(
        world.truth_folder / "exchanges.parquet", filters=[("is_harvest", "==", True)]
    ).select(["request_id"])
    with world.window() as engine:
        engine.put("harvested", is_harvest)
        start = world.spec.start.isoformat()
        rows = engine.read(
            f"""
            SELECT account_id, date_diff('day', TIMESTAMPTZ '{start}', ts) AS day,
                count(*) AS exchanges
            FROM exchange JOIN harvested USING (request_id) GROUP BY ALL"""
        ).to_pylist()
    found: HarvestByDay = {}
    for row in rows:
        days = found.setdefault(row["account_id"], np.zeros(world.spec.days, np.int64))
        days[row["day"]] += row["exchanges"]
    return found


def scan_daily(
    world: BuiltWorld, detector: Detector, told: Callable[[str], None] | None = None
) -> list[DayOutcome]:
    """Scan all that is in at the end of every day; what was named once stays known.

    An exchange is lost where it was sent before the end of the day on which its account was
    first named: from then on an operator could have acted on the account.
    """
    harvest = harvest_by_day(world)
    with world.window() as engine:
        truth = truth_of(world, engine)
    first_named: dict[str, int] = {}
    known: set[str] = set()
    outcomes: list[DayOutcome] = []
    for day in range(world.spec.days):
        if told is not None:
            told(f"day {day + 1} of {world.spec.days}")
        with world.window(world.spec.start + timedelta(days=day + 1)) as engine:
            found = detector.find(engine)
        named = {account for group in found.named for account in group.accounts}
        for account in named:
            first_named.setdefault(account, day)
        mostly = [(*majority(g.accounts, truth), len(g.accounts)) for g in found.named]
        known |= {actor for actor, right, size in mostly if actor and 2 * right > size}
        outcomes += _of_day(day, truth, harvest, first_named, known, named)
    return outcomes


def _of_day(
    day: int,
    truth: Truth,
    harvest: HarvestByDay,
    first_named: dict[str, int],
    known: set[str],
    named: set[str],
) -> list[DayOutcome]:
    actors = sorted({g for a, g in truth.group.items() if truth.kind[a] == "campaign"})
    wrongly = sum(1 for account in named if truth.actor(account) is None)
    outcomes = []
    for actor in actors:
        own = [a for a, group in truth.group.items() if group == actor and a in harvest]
        taken = sum(int(harvest[a][: day + 1].sum()) for a in own)
        lost = sum(int(harvest[a][: min(day, first_named.get(a, day)) + 1].sum()) for a in own)
        outcomes.append(
            DayOutcome(
                day=day, actor=actor, harvest=taken, lost=lost,
                named=sum(1 for a in own if a in named), known=actor in known, wrongly=wrongly,
            )
        )  # fmt: skip
    return outcomes
