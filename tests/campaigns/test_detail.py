"""What a page shows of a campaign agrees with the result, and stays small enough to draw."""

from __future__ import annotations

from collections import Counter

import pytest

from stillwatch.campaigns import detail
from stillwatch.campaigns.detail import DRAWN_ACCOUNTS, DRAWN_ITEMS, Subject, campaign_detail
from stillwatch.model.report import GRAPH_NODES, CampaignDetail
from stillwatch.signals.catalogue import MEASURES, SIGNALS
from tests.campaigns import made
from tests.campaigns.conftest import Scene


@pytest.fixture(params=["north", "south"])
def shown(scene: Scene, request: pytest.FixtureRequest) -> tuple[str, CampaignDetail]:
    return request.param, scene.named(request.param).detail


def test_members_are_those_of_the_result(scene: Scene, shown: tuple[str, CampaignDetail]) -> None:
    campaign = scene.named(shown[0]).campaign
    told = {m.account_id: (m.membership, m.exchanges, m.first_ts) for m in campaign.accounts}
    drawn = {m.account_id: (m.membership, m.exchanges, m.first_ts) for m in shown[1].members.rows}
    assert drawn == told
    assert shown[1].members.total == len(told)
    assert shown[1].entities == len(told)
    assert sum(m.harvest_exchanges for m in shown[1].members.rows) == campaign.harvest.exchanges
    memberships = [m.membership for m in shown[1].members.rows]
    assert memberships == sorted(memberships, reverse=True)
    assert all(m.ties > 0 for m in shown[1].members.rows)


def test_the_graph_holds_together(shown: tuple[str, CampaignDetail]) -> None:
    graph = shown[1].graph
    accounts, items = {a.id for a in graph.accounts}, {i.id for i in graph.items}
    assert not accounts & items
    assert len(accounts) + len(items) <= GRAPH_NODES
    assert all(t.account in accounts and t.item in items for t in graph.ties)
    held = Counter(tie.item for tie in graph.ties)
    assert all(held[item.id] == item.accounts for item in graph.items), "all holders are drawn"
    assert {item.family for item in graph.items} <= {s.family for s in SIGNALS.values()}
    assert graph.accounts_left_out == 0
    assert not [i.label for i in graph.items if i.label in made.EXITS], "addresses are masked"


def test_days_and_hours_add_up(scene: Scene, shown: tuple[str, CampaignDetail]) -> None:
    campaign = scene.named(shown[0]).campaign
    days = shown[1].timeline
    assert sum(d.harvest_exchanges for d in days) == campaign.harvest.exchanges
    assert sum(d.exchanges for d in days) == sum(m.exchanges for m in campaign.accounts)
    assert sum(d.new_accounts for d in days) == len(campaign.accounts)
    assert [d.day for d in days] == sorted({d.day for d in days})
    assert all(d.new_accounts <= d.active_accounts <= d.exchanges for d in days)
    hours = shown[1].hours
    assert hours is not None
    assert sum(hours.group) == sum(d.exchanges for d in days)
    assert sum(hours.everyone) == len(made.log())


def test_measures_stand_beside_those_of_harmless_groups(
    shown: tuple[str, CampaignDetail],
) -> None:
    found = {c.signal: c for c in shown[1].comparisons}
    generation = found["data_generation"]
    assert generation.group.p50 > 0.85
    assert generation.reference.p10 < generation.reference.p50 < generation.reference.p90 < 0.5
    assert generation.reference_name == "60 harmless groups"
    assert generation.unit == "share"
    assert found["output_yield"].unit == ""


def test_what_is_too_much_to_draw_is_counted(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detail, "DRAWN_ACCOUNTS", 10)
    monkeypatch.setattr(detail, "DRAWN_ITEMS", 4)
    monkeypatch.setattr(detail, "MEMBERS_SHOWN", 7)
    named = scene.named("north")
    judged = next(j for j in scene.scan.judgement.judged if j.verdict == "campaign")
    bits = {e.signal: e.bits for e in named.campaign.evidence}
    subject = Subject(named.number, named.campaign.id, judged, bits)
    signals = scene.scan.judgement.tie_signals
    found = campaign_detail(scene.engine, subject, signals, MEASURES, scene.reference, [])
    whole = named.detail
    assert (len(found.graph.accounts), found.graph.accounts_left_out) == (10, 23)
    assert len(found.graph.items) == 4
    assert found.graph.items_left_out + 4 == whole.graph.items_left_out + len(whole.graph.items)
    assert (len(found.members.rows), found.members.total) == (7, 33)
    assert DRAWN_ACCOUNTS + DRAWN_ITEMS <= GRAPH_NODES


def test_without_a_strong_tie_there_is_nothing_to_draw(scene: Scene) -> None:
    named = scene.named("north")
    judged = scene.scan.judgement.judged[0]
    subject = Subject(named.number, named.campaign.id, judged, {})
    signals = scene.scan.judgement.tie_signals
    found = campaign_detail(scene.engine, subject, signals, MEASURES, scene.reference, [])
    assert found.graph.items == []
    assert found.graph.accounts_left_out == 33
