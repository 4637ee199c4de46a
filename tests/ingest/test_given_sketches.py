"""Sketches that a log hands over: cast or kept as missing, and second to the text's own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.ingest.given_sketches import SET_ASIDE, fill_in, given_sketches, wanted_of_sketch
from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.normalise import explain_note
from stillwatch.ingest.sketches import sketch
from stillwatch.model.exchange import EXCHANGE_SCHEMA
from stillwatch.model.sketch import SKETCH_SCHEMA, SKETCH_TYPES
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES
from tests.ingest.taken_in import Row, held, take_in

HASH = 6_917_529_027_641_081_857
ONE_OF_EACH: Row = {
    name: {
        "int64": HASH, "int32": 7, "bool": True, "float": 0.25, "list<item: int64>": [HASH, -HASH],
    }.get(str(kind), {"language": "en", "capability": "math"}.get(name))
    for name, kind in SKETCH_TYPES.items()
}  # fmt: skip


def bare(number: int, **given: Any) -> Row:
    """Return what a provider of little hands over: account, time, model, tokens."""
    return {
        "ts": f"2026-05-01T{number % 24:02}:00:00Z", "request_id": f"r{number}",
        "account_id": f"a{number % 7}", "model": "m", "output_tokens": 9, **given,
    }  # fmt: skip


def as_jsonl(path: Path, rows: list[Row]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def as_csv(path: Path, rows: list[Row]) -> None:
    plain = [{k: json.dumps(v) if isinstance(v, list) else v for k, v in r.items()} for r in rows]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(plain[0]))
        writer.writeheader()
        writer.writerows(plain)


def as_parquet(path: Path, rows: list[Row]) -> None:
    sketches = [SKETCH_SCHEMA.field(name) for name in SKETCH_TYPES]
    texts = [pa.field(n, pa.int64() if n == "output_tokens" else pa.string()) for n in bare(0)]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([*texts, *sketches])), path)


@pytest.mark.parametrize("write", [as_jsonl, as_csv, as_parquet])
def test_a_log_of_sketches_is_taken_in_as_it_is(
    tmp_path: Path, write: Callable[[Path, list[Row]], None]
) -> None:
    empty = dict.fromkeys(SKETCH_TYPES)
    write(tmp_path / "log", [bare(1, **ONE_OF_EACH), bare(2, **empty)])
    lake = Lake.create_or_open(tmp_path / "lake")
    (report,) = take_in(lake, tmp_path / "log")
    assert (report.kept, report.rejected, report.notes) == (2, 0, {})
    first, second = sorted(held(lake, EXCHANGES), key=lambda row: str(row["request_id"]))
    assert {name: first[name] for name in SKETCH_TYPES} == ONE_OF_EACH
    assert {name for name in SKETCH_TYPES if second[name] is not None} == set()


def one(name: str, *values: Any) -> tuple[list[Any], list[bool]]:
    """Return what becomes of the values of one sketch, and which were wrong."""
    table = pa.table({name: pa.array(values), "near_1": pa.array([1] * len(values))})
    cast = given_sketches(table)[name]
    assert cast.values.type == SKETCH_TYPES[name]
    return cast.values.to_pylist(), cast.bad.tolist()


@pytest.mark.parametrize(
    ("name", "values", "kept"),
    [
        ("prompt_hash", [2**63 - 1, -(2**63), None], [2**63 - 1, -(2**63), None]),
        ("prompt_hash", ["18446744073709551615", " -5 ", ""], [-1, -5, None]),
        ("prompt_hash", ["18446744073709551616", "0x1f", "1.5", "é"], [None] * 4),
        ("prompt_hash", [1.0, 2.0], [None, None]),
        ("prompt_hash", [True], [None]),
        ("turn_count", [0, 2**31 - 1, 2**31, -1], [0, 2**31 - 1, None, None]),
        ("prompt_chars", ["12", "a dozen"], [12, None]),
        ("language", ["en", "cyrl", "und", "en-US", "English"], ["en", "cyrl", "und", None, None]),
        ("capability", ["tool_use", "cooking"], ["tool_use", None]),
        ("asks_grading", ["yes", "0", "perhaps"], [True, False, None]),
        ("style_impersonal", [0.5, 1.0, 1.5, -0.1], [0.5, 1.0, None, None]),
        ("artifact_hashes", ["[1, 2]", "[]", "[1, null]", "[1.5]", "7"], [[1, 2], []] + [None] * 3),
        ("artifact_hashes", [[5, -1], None], [[5, -1], None]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_kept_as_missing(name: str, values: list[Any], kept: list[Any]) -> None:
    made, bad = one(name, *values)
    assert made == kept
    assert bad == [k is None and v not in (None, "") for v, k in zip(values, kept, strict=True)]


def test_unsigned_columns_keep_their_bits() -> None:
    values = pa.array([5, None, 2**64 - 1, 2**63], pa.uint64())
    cast = given_sketches(pa.table({"near_1": values}).slice(1))["near_1"]
    assert cast.values.to_pylist() == [None, -1, -(2**63)]


def test_columns_of_the_logs_own_are_no_sketches_without_a_hash() -> None:
    assert given_sketches(pa.table({"language": ["en-US"], "turn_count": [3]})) == {}


def exchange(*rows: Row) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [{field.name: row.get(field.name) for field in EXCHANGE_SCHEMA} for row in rows],
        schema=pa.schema([field.with_nullable(True) for field in EXCHANGE_SCHEMA]),
    )


def test_a_text_of_the_row_wins_over_the_sketch_that_came_with_it() -> None:
    batch = exchange({"prompt": "What is seven plus eight?"}, {}, {"tools": ["search"]})
    given = {
        "prompt_hash": pa.array([HASH, HASH, HASH]),
        "tools_hash": pa.array([HASH, HASH, None], pa.int64()),
        "language": pa.array(["zh", "zh", "zh"]),
        "near_1": pa.array([HASH, None, None], pa.int64()),
    }
    made = sketch(batch)
    filled, set_aside = fill_in(made, given, batch)
    own = made.column("prompt_hash")[0].as_py()
    assert filled.column("prompt_hash").to_pylist() == [own, HASH, HASH]
    assert filled.column("language").to_pylist()[1:] == ["zh", "zh"]
    assert filled.column("language")[0].as_py() != "zh"
    # Too short a text to compare has no near-duplicate sketch, whatever came with it.
    assert filled.column("near_1").to_pylist() == [None, None, None]
    tools = made.column("tools_hash")[2].as_py()
    assert filled.column("tools_hash").to_pylist() == [HASH, HASH, tools]
    assert filled.column("template_hash").equals(made.column("template_hash"))
    assert set_aside == 1


def test_rows_whose_text_says_otherwise_and_wrong_values_are_counted(tmp_path: Path) -> None:
    same = (
        sketch(exchange({"prompt": "What is seven plus eight?"})).column("prompt_hash")[0].as_py()
    )
    as_jsonl(
        tmp_path / "log",
        [
            bare(1, prompt="What is seven plus eight?", prompt_hash=HASH),
            bare(2, prompt="What is seven plus eight?", prompt_hash=same),
            bare(3, prompt_hash="none of it"),
        ],
    )
    lake = Lake.create_or_open(tmp_path / "lake")
    (report,) = take_in(lake, tmp_path / "log")
    assert report.notes == {SET_ASIDE: 1, "prompt_hash": 1}
    assert sorted(str(row["prompt_hash"]) for row in held(lake, EXCHANGES)) == sorted(
        [str(same), str(same), "None"]
    )
    assert explain_note(SET_ASIDE, 1).startswith("sketches: 1 row has others than its text gives")
    assert explain_note("prompt_hash", 2) == (
        "prompt_hash: 2 values are not a whole number of 64 bits, kept as missing"
    )


def test_every_sketch_says_what_it_wants() -> None:
    assert all(wanted_of_sketch(name) for name in SKETCH_TYPES)


def test_a_mapping_may_name_sketches_but_not_make_one_the_same_for_all(tmp_path: Path) -> None:
    as_jsonl(tmp_path / "log", [bare(1, h=5)])
    lake = Lake.create_or_open(tmp_path / "lake")
    take_in(lake, tmp_path / "log", mapping=Mapping(fields={"prompt_hash": "h"}))
    assert [row["prompt_hash"] for row in held(lake, EXCHANGES)] == [5]
    with pytest.raises(ValueError, match="prompt_hash"):
        Mapping(constants={"prompt_hash": 5})
