"""Evidence is a sentence that can be followed down to requests of the accused, no others."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from stillwatch.campaigns.evidence import (
    LEAST_BITS,
    SHOWN_ITEMS,
    SHOWN_REQUESTS,
    item_label,
    tie_evidence,
)
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.signals.catalogue import MEASURES, SIGNALS, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene

TIE = {signal.name: signal for signal in TIES}


@pytest.mark.parametrize("group", ["north", "south"])
def test_every_request_is_one_of_a_named_account(scene: Scene, group: str) -> None:
    campaign = scene.named(group).campaign
    rows = {f"r{place:05d}": row for place, row in enumerate(made.log())}
    accused = {member.account_id for member in campaign.accounts}
    for evidence in campaign.evidence:
        assert 0 < len(evidence.request_ids) <= SHOWN_REQUESTS
        assert {rows[request]["account_id"] for request in evidence.request_ids} <= accused


def test_a_request_shown_for_a_text_carries_the_text(scene: Scene) -> None:
    campaign = scene.named("north").campaign
    rows = {f"r{place:05d}": row for place, row in enumerate(made.log())}
    [template] = [e for e in campaign.evidence if e.signal == "template"]
    shared = {made.number(f"north template {n}") for n in range(12)}
    assert {rows[request]["template_hash"] for request in template.request_ids} <= shared
    [asked] = [e for e in campaign.evidence if e.signal == "data_generation"]
    assert all(rows[request]["asks_generation"] for request in asked.request_ids)


def test_the_strongest_comes_first_and_the_weak_is_left_out(scene: Scene) -> None:
    for named in scene.scan.named:
        bits = [evidence.bits for evidence in named.campaign.evidence]
        assert bits == sorted(bits, reverse=True)
        assert min(bits) >= LEAST_BITS
        assert max(bits) <= 40.0
        names = [evidence.signal for evidence in named.campaign.evidence]
        assert len(names) == len(set(names))
        assert set(names) <= set(SIGNALS)
        axes = {SIGNALS[name].axis for name in names}
        assert axes == {"coordination", "extraction"}


def test_a_sentence_says_what_is_shared_and_what_chance_would_give(scene: Scene) -> None:
    evidence = {e.signal: e for e in scene.named("south").campaign.evidence}
    assert evidence["payment"].statement.startswith(
        "20 of 20 members share a means of payment with another member (5 shared items; chance "
    )
    assert len(evidence["payment"].items) == SHOWN_ITEMS
    said = evidence["data_generation"].statement
    assert re.match(r"(9\d|100)% of the requests ask for tasks", said)
    assert "harmless groups: " in said


def test_identifiers_are_not_given_away(scene: Scene) -> None:
    for named in scene.scan.named:
        shown = " ".join(item for e in named.campaign.evidence for item in e.items)
        assert not [address for address in made.EXITS if address in shown]


@pytest.mark.parametrize(
    ("signal", "label", "shown"),
    [
        ("address", "198.51.100.23", "198.51.100.*"),
        ("network_block", "198.51.100.0/24", "198.51.100.*/24"),
        ("address", "2001:db8:1:2:3:4:5:6", "2001:db8:*"),
        ("signup_address", "203.0.113.77", "203.0.113.*"),
        ("payment", "card_1234567890abcdef", "card_12345…cdef"),
        ("device", "short", "short"),
    ],
)
def test_a_label_tells_two_apart_and_no_more(signal: str, label: str, shown: str) -> None:
    assert item_label(TIE[signal], label) == shown


def test_a_weak_tie_is_no_evidence(scene: Scene) -> None:
    tie = GroupTies(0, "payment", LEAST_BITS - 0.1, 1, 2, 0.5, 2, 0.1, by_one_item=True)
    signals: dict[str, TieSignal] = TIE
    assert tie_evidence(scene.engine, 0, 20, [tie], signals, 40.0) == []


def test_the_cap_holds_for_what_is_shown(scene: Scene) -> None:
    number = scene.named("north").number
    tie = GroupTies(number, "payment", 90.0, 6, 30, 0.5, 5, 0.1, by_one_item=True)
    [found] = tie_evidence(scene.engine, number, 33, [tie], TIE, 40.0)
    assert found.bits == 40.0
    assert "held by 5 of them; chance would give 0.1" in found.statement


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measures_sentence_can_be_said(measure: MeasureSignal) -> None:
    said = measure.statement.format(value=0.25, reference=0.5)
    assert "{" not in said
    assert "%}" not in said


def test_neither_another_text_nor_a_bystander_is_shown_for_a_text(engine: DuckEngine) -> None:
    ours, other = made.number("ours"), made.number("other")
    sent = [("r0", "a", other), ("r1", "a", ours), ("r2", "aside", ours), ("r3", "b", ours)]
    columns = {
        "request_id": [request for request, _, _ in sent],
        "account_id": [account for _, account, _ in sent],
        "template_hash": pa.array([text for _, _, text in sent], pa.int64()),
        "prompt_words": [20] * 4,
        "is_harvest": [True] * 4,
        "campaign_no": [0] * 4,
    }
    engine.put("campaign_exchange", pa.table(columns))
    engine.put("named_account", pa.table({"campaign_no": [0, 0], "account_id": ["a", "b"]}))
    items = {"campaign_no": [0], "item": pa.array([ours], pa.int64()), "inside": [2]}
    engine.put("campaign_item_template", pa.table(items))
    tie = GroupTies(0, "template", 12.0, 1, 2, 0.1, 2, 0.1, by_one_item=True)
    [found] = tie_evidence(engine, 0, 2, [tie], TIE, 40.0)
    assert found.request_ids == ["r1", "r3"]
    assert len(found.items) == 1
