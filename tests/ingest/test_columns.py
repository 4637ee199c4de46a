"""Python values to Arrow columns: nothing lost, nothing raised."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.columns import chunk_of, column, derived_id, derived_ids
from stillwatch.model.exchange import TURNS


@pytest.mark.parametrize(
    ("name", "values", "made"),
    [
        ("account_id", ["a", None], ["a", None]),
        ("account_id", ["a", 1], ["a", "1"]),
        ("output_tokens", [1, 2.5], [1.0, 2.5]),
        ("output_tokens", [1, "x"], ["1", "x"]),
        ("output_tokens", [2**70], [str(2**70)]),
        ("stream", [True, "no"], ["true", "no"]),
        ("metadata", [{"a": 1}, None], ['{"a":1}', None]),
        ("temperature", [[1], None], ["[1]", None]),
        ("prompt", ["\ud800"], ["\ufffd"]),
        ("tools", [["a"], None], [["a"], None]),
        ("tools", [["a", 1]], ['["a",1]']),
    ],
)
def test_columns(name: str, values: list[Any], made: list[Any]) -> None:
    assert column(name, values).to_pylist() == made


def test_turns_of_another_shape_are_left_to_be_read() -> None:
    plain = [{"role": "user", "content": "x"}]
    assert column("turns", [plain, None]).type == TURNS
    parts = [{"role": "user", "parts": []}]
    assert column("turns", [plain, parts]).type == pa.string()


def test_constants_win_and_fill_a_chunk_without_columns() -> None:
    cases: list[list[dict[str, Any]]] = [[{"plan": "a"}, {}], [{}, {}]]
    for rows in cases:
        made = chunk_of(rows, [1, 2], constants={"plan": "b"}, last_row=2, bytes_read=0, rejects=[])
        assert made.columns.to_pylist() == [{"plan": "b"}] * 2


def test_derived_ids_depend_on_values_alone() -> None:
    table = pa.table({"ts": ["1", "2", "1"], "model": ["m", "m", "m"], "plan": ["x", None, "x"]})
    ids = derived_ids(table).to_pylist()
    assert ids[0] == ids[2] != ids[1]
    assert derived_ids(table.select(["plan", "model", "ts"])[1:]).to_pylist() == ids[1:]
    assert len(ids[0]) == 32


def test_a_missing_value_is_not_an_empty_one() -> None:
    first, second = derived_ids(pa.table({"a": ["", None]})).to_pylist()
    assert first != second
    assert derived_id({"a": 1, "b": 2}) == derived_id({"b": 2, "a": 1})
    assert derived_id({"a": 1}) != derived_id({"a": "1"})


@given(
    name=st.sampled_from(["ts", "account_id", "output_tokens", "turns", "tools", "stream"]),
    values=st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=5,
        ),
        max_size=4,
    ),
)
def test_no_values_raise(name: str, values: list[Any]) -> None:
    made = column(name, values)
    assert len(made) == len(values)
    made.validate(full=True)
