"""Measures are taken of each group twice, and a measure that could not tell is not there."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from stillwatch.campaigns.measures import measure_groups
from stillwatch.model.signal import MeasureSignal
from stillwatch.signals.catalogue import SIGNALS
from stillwatch.store.duckdb_engine import DuckEngine

USUAL = SIGNALS["data_generation"]
assert isinstance(USUAL, MeasureSignal)


def share(name: str = "asked", least: int = 3) -> MeasureSignal:
    """Return a signal that measures the mean of one column."""

    def sql(rows: str, _population: str) -> str:
        looked_at = f"avg({name}) AS value, count({name}) AS exchanges"
        return f"SELECT group_no, {looked_at} FROM {rows} GROUP BY group_no"

    assert isinstance(USUAL, MeasureSignal)
    return replace(USUAL, name=name, measure_sql=sql, minimum_exchanges=least)


def put(engine: DuckEngine, groups: list[int], asked: list[float | None]) -> None:
    rows = {"group_no": pa.array(groups, pa.int64()), "asked": pa.array(asked, pa.float64())}
    engine.put("group_row", pa.table(rows))
    engine.put("account", pa.table({"account_no": pa.array([], pa.int64())}))


def test_a_group_is_seen_whole_and_as_its_slice(engine: DuckEngine) -> None:
    put(engine, [14] * 4 + [15] * 3 + [16] * 3, [0, 0, 1, 1, 1, 1, 1, 0, 0, 0])
    found = measure_groups(engine, [share()])
    assert found[7].whole == {"asked": 0.5}
    assert found[7].slice == {"asked": 1.0}
    assert found[8].whole == {"asked": 0.0}
    assert found[8].slice == {}


def test_too_little_to_look_at_gives_no_value(engine: DuckEngine) -> None:
    put(engine, [0] * 5, [1, 1, None, None, None])
    assert measure_groups(engine, [share(least=3)]) == {}
    assert measure_groups(engine, [share(least=2)])[0].whole == {"asked": 1.0}


def test_missing_data_gives_no_value(engine: DuckEngine) -> None:
    put(engine, [0] * 5, [None] * 5)
    assert measure_groups(engine, [share(least=0)]) == {}


def test_each_step_is_told(engine: DuckEngine) -> None:
    put(engine, [0] * 5, [1.0] * 5)
    told: list[str] = []
    measure_groups(engine, [share()], told.append)
    assert told == ["measure_asked"]
