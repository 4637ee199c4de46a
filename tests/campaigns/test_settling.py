"""Who is named: those who hold what the group holds and harvested; nobody else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Scored, Subset
from stillwatch.campaigns.rows import row_steps
from stillwatch.campaigns.settling import settle
from stillwatch.campaigns.verdict import Coordination, Extraction
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.groups import Candidate, member_table
from stillwatch.linkage.items import item_steps
from stillwatch.settings import JudgementSettings
from stillwatch.signals.catalogue import MEASURES, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made

USUAL = JudgementSettings()
SIGNALS = [
    signal
    for signal in TIES
    if signal.name in ("payment", "device", "address", "template", "client_build")
]


class Settled:
    """The tables that settling left."""

    def __init__(self, engine: DuckEngine, sizes: dict[int, int]) -> None:
        self.sizes = sizes
        self._engine = engine

    def named(self, campaign: int = 0) -> set[str]:
        return self._accounts("named_account", campaign)

    def beside(self, campaign: int = 0) -> set[str]:
        return self._accounts("bystander", campaign)

    def _accounts(self, table: str, campaign: int) -> set[str]:
        found = self._engine.read(f"SELECT account_id FROM {table} WHERE campaign_no = {campaign}")
        return set(found.column(0).to_pylist())


def settled(
    engine: DuckEngine,
    rows: list[made.Row],
    *groups: Iterable[str],
    subset: Subset = "slice",
    settings: JudgementSettings = USUAL,
) -> Settled:
    """Settle campaigns that begin as the given groups of accounts, the surest first."""
    made.open_log(engine, rows)
    engine.run(entity_steps(0.2))
    for signal in SIGNALS:
        engine.run(item_steps(signal))
    leads = [lead(engine, number, group, subset) for number, group in enumerate(groups)]
    engine.put("judged_member", member_table([Candidate(j.members, "ties") for j in leads]))
    engine.run(row_steps(SIGNALS, MEASURES[:1]))
    entities = engine.read("SELECT * FROM entity").num_rows
    return Settled(engine, settle(engine, leads, entities, SIGNALS, settings))


def lead(engine: DuckEngine, number: int, group: Iterable[str], subset: Subset) -> Judged:
    names = ", ".join(f"'{name}'" for name in group)
    found = engine.read(
        f"SELECT DISTINCT entity_no FROM account WHERE account_id IN ({names}) ORDER BY 1"
    )
    return Judged(
        number,
        found.column(0).to_numpy(),
        "ties",
        Coordination({"ties": 30.0}, 30.0),
        Extraction(Scored({}, 40.0, 1e-4), subset, 1e-4, ()),
        GroupValues(),
        1e-4,
        "campaign",
    )


@pytest.mark.parametrize("subset", ["slice", "whole"])
def test_members_who_harvested_are_named_and_nobody_else(
    engine: DuckEngine, subset: Subset
) -> None:
    found = settled(engine, made.log(), made.NORTH, subset=subset)
    assert found.named() == {*made.NORTH, *made.HIDDEN}
    assert found.sizes == {0: 33}


def test_members_that_the_group_missed_are_found(engine: DuckEngine) -> None:
    missed = {made.NORTH[n] for n in (3, 11, 12, 20, 29)}
    found = settled(engine, made.log(), set(made.NORTH) - missed)
    assert missed | set(made.HIDDEN) <= found.named()


def test_who_shares_only_the_pool_and_never_harvests_is_a_bystander(engine: DuckEngine) -> None:
    """Also where the group was formed with them in it."""
    found = settled(engine, made.log(), [*made.NORTH, *made.POOL])
    assert found.named() == {*made.NORTH, *made.HIDDEN}
    assert set(made.POOL) <= found.beside()


def test_a_bystander_that_holds_the_rings_cards_too_is_not_named(engine: DuckEngine) -> None:
    """Resold accounts: the same card, device and address, and ordinary talk."""
    common = {"payment_id": "north card 0", "device_id": "north device 1"}
    rows = [{**row, **common} if row["account_id"] in made.POOL else row for row in made.log()]
    found = settled(engine, rows, [*made.NORTH, *made.POOL])
    assert not found.named() & set(made.POOL)
    assert set(made.POOL) <= found.beside()


def customer(harvested: int, talks: int) -> list[made.Row]:
    """Return one account on the ring's own infrastructure, with so much harvest and talk."""
    ring = [row for row in made.north() if row["account_id"] == "north-00"]
    harvest = [row for row in ring if row["asks_generation"]][:harvested]
    [talk] = [row for row in ring if not row["asks_generation"]]
    return [{**row, "account_id": "resold"} for row in [*harvest, *[talk] * talks]]


