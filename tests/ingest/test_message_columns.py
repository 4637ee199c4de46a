"""Columns of turns, tools and metadata."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.message_columns import last_user_turns, to_metadata, to_text_list, to_turns
from stillwatch.model.exchange import TURNS

HI = [{"role": "user", "content": "hi"}]


@pytest.mark.parametrize(
    ("value", "turns"),
    [
        (json.dumps(HI), HI),
        (HI, HI),
        ([{"role": "user", "parts": [{"type": "text", "content": "hi"}]}], HI),
        ("hi", HI),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_turns_of_any_shape(value: Any, turns: Any) -> None:
    cast = to_turns(pa.array([value]))
    assert cast.values.type == TURNS
    assert cast.values.to_pylist() == [turns]
    assert not cast.any_bad()


def test_what_is_no_turn_is_bad() -> None:
    assert to_turns(pa.array([7])).bad.tolist() == [True]


@pytest.mark.parametrize(
    ("value", "tools"),
    [
        ('[{"name": "f"}, "g"]', ['{"name":"f"}', "g"]),
        ("search", ["search"]),
        (["a\0", "b"], ["a\ufffd", "b"]),
        ([{"name": "f"}], ['{"name":"f"}']),
        ("", None),
        (None, None),
    ],
)
def test_tools(value: Any, tools: Any) -> None:
    assert to_text_list(pa.array([value])).values.to_pylist() == [tools]


def test_metadata_is_always_an_object() -> None:
    made = to_metadata(pa.array(['{"a": 1}', "plain", "[1]", None])).values.to_pylist()
    assert made[0] == '{"a": 1}'
    assert [json.loads(text) for text in made[1:3]] == [{"value": "plain"}, {"value": "[1]"}]
    assert made[3] is None


TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool"]), "content": st.text(max_size=3)}
)


@given(st.lists(st.none() | st.lists(TURN, max_size=4), max_size=6), st.integers(0, 2))
def test_the_last_user_turn(conversations: list[Any], skipped: int) -> None:
    turns = pa.array(conversations, TURNS)[skipped:]
    wanted = [
        next((t["content"] for t in reversed(c or []) if t["role"] == "user"), None)
        for c in conversations[skipped:]
    ]
    assert last_user_turns(turns).to_pylist() == wanted
