"""What was taken, what hid it, and what it was worth."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.campaigns.harvest import harvest_steps, harvests
from stillwatch.settings import JudgementSettings
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene

TEMPLATE = [signal for signal in TIES if signal.name == "template"]


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


def taken(engine: DuckEngine, rows: list[made.Row], texts: list[str]) -> dict[str, int]:
    """Return the harvest by account of one campaign of all accounts, with texts of its own."""
    made.open_log(engine, rows)
    names = sorted({row["account_id"] for row in rows})
    numbers = list(range(len(names)))
    engine.put("account", pa.table({"account_id": names, "account_no": numbers}))
    members = {"campaign_no": [0] * len(names), "account_no": numbers}
    engine.put("campaign_account", pa.table({**members, "is_member": [True] * len(names)}))
    engine.put("campaign_view", pa.table({"campaign_no": [0], "group_no": [7]}))
    own = {
        "group_no": pa.array([7] * len(texts), pa.int64()),
        "item": pa.array([made.number(text) for text in texts], pa.int64()),
        "signal": pa.array(["template"] * len(texts), pa.string()),
    }
    engine.put("group_text", pa.table(own))
    engine.put("named_account", pa.table({"campaign_no": [0] * len(names), "account_id": names}))
    engine.run(harvest_steps(TEMPLATE))
    found = engine.read("SELECT account_id, harvest_exchanges FROM account_harvest").to_pylist()
    return {row["account_id"]: row["harvest_exchanges"] for row in found}


def row(account: str, template: str, **more: object) -> made.Row:
    common = {"ts": made.START, "model": "m", "output_tokens": 10, "account_id": account}
    return {**common, "template_hash": made.number(template), **more}


def test_own_text_marks_the_harvest(engine: DuckEngine) -> None:
    rows = [row("a", "ours"), row("a", "other"), row("b", "ours"), row("b", "ours")]
    assert taken(engine, rows, ["ours"]) == {"a": 1, "b": 2}


@pytest.mark.parametrize("flag", ["elicits_reasoning", "asks_grading", "asks_generation"])
def test_asking_for_what_students_learn_from_is_harvest_under_any_text(
    engine: DuckEngine, flag: str
) -> None:
    rows = [row("a", "ours"), row("a", "free", **{flag: True}), row("a", "free", **{flag: False})]
    assert taken(engine, rows, ["ours"]) == {"a": 2}


def test_where_no_text_is_shared_all_that_stands_alone_counts(engine: DuckEngine) -> None:
    """A relay's prompts are its users' own."""
    rows = [row("a", f"own {n}", turn_count=1) for n in range(9)]
    rows += [row("a", "talk", turn_count=4), row("a", "unlogged")]
    assert taken(engine, rows, []) == {"a": 10}


def test_refused_requests_took_nothing(engine: DuckEngine) -> None:
    rows = [row("a", "ours"), row("a", "ours", status="denied"), row("a", "ours", status="error")]
    assert taken(engine, rows, ["ours"]) == {"a": 1}


def test_prices_are_settings_and_an_unknown_capability_is_said(engine: DuckEngine) -> None:
    taken(engine, [row("a", "ours", output_tokens=2_000_000)], ["ours"])
    found = harvests(engine, JudgementSettings(price_low=3.0, price_high=10.0))[0]
    assert (found.value_low, found.value_high) == (6.0, 20.0)
    assert found.by_capability == {"unknown": 1}
