"""Facts are counted over the accounts that are named, and missing where the log does not tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stillwatch.campaigns.technique_facts import facts, facts_sql
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made
from tests.campaigns.conftest import Scene


def test_facts_are_counted_over_the_named_accounts(scene: Scene) -> None:
    found = facts(scene.engine)[scene.named("north").number]
    assert found.requests_per_account == pytest.approx((288 + 33) / 33)
    assert found.camouflage == pytest.approx(33 / 321)
    assert found.generation == 1.0
    assert found.grading == 0.0
    asked = [row for row in made.north() if row["asks_generation"]]
    reasoning = sum(row["elicits_reasoning"] for row in asked) / len(asked)
    assert found.reasoning == pytest.approx(reasoning)
    assert found.standing_alone == 1.0
    assert found.usual_reasoning == 0.0
    assert found.days is not None
    assert 9 < found.days < 10
    assert set(facts(scene.engine)) == {named.number for named in scene.scan.named}


def test_what_the_log_does_not_tell_is_not_zero(scene: Scene) -> None:
    found = facts(scene.engine)[scene.named("north").number]
    assert found.new_model is None, "no model appeared within the window"
    assert found.carried_conversations is None, "no context was logged"
    assert found.no_pause is None, "no harvested conversation has two turns"


def named_turns(engine: DuckEngine, pause: timedelta, turns: int = 4) -> None:
    """Make a campaign of ten accounts that each send three conversations turn by turn."""
    rows = []
    for account in range(10):
        for talk in range(3):
            for turn in range(turns):
                ts = made.START + timedelta(hours=account, minutes=talk * 30) + turn * pause
                row = {**made.south()[0], "account_id": f"a{account}", "ts": ts}
                rows.append({**row, "session_id": f"{account}-{talk}", "turn_count": turn + 1})
    made.open_log(engine, rows)
    engine.put("named", engine.read("SELECT DISTINCT account_id, 0 AS campaign_no FROM exchange"))
    engine.put("named_account", engine.read("SELECT campaign_no, account_id FROM named"))
    engine.put(
        "campaign_exchange",
        engine.read("SELECT 0 AS campaign_no, true AS is_harvest, * FROM exchange"),
    )


@pytest.mark.parametrize(("seconds", "at_once"), [(3, 1.0), (90, 0.0)])
def test_turns_without_a_pause_are_counted(
    engine: DuckEngine, seconds: int, at_once: float
) -> None:
    named_turns(engine, timedelta(seconds=seconds))
    [found] = facts(engine).values()
    assert found.no_pause == at_once
    # The first turn of each conversation is no follow-up, and the second has none before it.
    assert found.follow_ups == pytest.approx(2 / 4)


def test_the_sql_names_no_table_that_a_scan_does_not_make(scene: Scene) -> None:
    assert scene.engine.read(facts_sql(15)).num_rows == len(scene.scan.named)
