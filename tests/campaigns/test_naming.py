"""A campaign says who, how sure, what and since when, and says it the same way each time."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.naming import name_campaigns
from stillwatch.model.result import Campaign
from stillwatch.pipeline import scan
from stillwatch.settings import JudgementSettings, Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_both_rings_are_named_and_whole(scene: Scene) -> None:
    assert len(scene.scan.named) == 2
    members = {m.account_id for m in scene.named("north").campaign.accounts}
    assert members == {*made.NORTH, *made.HIDDEN}
    assert {m.account_id for m in scene.named("south").campaign.accounts} == set(made.SOUTH)


def test_what_is_said_holds_together(scene: Scene) -> None:
    for named in scene.scan.named:
        campaign = named.campaign
        assert campaign.verdict == "campaign"
        assert 0 < campaign.error_rate <= JudgementSettings().error_rate
        assert campaign.coordination > 10
        assert campaign.extraction > scene.scan.least_extraction
        assert campaign.first_ts == min(m.first_ts for m in campaign.accounts)
        assert campaign.last_ts == max(m.last_ts for m in campaign.accounts)
        assert campaign.harvest.exchanges <= sum(m.exchanges for m in campaign.accounts)
        assert {"farm", "trace"} <= set(campaign.techniques)
        assert Campaign.model_validate_json(campaign.model_dump_json()) == campaign
        assert named.detail.campaign_id == campaign.id


def test_the_surest_comes_first(scene: Scene) -> None:
    rates = [named.campaign.error_rate for named in scene.scan.named]
    assert rates == sorted(rates)


def test_an_id_is_that_of_the_members(scene: Scene, engine: DuckEngine) -> None:
    """The same accounts have the same id, whatever else the log holds; other accounts do not."""
    made.open_log(engine, [*made.south(), *made.strangers()[:400]])
    [alone] = scan(engine, Settings(), made.harmless()).named
    assert alone.campaign.id == scene.named("south").campaign.id
    assert alone.campaign.id != scene.named("north").campaign.id


def test_nothing_to_name_names_nothing(scene: Scene, engine: DuckEngine) -> None:
    made.open_log(engine, made.strangers())
    found = scan(engine, Settings(), made.harmless())
    assert found.named == []
    settings = JudgementSettings()
    signals = (found.judgement.tie_signals, MEASURES)
    again = name_campaigns(engine, [], lambda _: {}, signals, scene.reference, settings)
    assert again == []


@pytest.mark.parametrize("rate", [1e-9])
def test_a_suspect_is_called_one(engine: DuckEngine, rate: float) -> None:
    made.open_log(engine, [*made.south(), *made.strangers()])
    strict = Settings(judgement=JudgementSettings(error_rate=rate))
    [named] = scan(engine, strict, made.harmless()).named
    assert named.campaign.verdict == "suspect"
    assert named.campaign.error_rate > rate
