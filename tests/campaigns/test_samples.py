"""Requests to look at: the campaign's own, masked, and no more than is asked for."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pyarrow as pa

from stillwatch.campaigns.samples import CAMOUFLAGE_SHOWN, FLAGS, SHOWN, TEXT_CHARS, samples
from stillwatch.model.report import SampleRequest
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_a_spread_of_accounts_mostly_harvest(scene: Scene) -> None:
    shown = samples(scene.engine, scene.named("north").number)
    assert len(shown) == SHOWN
    assert sum(not each.harvest for each in shown) == CAMOUFLAGE_SHOWN
    harvest = [each.account_id for each in shown if each.harvest]
    assert len(set(harvest)) == len(harvest), "one request of an account is enough"
    assert all(each.account_id.startswith("north") for each in shown)
    assert all(each.text.startswith("Write a new task like: ") for each in shown if each.harvest)
    assert all(each.ts.tzinfo is not None for each in shown)
    assert shown == samples(scene.engine, scene.named("north").number)


def test_flags_say_what_was_seen(scene: Scene) -> None:
    for each in samples(scene.engine, scene.named("south").number):
        assert FLAGS["templated"] in each.flags
        assert FLAGS["asks_generation"] in each.flags
        assert FLAGS["asks_grading"] not in each.flags


def sampled(engine: DuckEngine, **texts: Any) -> SampleRequest:
    """Return the sample of a campaign of one request."""
    row = {
        "exchange_key": 1,
        "request_id": "r1",
        "account_id": "a",
        "ts": made.START.astimezone(UTC),
        "output_tokens": 5,
        "is_harvest": True,
        "campaign_no": 0,
    }
    unknown = dict.fromkeys(FLAGS, pa.array([None], pa.bool_()))
    engine.put("campaign_exchange", pa.table({**{k: [v] for k, v in row.items()}, **unknown}))
    engine.put("named_account", pa.table({"campaign_no": [0], "account_id": ["a"]}))
    held = {
        name: pa.array([texts.get(name)], pa.string()) for name in ("prompt", "system_instructions")
    }
    engine.put("text", pa.table({"exchange_key": [1], **held}).slice(0, 1 if texts else 0))
    [found] = samples(engine, 0)
    return found


def test_third_parties_are_masked_and_counted(engine: DuckEngine) -> None:
    found = sampled(
        engine,
        prompt="Write to jane.roe@example.org or call +49 171 2345678",
        system_instructions="The key is sk-abcdefghijklmnop1234",
    )
    assert "jane" not in found.text
    assert "2345678" not in found.text
    assert "abcdefghijkl" not in found.text
    assert found.text.startswith("[system] The key is ⟨key⟩")
    assert found.masked == ["email (1)", "key (1)", "phone (1)"]


def test_an_address_across_the_cut_is_masked_too(engine: DuckEngine) -> None:
    for length in range(280, 300):
        text = "x " * (length // 2) + "jane.roe@example.org is the one to ask"
        assert "jane" not in sampled(engine, system_instructions=text).text


def test_hostile_and_endless_text_is_made_safe(engine: DuckEngine) -> None:
    found = sampled(engine, prompt="\x1b[2Jred\u202etxt" + " word" * 5_000)
    assert "\x1b" not in found.text
    assert "\u202e" not in found.text
    assert len(found.text) < TEXT_CHARS + 100
    assert found.text.endswith("more characters)")


def test_a_text_that_was_not_kept_is_empty(engine: DuckEngine) -> None:
    found = sampled(engine)
    assert (found.text, found.masked, found.flags) == ("", [], [])
