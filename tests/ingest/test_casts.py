"""Casting columns of any type."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.casts import each_once, flat, to_bool, to_count, to_id, to_number, to_text


@pytest.mark.parametrize(
    ("values", "counts", "bad"),
    [
        ([1, 0, None], [1, 0, None], [0, 0, 0]),
        ([-1, 10**13], [None, None], [1, 1]),
        (
            [1.0, 2.5, None, float("nan"), float("inf"), -1.0],
            [1, None, None, None, None, None],
            [0, 1, 0, 0, 1, 1],
        ),
        (["7", " 8 ", "+9", "10.0", "", "null"], [7, 8, 9, 10, None, None], [0] * 6),
        (
            ["1e3", "1,024", "twelve", "-4", "3.5", "nan"],
            [1000, 1024, None, None, None, None],
            [0, 0, 1, 1, 1, 0],
        ),
        (["9" * 40, "0x10"], [None, None], [1, 1]),
        ([True, False], [None, None], [1, 1]),
        ([Decimal("12"), None], [12, None], [0, 0]),
        ([None, None], [None, None], [0, 0]),
        ([b"5", b"x"], [5, None], [0, 1]),
    ],
)
def test_counts(values: list[Any], counts: list[int | None], bad: list[int]) -> None:
    cast = to_count(pa.array(values))
    assert cast.values.to_pylist() == counts
    assert cast.bad.astype(int).tolist() == bad
    assert cast.values.type == pa.int64()
    assert cast.any_bad() == any(bad)


def test_unsigned_numbers_do_not_turn_round() -> None:
    cast = to_count(pa.array([2**64 - 1, 5], pa.uint64()))
    assert cast.values.to_pylist() == [None, 5]


@pytest.mark.parametrize(
    ("values", "numbers", "bad"),
    [
        (["0.5", "1e-3", "x", "", "inf"], [0.5, 0.001, None, None, None], [0, 0, 1, 0, 1]),
        ([1, None, -2], [1.0, None, None], [0, 0, 1]),
        ([float("nan"), 2.5], [None, 2.5], [0, 0]),
        ([Decimal("1.25")], [1.25], [0]),
        ([timedelta(seconds=2)], [2000.0], [0]),
        ([None], [None], [0]),
    ],
)
def test_numbers(values: list[Any], numbers: list[float | None], bad: list[int]) -> None:
    cast = to_number(pa.array(values), least=0.0)
    assert cast.values.to_pylist() == numbers
    assert cast.bad.astype(int).tolist() == bad


def test_truth_values() -> None:
    cast = to_bool(pa.array(["true", "No", "1", "0.0", "maybe", "", None]))
    assert cast.values.to_pylist() == [True, False, True, False, None, None, None]
    assert cast.bad.tolist() == [False] * 4 + [True, False, False]
    assert to_bool(pa.array([1, 0, 2])).values.to_pylist() == [True, False, None]
    assert to_bool(pa.array([True, None])).values.to_pylist() == [True, None]
    assert to_bool(pa.nulls(1)).values.to_pylist() == [None]


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ([" a ", "", "null", "None", "NULL", "-", "\t", None], ["a"] + [None] * 7),
        ([12, None], ["12", None]),
        ([12.0, 1.5, float("nan")], ["12", "1.5", None]),
        ([{"a": 1}], ['{"a":1}']),
        ([True], ["true"]),
        ([b"\xffx"], ["\ufffdx"]),
    ],
)
def test_ids(values: list[Any], ids: list[str | None]) -> None:
    assert to_id(pa.array(values)).to_pylist() == ids


@pytest.mark.parametrize(
    "values",
    [
        pa.array(["a\0b", "c"]),
        pa.array(["a\0b", "c"], pa.large_string()),
        pa.array(["a\0b", "c"]).dictionary_encode(),
        pa.chunked_array([["a\0b"], ["c"]]),
        pa.array(["x", "a\0b", "c"])[1:],
    ],
)
def test_texts_are_kept_but_for_nul(values: pa.Array) -> None:
    assert to_text(flat(values)).to_pylist() == ["a\ufffdb", "c"]


def test_invalid_utf8_inside_a_file_is_mended() -> None:
    raw = pa.array([b"ok", b"\xed\xa0\x80", None], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    made = to_text(broken)
    made.validate(full=True)
    assert made.to_pylist()[0] == "ok"
    assert "\ufffd" in made.to_pylist()[1]


def test_texts_keep_their_white_space() -> None:
    assert to_text(pa.array([" a\n", ""])).to_pylist() == [" a\n", ""]


def test_each_distinct_value_is_folded_once() -> None:
    seen: list[str] = []

    def fold(word: str) -> str | None:
        seen.append(word)
        return None if word == "b" else word.upper()

    cast = each_once(pa.array(["a", "b", "a", None] * 50), fold)
    assert cast.values.to_pylist()[:4] == ["A", None, "A", None]
    assert cast.bad.tolist()[:4] == [False, True, False, False]
    assert sorted(seen) == ["a", "b"]


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(-(2**62), 2**62).map(str)), max_size=6))
def test_no_text_raises(texts: list[str | None]) -> None:
    values = pa.array(texts, pa.string())
    for cast in (to_count(values), to_number(values, least=0.0), to_bool(values)):
        assert len(cast.values) == len(texts)
        cast.values.validate(full=True)
