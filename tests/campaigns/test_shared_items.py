"""What the accounts of a campaign share: items that two of them hold, and how many each holds."""

from __future__ import annotations

import pyarrow as pa

from stillwatch.campaigns.shared_items import campaign_item_sql, shared_item_steps
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine

CARD, DEVICE = (next(s for s in TIES if s.name == name) for name in ("payment", "device"))
Pairs = list[tuple[int, int]]


def put(engine: DuckEngine, name: str, pairs: Pairs) -> None:
    """Keep who holds which item of one signal, and how many hold each, as linkage does."""
    holders: dict[int, int] = {}
    for _, item in pairs:
        holders[item] = holders.get(item, 0) + 1
    shared = {item: count for item, count in holders.items() if count >= 2}
    engine.put(
        f"item_{name}",
        pa.table(
            {
                "entity_no": pa.array([entity for entity, _ in pairs], pa.int64()),
                "item": pa.array([item for _, item in pairs], pa.int64()),
            }
        ),
    )
    engine.put(
        f"degree_{name}",
        pa.table(
            {
                "item": pa.array(list(shared), pa.int64()),
                "holders": pa.array(list(shared.values()), pa.int64()),
            }
        ),
    )


def put_members(engine: DuckEngine, members: dict[int, list[int]]) -> None:
    pairs = [(number, entity) for number, inside in members.items() for entity in inside]
    engine.put(
        "campaign_member",
        pa.table(
            {
                "campaign_no": pa.array([number for number, _ in pairs], pa.int64()),
                "entity_no": pa.array([entity for _, entity in pairs], pa.int64()),
            }
        ),
    )


def items(engine: DuckEngine, name: str) -> set[tuple[int, int, int, int]]:
    found = engine.read(f"SELECT campaign_no, item, inside, holders FROM campaign_item_{name}")
    return {tuple(row.values()) for row in found.to_pylist()}


def ties(engine: DuckEngine) -> dict[tuple[int, int], int]:
    rows = engine.read("SELECT * FROM campaign_ties").to_pylist()
    return {(row["campaign_no"], row["entity_no"]): row["ties"] for row in rows}


def test_an_item_of_two_members_is_shared_and_says_who_else_holds_it(engine: DuckEngine) -> None:
    put_members(engine, {0: [1, 2, 3]})
    # 100: two members and two strangers; 200: one member and a stranger; 300: one member.
    put(engine, "payment", [(1, 100), (2, 100), (8, 100), (9, 100), (3, 200), (9, 200), (3, 300)])
    engine.run(shared_item_steps([CARD]))
    assert items(engine, "payment") == {(0, 100, 2, 4)}
    assert engine.read(campaign_item_sql("payment")).num_rows == 1


def test_each_campaign_counts_its_own_members_only(engine: DuckEngine) -> None:
    put_members(engine, {0: [1, 2], 1: [3, 4, 5]})
    put(engine, "payment", [(n, 100) for n in (1, 2, 3, 4, 5)] + [(2, 200), (3, 200)])
    engine.run(shared_item_steps([CARD]))
    assert items(engine, "payment") == {(0, 100, 2, 5), (1, 100, 3, 5)}


def test_ties_are_counted_over_all_signals(engine: DuckEngine) -> None:
    put_members(engine, {0: [1, 2, 3, 4]})
    put(engine, "payment", [(1, 100), (2, 100), (3, 101), (9, 101)])
    put(engine, "device", [(1, 500), (3, 500), (1, 501), (2, 501), (3, 501)])
    engine.run(shared_item_steps([CARD, DEVICE]))
    assert {who: count for who, count in ties(engine).items() if who[1] <= 4} == {
        (0, 1): 3,
        (0, 2): 2,
        (0, 3): 2,
    }, "the fourth shares nothing, and is not counted"


def test_where_nothing_is_shared_the_tables_are_there_and_empty(engine: DuckEngine) -> None:
    put_members(engine, {})
    engine.run(shared_item_steps([]))
    assert ties(engine) == {}
    put(engine, "payment", [(1, 100), (2, 100)])
    engine.run(shared_item_steps([CARD]))
    assert items(engine, "payment") == set()
    assert ties(engine) == {}
