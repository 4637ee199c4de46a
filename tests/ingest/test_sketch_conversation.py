"""Turns, tools and artefacts as things that accounts can share."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_conversation import (
    Conversation,
    artifact_hashes,
    conversations,
    tools_hashes,
)
from stillwatch.model.exchange import TURNS


def talk(*rows: list[tuple[str | None, str | None]] | None) -> Conversation:
    listed = [
        None if row is None else [{"role": role, "content": text} for role, text in row]
        for row in rows
    ]
    return conversations(pa.array(listed, TURNS))


def tools(*rows: list[str] | None) -> list[int | None]:
    found = tools_hashes(pa.array(rows, pa.list_(pa.string())))
    return [int(v) if ok else None for v, ok in zip(found.values, found.valid, strict=True)]


BASE: list[tuple[str | None, str | None]] = [
    ("system", "Today is Monday"), ("user", "Hello There"), ("assistant", "yes"), ("user", "more"),
]  # fmt: skip


def test_the_last_user_turn_and_the_instructions_are_no_context() -> None:
    other = [("system", "Today is Tuesday"), ("USER", "hello  there"), *BASE[2:3], ("user", "else")]
    found = talk(BASE, other)
    assert found.opening.values[0] == found.opening.values[1]
    assert found.context.values[0] == found.context.values[1]
    assert found.context.valid.all()


@pytest.mark.parametrize("at", [1, 2])
def test_every_earlier_turn_counts(at: int) -> None:
    changed = list(BASE)
    changed[at] = (changed[at][0], "changed")
    found = talk(BASE, changed)
    assert found.context.values[0] != found.context.values[1]


def test_roles_count() -> None:
    found = talk(BASE, [BASE[1], ("tool", "yes"), BASE[3]])
    assert found.context.values[0] != found.context.values[1]


def test_one_user_turn_has_neither_opening_nor_context() -> None:
    found = talk(BASE[:2], [("user", "a"), ("assistant", "b")], [], None)
    assert not found.opening.valid.any()
    assert not found.context.valid.any()
    assert found.user_turns.tolist() == [1, 1, 0, 0]
    assert found.logged.tolist() == [True, True, True, False]


def test_missing_roles_and_contents_are_survived() -> None:
    found = talk([(None, None), ("user", None), ("user", "x")])
    assert found.user_turns.tolist() == [2]


def test_sliced_rows_keep_their_own_turns() -> None:
    column = pa.array(
        [[{"role": r, "content": c} for r, c in row] for row in (BASE[:2], BASE)], TURNS
    )
    assert conversations(column.slice(1)).context.values[0] == talk(BASE).context.values[0]


def test_tools_in_any_order_and_layout_are_one_set() -> None:
    plain = '{"name":"find","parameters":{"properties":{"city":{"type":"string"},"day":{}}}}'
    wide = (
        '{ "type": "function", "function": { "parameters": { "properties": {"day": {}, '
        '"city": {"type": "string", "description": "where"} } }, "name": "find" } }'
    )
    found = tools([plain, "search"], ["search", wide], ["Search", plain, plain])
    assert len(set(found)) == 1
    assert None not in found


def test_another_parameter_or_tool_is_another_set() -> None:
    found = tools(
        ['{"name":"find","parameters":{"properties":{"city":{}}}}'],
        ['{"name":"find","parameters":{"properties":{"town":{}}}}'],
        ['{"name":"seek","parameters":{"properties":{"city":{}}}}'],
        ["{broken json"],
    )
    assert len(set(found)) == 4


def test_no_tools_have_no_hash() -> None:
    assert tools(None, []) == [None, None]


def test_artefacts_are_hashed_one_by_one_and_as_they_are() -> None:
    column = pa.array([["sig", "SIG"], None, [], [None, "sig", ""]], pa.list_(pa.string()))
    first, missing, none, mixed = artifact_hashes(column).to_pylist()
    assert first[0] != first[1]
    assert missing is None
    assert none == []
    assert mixed == [None, first[0], None]


def test_artefacts_of_a_slice() -> None:
    column = pa.array([["a"], None, ["b"]], pa.list_(pa.string()))
    assert (
        artifact_hashes(column).slice(1).to_pylist() == artifact_hashes(column.slice(1)).to_pylist()
    )
