"""Every account stands somewhere, once, with a reason that is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stillwatch.campaigns.standing import cleared_reason, standing, standing_table
from stillwatch.model.report import ACCOUNTS_SCHEMA, AccountRow
from stillwatch.pipeline import scan
from stillwatch.settings import JudgementSettings, Settings
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def rows(scene: Scene) -> dict[str, dict[str, Any]]:
    return {row["account_id"]: row for row in scene.scan.accounts.to_pylist()}


def test_every_account_is_there_once_in_the_published_columns(scene: Scene) -> None:
    table = scene.scan.accounts
    assert table.schema == ACCOUNTS_SCHEMA
    wanted = sorted({row["account_id"] for row in made.log()})
    assert table.column("account_id").to_pylist() == wanted
    for row in table.to_pylist():
        AccountRow.model_validate(row)


def test_members_name_their_campaign(scene: Scene) -> None:
    campaign = scene.named("north").campaign
    membership = {member.account_id: member.membership for member in campaign.accounts}
    for account in (*made.NORTH, *made.HIDDEN):
        row = rows(scene)[account]
        assert row["verdict"] == "campaign"
        assert row["campaign_id"] == campaign.id
        assert row["reason"] == f"member of {campaign.id}"
        assert row["membership"] == pytest.approx(membership[account], abs=1e-4)


def test_the_others_are_told_apart(scene: Scene) -> None:
    held = rows(scene)
    for account in made.CLASS:
        assert held[account]["verdict"] == "group_cleared"
        assert "acts as one with 39 others" in held[account]["reason"]
        assert held[account]["group_id"].startswith("G-")
    for account in (*made.STRANGERS, *made.POOL):
        assert held[account]["verdict"] == "not_grouped"
        assert held[account]["reason"] == "shares nothing with others beyond chance"
    for account in (*made.CLASS, *made.STRANGERS):
        assert held[account]["campaign_id"] is None
        assert held[account]["membership"] is None


def test_one_who_stood_beside_is_told_so_and_not_accused(scene: Scene) -> None:
    """The reseller came into the ring's group by its ties, and was not named."""
    row = rows(scene)["busy"]
    ids = {named.campaign.id for named in scene.scan.named}
    assert row["verdict"] == "group_cleared"
    assert row["campaign_id"] is None
    assert any(row["reason"].startswith(f"shares things with {each}") for each in ids)


def test_totals_are_the_accounts_own(scene: Scene) -> None:
    for account in ("north-00", "s-000", "class-05"):
        mine = [row for row in made.log() if row["account_id"] == account]
        row = rows(scene)[account]
        assert row["exchanges"] == len(mine)
        assert row["output_tokens"] == sum(each["output_tokens"] for each in mine)
        assert row["first_ts"] == min(each["ts"] for each in mine)
        assert row["last_ts"] == max(each["ts"] for each in mine)


def test_the_surest_group_of_an_entity_is_its_group(scene: Scene) -> None:
    first, second = scene.scan.judgement.judged[:2]
    twice = [first, replace(second, members=first.members)]
    table = standing_table(twice)
    assert set(table.column("group_no").to_pylist()) == {first.group_no}
    assert table.num_rows == len(first.members)


def test_a_group_without_data_says_what_is_missing(scene: Scene) -> None:
    group = scene.scan.judgement.judged[0]
    extraction = replace(group.extraction, missing=("content", "yield"))
    untold = replace(group, verdict="could_not_tell", extraction=extraction)
    assert cleared_reason(untold).endswith("; nothing is logged on content, yield")


def test_a_group_that_harvests_is_never_said_to_be_harmless(engine: DuckEngine) -> None:
    """Too small to be named, it is still no group that was cleared for what it asks."""
    made.open_log(engine, [*made.south(), *made.strangers()])
    few = Settings(judgement=JudgementSettings(membership=1 - 2**-50))
    found = scan(engine, few, made.harmless())
    assert found.named == []
    reasons = {
        row["reason"] for row in found.accounts.to_pylist() if row["account_id"] in made.SOUTH
    }
    assert all("no more than harmless" not in reason for reason in reasons)
    assert any("too few of its accounts are sure members" in reason for reason in reasons)


def test_an_account_that_carries_nothing_could_not_be_told(engine: DuckEngine) -> None:
    """One that carries a card which nobody else holds is told: it shares nothing."""
    bare = {"ts": made.START, "model": "m", "output_tokens": 1}
    held = [{**bare, "account_id": f"c{n}", "payment_id": f"card {n}"} for n in range(9)]
    made.open_log(engine, [*held, {**bare, "account_id": "nothing"}])
    found = scan(engine, Settings(), made.harmless())
    verdicts = {row["account_id"]: row["verdict"] for row in found.accounts.to_pylist()}
    assert verdicts == {**{f"c{n}": "not_grouped" for n in range(9)}, "nothing": "could_not_tell"}


def test_without_any_signal_nobody_can_be_told(engine: DuckEngine) -> None:
    made.open_log(engine, made.south())
    scan(engine, Settings(), made.harmless())
    table = standing(engine, [], [], [])
    assert set(table.column("verdict").to_pylist()) <= {"could_not_tell", "group_cleared"}
    assert len(TIES) > 0