@pytest.mark.parametrize(
    ("harvested", "talks", "named"), [(9, 1, True), (4, 4, True), (1, 30, False), (0, 30, False)]
)
def test_harvest_must_be_a_good_part_of_what_an_account_sends(
    engine: DuckEngine, harvested: int, talks: int, named: bool
) -> None:
    """Whoever was sold one of the ring's accounts, and once used its words, is a customer."""
    found = settled(engine, [*made.log(), *customer(harvested, talks)], [*made.NORTH, "resold"])
    assert ("resold" in found.named()) == named
    assert ("resold" in found.beside()) != named


@pytest.mark.parametrize("subset", ["slice", "whole"])
def test_a_reseller_that_holds_everything_is_not_taken_in(
    engine: DuckEngine, subset: Subset
) -> None:
    outside = settled(engine, made.log(), made.NORTH, subset=subset)
    assert "busy" not in outside.named()
    inside = settled(engine, made.log(), [*made.NORTH, "busy"], subset=subset)
    assert "busy" not in inside.named()


def test_campaigns_on_one_pool_stay_two(engine: DuckEngine) -> None:
    found = settled(engine, made.log(), made.NORTH, made.SOUTH)
    assert found.named(0) == {*made.NORTH, *made.HIDDEN}
    assert found.named(1) == set(made.SOUTH)


def test_two_views_of_one_campaign_become_one(engine: DuckEngine) -> None:
    found = settled(engine, made.log(), made.NORTH[:22], made.NORTH[22:])
    assert found.sizes == {0: 33}
    assert found.named(0) == {*made.NORTH, *made.HIDDEN}
    assert found.named(1) == set()


def test_a_campaign_too_small_to_be_told_from_a_team_is_not_named(engine: DuckEngine) -> None:
    few = JudgementSettings(group_minimum=40)
    assert settled(engine, made.log(), made.NORTH, settings=few).sizes == {}


def test_nothing_to_name_leaves_empty_tables(engine: DuckEngine) -> None:
    found = settled(engine, made.log())
    assert found.sizes == {}
    assert found.named() == found.beside() == set()


def test_an_organisation_is_named_by_its_accounts(engine: DuckEngine) -> None:
    """Accounts of one billing entity are one member and stay several accounts."""
    orgs = {name: f"org {n // 2}" for n, name in enumerate([*made.NORTH, *made.HIDDEN])}
    rows = [{**row, "org_id": orgs.get(row["account_id"])} for row in made.log()]
    found = settled(engine, rows, made.NORTH)
    assert found.named() == {*made.NORTH, *made.HIDDEN}
    assert found.sizes == {0: 17}


def test_settling_twice_gives_the_same(engine: DuckEngine) -> None:
    first = settled(engine, made.log(), made.NORTH, made.SOUTH)
    once = [first.named(0), first.named(1), first.beside(0)]
    again = settled(engine, made.log(), made.NORTH, made.SOUTH)
    assert [again.named(0), again.named(1), again.beside(0)] == once


def test_every_account_is_named_once_at_most(engine: DuckEngine) -> None:
    settled(engine, made.log(), made.NORTH, made.NORTH[:12])
    names = engine.read("SELECT account_id FROM named_account").column(0).to_pylist()
    assert len(names) == len(set(names))
    assert np.all(engine.read("SELECT membership FROM named_account").column(0).to_numpy() >= 0.5)
