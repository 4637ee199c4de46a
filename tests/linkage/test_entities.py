"""Accounts become entities: one legal entity is one, a default value is nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.linkage.entities import DRAW_SPACE, entity_steps
from stillwatch.settings import LinkageSettings
from stillwatch.store.duckdb_engine import DuckEngine
from tests.linkage.population import linked


def members(engine: DuckEngine) -> dict[str, int]:
    """Return how many accounts each entity has."""
    return {
        row["entity"]: row["accounts"]
        for row in engine.read("SELECT entity, accounts FROM entity").to_pylist()
    }


def test_accounts_of_one_organisation_are_one_entity(tmp_path: Path) -> None:
    orgs = ["acme", "acme", None, "solo", None]
    with linked(tmp_path, {}, 5, [], orgs=orgs, ties=False) as engine:
        assert members(engine) == {
            "org acme": 2,
            "org solo": 1,
            "account a000002": 1,
            "account a000004": 1,
        }
        numbers = engine.read("SELECT account_no, entity_no FROM account ORDER BY account_id")
        assert numbers.column("account_no").to_pylist() == [1, 2, 3, 4, 5]
        assert len(set(numbers.column("entity_no").to_pylist())) == 4


@pytest.mark.parametrize(
    ("named", "rolled_up"),
    [(20, True), (21, False), (100, False)],
)
def test_an_organisation_of_too_large_a_share_is_a_default_value(
    tmp_path: Path, named: int, rolled_up: bool
) -> None:
    # A fifth of 100 accounts; no fewer than 20, so that small logs roll up at all.
    orgs = ["default"] * named + [None] * (100 - named)
    with linked(tmp_path, {}, 100, [], orgs=orgs, ties=False) as engine:
        assert ("org default" in members(engine)) is rolled_up
        assert len(members(engine)) == (101 - named if rolled_up else 100)
        assert sum(members(engine).values()) == 100


def test_in_a_small_log_the_largest_organisation_is_still_rolled_up(tmp_path: Path) -> None:
    with linked(tmp_path, {}, 10, [], orgs=["acme"] * 10, ties=False) as engine:
        assert members(engine) == {"org acme": 10}


def test_the_limit_is_the_setting(tmp_path: Path) -> None:
    settings = LinkageSettings(roll_up_limit=0.5)
    orgs = ["acme"] * 50 + [None] * 50
    with linked(tmp_path, {}, 100, [], orgs=orgs, settings=settings, ties=False) as engine:
        assert members(engine)["org acme"] == 50


def test_an_organisation_is_not_an_account_of_the_same_name(tmp_path: Path) -> None:
    orgs = ["a000002", "a000002", None]
    with linked(tmp_path, {}, 3, [], orgs=orgs, ties=False) as engine:
        assert members(engine) == {"org a000002": 2, "account a000002": 1}


def test_draws_are_even_and_the_same_in_any_log(tmp_path: Path) -> None:
    found = []
    for number, accounts in enumerate((4000, 5000)):
        with linked(tmp_path / str(number), {}, accounts, [], ties=False) as engine:
            table = engine.read("SELECT entity, draw FROM entity")
            found.append(dict(zip(*(column.to_pylist() for column in table.columns), strict=True)))
    assert {entity: found[1][entity] for entity in found[0]} == found[0]
    quarters = [sum(q * DRAW_SPACE // 4 <= d for d in found[0].values()) / 4000 for q in range(4)]
    assert quarters == pytest.approx([1.0, 0.75, 0.5, 0.25], abs=0.03)
    assert all(0 <= draw < DRAW_SPACE for draw in found[0].values())


def test_totals_plans_and_models_are_those_of_the_log(tmp_path: Path) -> None:
    sql = """
        SELECT account_id, NULL::VARCHAR AS org_id, NULL::VARCHAR AS email_domain, plan,
            model, output_tokens, reasoning_tokens,
            TIMESTAMPTZ '2026-05-01 00:00:00+00' + day_no * INTERVAL 1 DAY AS ts,
            NULL::TIMESTAMPTZ AS signup_ts, 'day ' || day_no AS day
        FROM (VALUES ('a', 'pro', 'm', 10, 5, 0), ('a', 'pro', 'm', 30, 15, 1),
            ('b', NULL, 'm', 0, 0, 0)) AS t(account_id, plan, model, output_tokens,
            reasoning_tokens, day_no)"""
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        engine.view("exchange", sql)
        engine.run(entity_steps(0.2))
        one, other = engine.read("FROM account ORDER BY account_id").to_pylist()
        assert (one["exchanges"], one["output_tokens"], one["days"]) == (2, 40, 2)
        assert (one["last_ts"] - one["first_ts"]).days == 1
        assert (other["exchanges"], other["plan"]) == (1, None)
        assert engine.read("FROM account_plan").to_pylist() == [{"plan": "pro", "tokens_a_day": 20}]
        # The answer without tokens is left out of what a model yields.
        model = engine.read("FROM account_model").to_pylist()[0]
        assert model["reasoning_share"] == pytest.approx(0.5)


def test_an_empty_log_has_no_entities(tmp_path: Path) -> None:
    with linked(tmp_path, {}, 0, [], ties=False) as engine:
        assert members(engine) == {}
