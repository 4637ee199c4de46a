"""Preparing rows for the lake: two tables of the same rows, derived columns, texts cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stillwatch.ingest.batches import Prepared, prepare
from stillwatch.model.exchange import EXCHANGE_SCHEMA, TEXT_FIELDS
from stillwatch.model.sketch import SKETCH_SCHEMA
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.tables import EXCHANGES, TEXTS

KEY = b"k" * 32


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    """An engine for the keys."""
    with DuckEngine(tmp_path, memory_gib=0.5, threads=2) as made:
        yield made


def batch(*rows: dict[str, Any]) -> pa.RecordBatch:
    """Return normalised rows with what is required filled in."""
    whole = [
        {
            "ts": datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC),
            "request_id": f"r{number}",
            "account_id": "a",
            "model": "m",
            "output_tokens": 1,
            **given,
        }
        for number, given in enumerate(rows)
    ]
    return pa.RecordBatch.from_pylist(whole, schema=EXCHANGE_SCHEMA)


def test_both_tables_have_the_lakes_schema_and_the_same_rows(engine: DuckEngine) -> None:
    made = prepare(batch({"prompt": "one"}, {}, {"prompt": "three"}), engine, 200, None)
    assert made.exchanges.schema == EXCHANGES.schema()
    assert made.texts.schema == TEXTS.schema()
    for name in ("exchange_key", "request_id", "day"):
        assert made.exchanges.column(name).to_pylist() == made.texts.column(name).to_pylist()
    assert made.texts.column("prompt").to_pylist() == ["one", None, "three"]
    assert not set(TEXT_FIELDS) & set(made.exchanges.column_names)


def test_no_rows_are_no_rows(engine: DuckEngine) -> None:
    made = prepare(batch(), engine, 200, None)
    assert (made.exchanges.num_rows, made.texts.num_rows) == (0, 0)
    assert made.exchanges.schema == EXCHANGES.schema()


def test_the_key_is_a_hash_of_account_and_request_in_the_order_of_rows(engine: DuckEngine) -> None:
    count = 5000  # More than one thread's share, so that order is not for free.
    made = prepare(batch(*[{"request_id": f"r{n}"} for n in range(count)]), engine, 200, None)
    halves = [hashlib.md5(f"a\x1fr{n}".encode()).digest()[8:] for n in range(count)]
    wanted = [int.from_bytes(half, "little") >> 1 for half in halves]
    assert made.exchanges.column("exchange_key").to_pylist() == wanted


def test_the_day_is_that_of_utc(engine: DuckEngine) -> None:
    late = datetime(2026, 5, 2, 0, 0, 0, tzinfo=UTC)
    made = prepare(batch({}, {"ts": late}), engine, 200, None)
    assert made.exchanges.column("day").to_pylist() == ["2026-05-01", "2026-05-02"]


def test_blocks_are_derived_even_where_addresses_become_pseudonyms(engine: DuckEngine) -> None:
    given = batch(
        {"client_ip": "203.0.113.1", "signup_ip": "2001:db8:1::1"},
        {"client_ip": "203.0.113.2"},
        {"client_ip": "198.51.100.1"},
    )
    plain = prepare(given, engine, 200, None).exchanges
    assert plain.column("client_block").to_pylist() == [
        "203.0.113.0/24",
        "203.0.113.0/24",
        "198.51.100.0/24",
    ]
    assert plain.column("signup_block").to_pylist() == ["2001:db8:1::/48", None, None]
    hidden = prepare(given, engine, 200, KEY).exchanges
    one, neighbour, stranger = hidden.column("client_block").to_pylist()
    assert one == neighbour != stranger
    assert "203" not in one.split(".")
    assert len(set(hidden.column("client_ip").to_pylist())) == 3


def test_pseudonyms_do_not_change_sketches(engine: DuckEngine) -> None:
    given = batch({"prompt": "explain the tides to a child", "reasoning_artifacts": ["abc", "def"]})
    plain, hidden = (prepare(given, engine, 200, key).exchanges for key in (None, KEY))
    for name in SKETCH_SCHEMA.names:
        assert plain.column(name).to_pylist() == hidden.column(name).to_pylist(), name
    assert plain.column("exchange_key").to_pylist() != hidden.column("exchange_key").to_pylist()


def texts(engine: DuckEngine, limit: int, **given: Any) -> Prepared:
    return prepare(batch({"prompt": "x"}, given, {}), engine, limit, None)


def test_every_kind_of_text_is_cut_in_characters(engine: DuckEngine) -> None:
    long = "aé湖🌊" * 100
    made = texts(
        engine,
        10,
        prompt=long,
        response=long,
        system_instructions=long,
        tools=[long, "short", long],
        turns=[{"role": "user", "content": long}, {"role": "assistant", "content": None}],
    )
    row = made.texts.to_pylist()[1]
    assert row["prompt"] == row["response"] == row["system_instructions"] == long[:10]
    assert row["tools"] == [long[:10], "short", long[:10]]
    assert row["turns"] == [
        {"role": "user", "content": long[:10]},
        {"role": "assistant", "content": None},
    ]


def test_what_is_missing_or_empty_stays_so(engine: DuckEngine) -> None:
    made = texts(engine, 10, tools=[], turns=[], prompt="")
    _, empty, missing = made.texts.to_pylist()
    assert (empty["tools"], empty["turns"], empty["prompt"]) == ([], [], "")
    assert (missing["tools"], missing["turns"], missing["prompt"]) == (None, None, None)


def test_sketches_see_what_the_limit_cuts_off(engine: DuckEngine) -> None:
    start = "the same two hundred characters " * 10
    made = prepare(batch({"prompt": f"{start} one"}, {"prompt": f"{start} two"}), engine, 200, None)
    one, other = made.exchanges.column("prompt_hash").to_pylist()
    assert one != other
    kept = made.texts.column("prompt").to_pylist()
    assert kept[0] == kept[1]
