"""What was taken, what hid it, and what it was worth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stillwatch.campaigns.harvest import harvests, mark_harvest
from stillwatch.linkage.entities import entity_steps
from stillwatch.settings import JudgementSettings
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_harvest_and_camouflage_add_up(scene: Scene) -> None:
    """North: 30 accounts of nine and one, three hidden ones of six and one."""
    harvest = scene.named("north").campaign.harvest
    assert harvest.exchanges == 30 * 9 + 3 * 6
    assert harvest.camouflage_share == pytest.approx(33 / (288 + 33), abs=1e-4)
    assert harvest.by_capability == {"data": 288}
    tokens = sum(row["output_tokens"] for row in made.north() if row["asks_generation"])
    assert harvest.output_tokens == tokens
    assert harvest.value_low == round(tokens / 1e6 * 2.0, 2)
    assert harvest.value_high == round(tokens / 1e6 * 75.0, 2)


def test_a_campaign_without_camouflage_has_none(scene: Scene) -> None:
    harvest = scene.named("south").campaign.harvest
    assert harvest.exchanges == 20 * 8
    assert harvest.camouflage_share == 0.0


def taken(engine: DuckEngine, rows: list[made.Row]) -> dict[str, int]:
    """Return the harvest by account of one campaign: all accounts that begin with `m-`."""
    made.open_log(engine, rows)
    engine.run(entity_steps(0.2))
    engine.run(
        [
            Step(
                "campaign_account",
                """
        SELECT 0 AS campaign_no, account_no, true AS is_member FROM account
        WHERE account_id LIKE 'm-%'""",
            ),
            Step(
                "named_account",
                """
        SELECT 0 AS campaign_no, account_id FROM account WHERE account_id LIKE 'm-%'""",
            ),
        ]
    )
    mark_harvest(engine)
    found = engine.read("SELECT account_id, harvest_exchanges FROM account_harvest").to_pylist()
    return {row["account_id"]: row["harvest_exchanges"] for row in found}


def pipeline(account: str, number: int, **more: object) -> made.Row:
    """A request of a data pipeline: alone in its session, under a template of the campaign."""
    return {
        **talk(account, number), "session_id": f"{account} {number}", "turn_count": 1,
        "template_hash": made.number(f"ours {number % 4}"), "asks_generation": True,
        "capability": "generation", "style_impersonal": 0.95, "output_tokens": 1_500, **more,
    }  # fmt: skip


def talk(account: str, number: int) -> made.Row:
    """A request of a person: one of several in a session, with pauses, under words of its own."""
    return {
        "account_id": account, "model": "m", "output_tokens": 300, "turn_count": 1 + number % 3,
        "ts": made.START + timedelta(minutes=10 * number), "duration_ms": 4_000.0,
        "session_id": f"{account} {number // 3}", "prompt_words": 20,
        "template_hash": made.number(f"{account} {number}"), "capability": "writing",
        "elicits_reasoning": False, "asks_grading": False, "asks_generation": False,
        "style_impersonal": 0.2,
    }  # fmt: skip


def people(count: int = 40) -> list[made.Row]:
    return [talk(f"s-{n}", turn) for n in range(count) for turn in range(12)]


@pytest.mark.parametrize("camouflage", [0, 3, 12, 48])
def test_harvest_is_told_from_camouflage_of_the_same_accounts(
    engine: DuckEngine, camouflage: int
) -> None:
    members = [f"m-{n}" for n in range(10)]
    rows = people()
    for member in members:
        rows += [pipeline(member, 100 + n) for n in range(12)]
        rows += [talk(member, n) for n in range(camouflage)]
    assert taken(engine, rows) == dict.fromkeys(members, 12)


def test_a_member_that_only_talks_harvests_nothing(engine: DuckEngine) -> None:
    rows = [*people(), *(talk("m-9", n) for n in range(12))]
    rows += [pipeline(f"m-{n}", 100 + turn) for n in range(9) for turn in range(12)]
    assert taken(engine, rows)["m-9"] == 0


def test_sessions_run_off_without_reading_are_harvest(engine: DuckEngine) -> None:
    def replayed(account: str, number: int) -> made.Row:
        head, step = divmod(number, 4)
        ts = made.START + timedelta(hours=1 + head, seconds=6 * step)
        more = {"ts": ts, "session_id": f"{account} r{head}", "turn_count": 1 + step}
        return {**talk(account, 1_000 + number), **more}

    members = [f"m-{n}" for n in range(8)]
    rows = people() + [talk(member, n) for member in members for n in range(6)]
    rows += [replayed(member, n) for member in members for n in range(24)]
    found = taken(engine, rows)
    assert sum(found.values()) == pytest.approx(8 * 24, abs=8 * 2)


def test_refused_requests_took_nothing(engine: DuckEngine) -> None:
    rows = people() + [pipeline(f"m-{n}", turn) for n in range(9) for turn in range(12)]
    rows += [pipeline("m-0", 50 + n, status="denied") for n in range(5)]
    assert taken(engine, rows)["m-0"] == 12


def test_nobody_beside_the_campaign_is_survived(engine: DuckEngine) -> None:
    rows = [pipeline(f"m-{n}", turn) for n in range(9) for turn in range(12)]
    assert sum(taken(engine, rows).values()) == 9 * 12


def test_prices_are_settings_and_an_unknown_capability_is_said(engine: DuckEngine) -> None:
    rows = people() + [
        pipeline(f"m-{n}", turn, capability=None, output_tokens=20_000)
        for n in range(10)
        for turn in range(10)
    ]
    taken(engine, rows)
    found = harvests(engine, JudgementSettings(price_low=3.0, price_high=10.0))[0]
    assert (found.value_low, found.value_high) == (6.0, 20.0)
    assert found.by_capability == {"unknown": 100}
