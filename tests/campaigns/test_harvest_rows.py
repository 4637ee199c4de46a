"""Candidates and the control that stands beside each campaign."""

from __future__ import annotations

from stillwatch.campaigns.harvest_rows import harvest_row_steps
from stillwatch.linkage.entities import entity_steps
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made


def opened(engine: DuckEngine, outsiders: int, each: int = 4) -> None:
    common = {"ts": made.START, "model": "m", "output_tokens": 1}
    names = [f"m-{n}" for n in range(6)] + [f"s-{n}" for n in range(outsiders)]
    made.open_log(engine, [{**common, "account_id": n} for n in names for _ in range(each)])
    engine.run(entity_steps(0.2))
    members = "SELECT 0 AS campaign_no, account_no, true AS is_member FROM account"
    engine.run([Step("campaign_account", f"{members} WHERE account_id LIKE 'm-%'")])
    engine.run(harvest_row_steps())


def accounts(engine: DuckEngine, number: int) -> list[str]:
    sql = f"SELECT account_id FROM harvest_set WHERE set_no = {number} ORDER BY 1"
    return [str(value) for value in engine.read(sql).column(0).to_pylist()]


def test_a_control_is_as_large_as_its_campaign_and_near_none(engine: DuckEngine) -> None:
    opened(engine, outsiders=40)
    assert accounts(engine, 0) == [f"m-{n}" for n in range(6)]
    control = accounts(engine, -1)
    assert len(control) == 6
    assert all(name.startswith("s-") for name in control)


def test_half_of_the_outside_is_left_to_tell_what_is_common(engine: DuckEngine) -> None:
    opened(engine, outsiders=6)
    assert len(accounts(engine, -1)) == 3
    sizes = engine.read("SELECT * FROM harvest_size ORDER BY set_no").to_pylist()
    assert [(row["inside"], row["outside"]) for row in sizes] == [(12, 12), (24, 24)]


def test_nobody_outside_gives_no_control(engine: DuckEngine) -> None:
    opened(engine, outsiders=0)
    assert accounts(engine, -1) == []
