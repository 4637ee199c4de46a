"""What one campaign does to another: nothing, and to honest customers, nothing either.

Whole worlds, by the commands that users type, with the references that ship.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from stillwatch.interfaces.report import load_result
from stillwatch.model.result import Campaign
from tests.interfaces.scanned import stillwatch

pytestmark = pytest.mark.heavy


@dataclass(frozen=True)
class World:
    """A simulated world, and who harvests in it."""

    folder: Path
    actor: dict[str, str | None]

    def scan(self, out: Path, *, without: str | None = None) -> list[Campaign]:
        """Return what a scan names, of the log less the rows of one actor."""
        logs = out / "logs"
        logs.mkdir(parents=True)
        gone = pa.array([a for a, actor in self.actor.items() if actor and actor == without])
        for file in sorted((self.folder / "logs").glob("*.parquet")):
            table = pq.read_table(file)
            inside = pc.is_in(table["account_id"], gone.cast(pa.string()))
            pq.write_table(table.filter(pc.invert(inside)), logs / file.name)
        lake, result = out / "lake", out / "result"
        assert stillwatch("ingest", logs, "--lake", lake).code == 0
        assert stillwatch("scan", "--lake", lake, "--out", result).code == 0
        return load_result(result).campaigns

    def whose(self, campaign: Campaign) -> str | None:
        """Return the actor of most of its accounts."""
        return Counter(self.actor[m.account_id] for m in campaign.accounts).most_common(1)[0][0]

    def accounts(self, actor: str) -> set[str]:
        return {account for account, name in self.actor.items() if name == actor}


def build(folder: Path, *words: str) -> World:
    assert stillwatch("simulate", *words, "--out", folder).code == 0
    rows = pq.read_table(folder / "truth" / "accounts.parquet").to_pylist()
    return World(folder, {row["account_id"]: row["actor"] for row in rows if row["exchanges"]})


def test_a_campaign_is_found_and_rated_as_if_the_other_were_not_there(tmp_path: Path) -> None:
    """With both in the log the smaller was once lost to the larger, whose core it was not of."""
    world = build(tmp_path / "world", "demo", "--size", "30000", "--seed", "9")
    together = {world.whose(c): c for c in world.scan(tmp_path / "both")}
    assert set(together) == {"actor-a", "actor-b"}
    for actor, other in (("actor-a", "actor-b"), ("actor-b", "actor-a")):
        (alone,) = world.scan(tmp_path / actor, without=other)
        one, two = ({m.account_id for m in c.accounts} for c in (alone, together[actor]))
        assert len(one & two) >= 0.95 * len(one | two)
        assert len(two & world.accounts(actor)) >= 0.99 * len(two)
        assert abs(log2(alone.error_rate / together[actor].error_rate)) < 3


def test_a_campaign_that_is_most_of_the_traffic_is_found_whole_and_alone(tmp_path: Path) -> None:
    """The null is made of everybody, and everybody is mostly the campaign."""
    world = build(
        tmp_path / "world",
        *("farm", "--size", "12000", "--seed", "21", "--accounts", "300", "--requests", "24000"),
    )
    rows = pq.read_table(world.folder / "truth" / "accounts.parquet")
    sent = Counter[bool]()
    for actor, count in zip(rows["actor"].to_pylist(), rows["exchanges"].to_pylist(), strict=True):
        sent[actor is not None] += count
    assert sent[True] > 0.7 * sent.total()
    named = {m.account_id for c in world.scan(tmp_path / "scan") for m in c.accounts}
    theirs = world.accounts("actor-a")
    assert len(named & theirs) >= 0.95 * len(theirs)
    assert len(named & theirs) >= 0.99 * len(named)
