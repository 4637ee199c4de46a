"""Two campaigns on one pool are said to share it, and stay two."""

from __future__ import annotations

import pyarrow as pa

from stillwatch.campaigns.pools import SHARED_ITEMS, pool_neighbours
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns.conftest import Scene

ADDRESS = [signal for signal in TIES if signal.name == "address"]
TEMPLATE = [signal for signal in TIES if signal.name == "template"]


def held(engine: DuckEngine, items: dict[int, list[int]], signal: str = "address") -> None:
    pairs = [(campaign, item) for campaign, its in items.items() for item in its]
    columns = {"campaign_no": [c for c, _ in pairs], "item": [i for _, i in pairs]}
    engine.put(f"campaign_item_{signal}", pa.table(columns))


def test_the_rings_stand_on_one_pool(scene: Scene) -> None:
    north, south = scene.named("north").campaign, scene.named("south").campaign
    assert north.shares_pool_with == [south.id]
    assert south.shares_pool_with == [north.id]


def test_enough_of_it_must_be_shared(engine: DuckEngine) -> None:
    ids = {0: "C-0", 1: "C-1", 2: "C-2"}
    few = list(range(SHARED_ITEMS - 1))
    held(engine, {0: list(range(9)), 1: list(range(6, 20)), 2: few})
    assert pool_neighbours(engine, ids, ADDRESS) == {0: ["C-1"], 1: ["C-0"]}


def test_who_is_not_named_is_not_spoken_of(engine: DuckEngine) -> None:
    held(engine, {0: [1, 2, 3], 1: [1, 2, 3], 2: [1, 2, 3]})
    assert pool_neighbours(engine, {0: "C-0", 2: "C-2"}, ADDRESS) == {0: ["C-2"], 2: ["C-0"]}
    assert pool_neighbours(engine, {0: "C-0"}, ADDRESS) == {}


def test_shared_text_is_no_pool(engine: DuckEngine) -> None:
    held(engine, {0: [1, 2, 3], 1: [1, 2, 3]}, "template")
    assert pool_neighbours(engine, {0: "C-0", 1: "C-1"}, TEMPLATE) == {}
