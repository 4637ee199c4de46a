"""Levels of an exchange's features, as the pattern holds them."""

from __future__ import annotations

from datetime import timedelta

from stillwatch.campaigns.harvest_features import FEATURES, feature_steps
from stillwatch.campaigns.harvest_mixture import unpack
from stillwatch.campaigns.harvest_rows import harvest_row_steps
from stillwatch.campaigns.harvest_text import text_steps
from stillwatch.linkage.entities import entity_steps
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made


def levels(engine: DuckEngine, *rows: made.Row) -> list[dict[str, int]]:
    """Levels of each row of account `m`, in the order of time."""
    common = {"model": "m", "output_tokens": 100, "account_id": "m"}
    timed = [
        {"ts": made.START + timedelta(minutes=9 * n), **common, **r} for n, r in enumerate(rows)
    ]
    made.open_log(engine, timed)
    engine.run(entity_steps(1.0))
    member = "SELECT 0 AS campaign_no, account_no, true AS is_member FROM account"
    engine.run([Step("campaign_account", member)])
    engine.run([*harvest_row_steps(), *text_steps(), *feature_steps()])
    found = engine.read("SELECT pattern FROM harvest_feature ORDER BY exchange_key").column(0)
    names = [feature.name for feature in FEATURES]
    return [dict(zip(names, row.tolist(), strict=True)) for row in unpack(found.to_numpy())]


def test_nothing_logged_is_level_nothing(engine: DuckEngine) -> None:
    (found,) = levels(engine, {})
    assert {name for name, level in found.items() if level} == {"yield"}


def test_shape_tells_alone_quick_and_slow(engine: DuckEngine) -> None:
    start = made.START
    rows = [
        {"session_id": "a", "turn_count": 1},
        {"session_id": "b", "turn_count": 1, "ts": start + timedelta(hours=5)},
        {"session_id": "b", "turn_count": 2, "ts": start + timedelta(hours=5, seconds=5)},
        {"session_id": "c", "turn_count": 1, "ts": start + timedelta(hours=8)},
        {"session_id": "c", "turn_count": 2, "ts": start + timedelta(hours=9)},
    ]
    assert [found["shape"] for found in levels(engine, *rows)] == [5, 6, 10, 7, 11]


def test_tasks_by_what_is_asked_and_configuration_only_where_it_varies(engine: DuckEngine) -> None:
    rows: list[made.Row] = [
        {"asks_grading": True, "max_tokens": 500}, {"asks_generation": True, "max_tokens": 500},
        {"elicits_reasoning": True, "max_tokens": 4_000}, {"capability": "math", "max_tokens": 500},
    ]  # fmt: skip
    found = levels(engine, *rows)
    assert [row["task"] for row in found] == [1, 2, 3, 8]
    assert len({row["configuration"] for row in found}) == 2
    assert {row["configuration"] for row in levels(engine, *({"max_tokens": 5},) * 2)} == {0}
