"""A world's logs are in the lake, without texts, and the truth stays outside."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from stillwatch.lab.intake import take_in
from stillwatch.lab.simulate.settings import CustomerSpec, WorldSpec
from stillwatch.pipeline import open_window
from stillwatch.store.duckdb_engine import DuckEngine
from tests.lab.simulate.fake_content import FakeContent


def test_every_exchange_is_taken_in_as_a_sketch(tmp_path: Path) -> None:
    customers = (CustomerSpec(group="everyday", accounts=30, exchanges=300),)
    summary, lake = take_in(WorldSpec(days=2, customers=customers), FakeContent(), tmp_path)
    truth = pq.read_table(summary.truth / "accounts.parquet")
    with DuckEngine(tmp_path / "work", memory_gib=1.0, threads=1) as engine:
        open_window(engine, lake, lake.version(), None, None)
        counted = engine.read(
            "SELECT count(*) AS exchanges, count(prompt_hash) AS sketched, "
            "(SELECT count(*) FROM text) AS texts FROM exchange"
        ).to_pylist()[0]
        seen = set(engine.read("SELECT DISTINCT account_id FROM exchange").column(0).to_pylist())
    assert counted["exchanges"] == summary.exchanges > 200
    assert counted["sketched"] > 200
    assert counted["texts"] == 0
    assert seen <= set(truth.column("account_id").to_pylist())
