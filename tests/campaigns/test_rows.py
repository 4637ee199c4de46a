"""The rows a group is judged by: all of them, and those with text of the group's own."""

from __future__ import annotations

import pyarrow as pa

from stillwatch.campaigns.rows import ALWAYS, row_steps
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.items import item_steps
from stillwatch.signals.catalogue import MEASURES, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made

TEMPLATE = [signal for signal in TIES if signal.name == "template"]


def row(account: str, turn: int, template: str | None, **more: object) -> made.Row:
    return {
        "account_id": account,
        "ts": made.START,
        "model": "m",
        "output_tokens": 5,
        "prompt_words": 20,
        "prompt_hash": made.number(f"{account} {turn}"),
        "template_hash": None if template is None else made.number(template),
        **more,
    }


def looked_at(engine: DuckEngine, rows: list[made.Row], group: list[str]) -> dict[int, int]:
    """Judge one group of accounts; return the number of its rows, whole (0) and slice (1)."""
    made.open_log(engine, rows)
    engine.run(entity_steps(0.2))
    for signal in TEMPLATE:
        engine.run(item_steps(signal))
    names = ", ".join(f"'{name}'" for name in group)
    entities = engine.read(f"SELECT entity_no FROM account WHERE account_id IN ({names})")
    numbers = pa.array([0] * entities.num_rows, pa.int64())
    engine.put("judged_member", entities.append_column("group_no", numbers))
    engine.run(row_steps(TEMPLATE, MEASURES))
    counted = engine.read("SELECT group_no, count(*) AS n FROM group_row GROUP BY 1").to_pylist()
    return {found["group_no"]: found["n"] for found in counted}


GROUP = [f"g{n}" for n in range(6)]


def test_the_slice_holds_what_carries_the_groups_own_text(engine: DuckEngine) -> None:
    rows = [row(name, turn, "ours") for name in GROUP for turn in range(3)]
    rows += [row(name, 9, None) for name in GROUP]
    rows += [row("stranger", 1, "ours"), row("stranger", 2, "theirs")]
    assert looked_at(engine, rows, GROUP) == {0: 24, 1: 18}


def test_a_text_that_everybody_sends_is_nobodys_own(engine: DuckEngine) -> None:
    rows = [row(name, 1, "popular") for name in [*GROUP, *(f"s{n}" for n in range(7))]]
    assert looked_at(engine, rows, GROUP) == {0: 6}


def test_a_text_of_two_members_is_not_the_groups(engine: DuckEngine) -> None:
    rows = [row(name, 1, "ours" if name in GROUP[:2] else None) for name in GROUP]
    assert looked_at(engine, rows, GROUP) == {0: 6}


def test_refused_requests_are_no_harvest_and_do_not_count(engine: DuckEngine) -> None:
    """Calls a guardrail turned away arrive in the log too."""
    rows = [row(name, 1, "ours", status=s) for name in GROUP for s in ("success", "denied", None)]
    assert looked_at(engine, rows, GROUP) == {0: 12, 1: 12}


def test_without_any_text_there_is_no_slice(engine: DuckEngine) -> None:
    rows = [row(name, turn, None, prompt_hash=None) for name in GROUP for turn in range(3)]
    assert looked_at(engine, rows, GROUP) == {0: 18}
    engine.run(row_steps([], MEASURES))
    assert engine.read("SELECT * FROM group_text").num_rows == 0


def test_rows_carry_what_the_measures_ask_for_and_no_more(engine: DuckEngine) -> None:
    looked_at(engine, [row(name, 1, "ours") for name in GROUP], GROUP)
    columns = set(engine.read("SELECT * FROM group_row LIMIT 0").column_names)
    wanted = {column for measure in MEASURES for column in (*measure.requires, *measure.also)}
    assert columns == {"group_no", "judged", "templated", "account_no", *ALWAYS, *wanted}
