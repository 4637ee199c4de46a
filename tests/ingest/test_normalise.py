"""From a chunk of anything to exchanges, every row accounted for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwatch.ingest.normalise import Normalised, explain_note, normalise
from stillwatch.ingest.source import RawChunk
from stillwatch.model.exchange import EXCHANGE_SCHEMA, FIELDS, TURNS
from stillwatch.model.reject import Reject

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "ts": "2026-03-01T12:00:00Z",
    "request_id": "r",
    "account_id": "a",
    "model": "m",
    "output_tokens": "5",
}


def run(columns: dict[str, Any], rejects: list[Reject] | None = None) -> Normalised:
    table = pa.table({k: v if isinstance(v, pa.Array) else pa.array(v) for k, v in columns.items()})
    chunk = RawChunk(
        columns=table,
        rows=pa.array(range(10, 10 + table.num_rows), pa.int64()),
        last_row=10 + table.num_rows,
        bytes_read=0,
        rejects=rejects or [],
    )
    done = normalise(chunk, source="log", timezone="UTC", time_unit="auto", now=NOW)
    assert done.batch.schema.equals(EXCHANGE_SCHEMA)
    done.batch.validate(full=True)
    assert done.batch.num_rows == len(done.rows)
    assert done.batch.num_rows + len(done.rejects) == table.num_rows
    return done


def one(**changed: Any) -> Normalised:
    return run({name: [value] for name, value in {**GOOD, **changed}.items()})


def test_a_row_with_what_is_required_is_an_exchange() -> None:
    (row,) = one().batch.to_pylist()
    assert row["ts"] == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert row["output_tokens"] == 5
    assert [name for name, value in row.items() if value is None] == [
        field.name for field in FIELDS if not field.required
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ts", "yesterday", "ts: 'yesterday' is not a time"),
        ("ts", "2014-12-31T00:00:00Z", "before 2015"),
        ("ts", "2026-11-02T00:00:01Z", "more than a day ahead"),
        ("ts", 1772366, "`time_unit`"),
        ("ts", None, "ts: missing"),
        ("request_id", " ", "derive: [request_id]"),
        ("account_id", "null", "fields: {account_id: ...}"),
        ("model", "", "model: missing"),
        ("output_tokens", "twelve", "output_tokens: 'twelve' is not a whole number"),
        ("output_tokens", "-3", "output_tokens: '-3'"),
        ("output_tokens", 2.5, "output_tokens: 2.5"),
        ("output_tokens", None, "output_tokens: missing"),
    ],
)
def test_a_required_value_that_is_wrong_refuses_the_row(name: str, value: Any, said: str) -> None:
    (reject,) = one(**{name: value}).rejects
    assert said in reject.reason
    assert reject.row == 10
    assert reject.source == "log"


def test_a_long_wrong_value_is_cut_and_texts_stay_out_of_excerpts() -> None:
    (reject,) = one(output_tokens="x" * 5000, prompt="a private matter").rejects
    assert len(reject.reason) < 200
    assert len(reject.excerpt) <= 200
    assert "private" not in reject.excerpt


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_tokens", "many"),
        ("max_tokens", -1),
        ("temperature", "hot"),
        ("stream", "perhaps"),
        ("status", "pending"),
        ("signup_ts", "long ago"),
        ("signup_ts", "2027-01-01"),
        ("asn", "AS1"),
        ("duration_ms", -5.0),
        ("turns", "just words [") if False else ("turns", 5),
    ],
)
def test_an_optional_value_that_is_wrong_costs_only_itself(name: str, value: Any) -> None:
    done = one(**{name: value})
    assert done.batch.to_pylist()[0][name] is None
    assert done.notes == {name: 1}
    assert explain_note(name, 1).startswith(f"{name}: 1 value is not ")


def test_notes_count_kept_rows_only() -> None:
    many = {name: [value] * 4 for name, value in GOOD.items()}
    done = run({**many, "max_tokens": ["1", "x", "y", "z"], "model": ["m", "m", None, "m"]})
    assert done.notes == {"max_tokens": 2}
    assert explain_note("max_tokens", 2) == (
        "max_tokens: 2 values are not a whole number from 0 to 10^12, kept as missing"
    )
    assert done.rows.to_pylist() == [10, 11, 13]


def test_the_first_fault_is_the_reason_and_rejects_are_in_order() -> None:
    many = {name: [value] * 4 for name, value in GOOD.items()}
    many["output_tokens"] = ["x", "1", "2", "y"]
    many["ts"] = [GOOD["ts"], "bad", GOOD["ts"], "bad"]
    done = run(many)
    assert [(r.row, r.reason.partition(":")[0]) for r in done.rejects] == [
        (10, "output_tokens"),
        (11, "ts"),
        (13, "ts"),
    ]


def test_a_chunk_without_a_required_column_refuses_every_row() -> None:
    done = run({name: [value] * 3 for name, value in GOOD.items() if name != "account_id"})
    assert {r.reason.partition(" --")[0] for r in done.rejects} == {"account_id: missing"}


def test_an_empty_chunk() -> None:
    assert run({}).batch.num_rows == 0
    assert run({name: pa.array([], pa.string()) for name in GOOD}).rejects == []


def test_the_readers_rejects_are_not_told_twice() -> None:
    done = run({name: [value] for name, value in GOOD.items()}, [Reject("log", 1, "x")])
    assert done.rejects == []


@pytest.mark.parametrize(("status", "tokens"), [("429", 0), ("500", 0), ("ok", None)])
def test_a_failed_request_has_no_output(status: str, tokens: int | None) -> None:
    done = one(status=status, output_tokens=None)
    if tokens is None:
        assert "output_tokens: missing" in done.rejects[0].reason
    else:
        assert done.batch.to_pylist()[0]["output_tokens"] == 0
    assert len(one(status="500", output_tokens="x").rejects) == 1


def test_the_prompt_follows_from_the_turns() -> None:
    turns = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": "last"},
        {"role": "assistant", "content": "no"},
    ]
    assert one(turns=turns).batch.to_pylist()[0]["prompt"] == "last"
    assert one(turns=turns, prompt="own").batch.to_pylist()[0]["prompt"] == "own"


def test_nul_and_ids() -> None:
    (row,) = one(prompt="a\0b", account_id=" x\0 ", country="").batch.to_pylist()
    assert row["prompt"] == "a\ufffdb"
    assert row["account_id"] == "x\ufffd"
    assert row["country"] is None


def test_already_typed_columns_pass() -> None:
    turns = pa.array([[{"role": "user", "content": "hi\0"}]], TURNS)
    columns = {name: pa.array([value]) for name, value in GOOD.items()}
    columns |= {
        "ts": pa.array([NOW], pa.timestamp("ns", "UTC")),
        "output_tokens": pa.array([3], pa.int32()),
        "model": pa.array(["m"]).dictionary_encode(),
        "turns": turns,
        "tools": pa.array([["a", "b"]]),
        "metadata": pa.array([{"k": 1}]),
    }
    (row,) = run(columns).batch.to_pylist()
    assert row["turns"][0]["content"] == "hi\ufffd"
    assert row["tools"] == ["a", "b"]
    assert row["metadata"] == '{"k":1}'


ANY_VALUE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.binary(max_size=4)
)
ANY_COLUMN = (
    st.lists(ANY_VALUE.filter(lambda v: v is None or isinstance(v, int)), min_size=3, max_size=3)
    | st.lists(st.none() | st.floats(), min_size=3, max_size=3)
    | st.lists(st.none() | st.text(max_size=6), min_size=3, max_size=3)
    | st.lists(st.none() | st.binary(max_size=6), min_size=3, max_size=3)
    | st.lists(st.none() | st.datetimes() | st.none(), min_size=3, max_size=3)
    | st.lists(st.none() | st.lists(st.text(max_size=3), max_size=2), min_size=3, max_size=3)
    | st.lists(st.none() | st.fixed_dictionaries({"role": st.text()}), min_size=3, max_size=3)
)


@given(name=st.sampled_from([field.name for field in FIELDS]), values=ANY_COLUMN)
@settings(max_examples=200)
def test_no_column_of_any_type_raises_or_loses_a_row(name: str, values: list[Any]) -> None:
    try:
        column = pa.array(values)
    except (pa.ArrowException, OverflowError):
        return
    run({**{n: [v] * 3 for n, v in GOOD.items()}, name: column})
