"""The message shapes of providers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.chat import answer_of, asked, text_of, tool_list

CALL = '{"tool_call":"look","arguments":{"q":"x"}}'


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "system", "content": "brief"}, {"role": "user", "content": "hi"}],
        [
            {"role": "developer", "content": [{"type": "text", "text": "brief"}]},
            {"role": "human", "content": "hi"},
        ],
        [
            {"role": "system", "parts": [{"type": "text", "content": "brief"}]},
            {"role": "user", "parts": [{"type": "text", "content": "hi"}]},
        ],
        [
            {"role": "system", "content": "brief"},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
        ],
        {
            "messages": [
                {"role": "system", "content": "brief"},
                {"role": "user", "content": [{"text": "hi"}]},
            ]
        },
    ],
)
def test_requests(messages: Any) -> None:
    for given_as in (messages, json.dumps(messages)):
        words = asked(given_as if isinstance(messages, list) else messages)
        assert (words.system, words.prompt) == ("brief", "hi")
        assert words.turns == [{"role": "user", "content": "hi"}]


def test_system_text_may_stand_beside() -> None:
    assert asked("hi", system=[{"text": "a"}, {"cachePoint": {}}]).system == "a"
    assert asked([{"role": "system", "content": "b"}], system="a").system == "a\n\nb"


@pytest.mark.parametrize(
    "message",
    [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"function": {"name": "look", "arguments": '{"q": "x"}'}}],
        },
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "1", "name": "look", "input": {"q": "x"}}],
        },
        {"role": "assistant", "content": [{"toolUse": {"name": "look", "input": {"q": "x"}}}]},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "name": "look", "arguments": {"q": "x"}}],
        },
        {"type": "function_call", "name": "look", "arguments": '{"q": "x"}'},
        {"role": "assistant", "function_call": {"name": "look", "arguments": '{"q": "x"}'}},
    ],
)
def test_tool_calls_read_alike(message: Any) -> None:
    assert asked([message]).turns == [{"role": "assistant", "content": CALL}]
    assert answer_of([message]) == CALL


@pytest.mark.parametrize(
    "result",
    [
        {"role": "tool", "content": "42"},
        {
            "role": "user",
            "content": [{"type": "tool_result", "content": [{"type": "text", "text": "42"}]}],
        },
        {"role": "user", "content": [{"toolResult": {"content": [{"text": "42"}]}}]},
        {"type": "function_call_output", "call_id": "1", "output": "42"},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "42"}]},
    ],
)
def test_tool_results_are_no_user_turn(result: Any) -> None:
    words = asked([{"role": "user", "content": "look it up"}, result])
    assert words.prompt == "look it up"
    assert words.turns is not None
    assert words.turns[1] == {"role": "tool", "content": "42"}


@pytest.mark.parametrize(
    ("message", "artifact"),
    [
        (
            {
                "role": "assistant",
                "content": [{"type": "thinking", "thinking": "hm", "signature": "sig"}],
            },
            "sig",
        ),
        ({"role": "assistant", "content": [{"type": "redacted_thinking", "data": "blob"}]}, "blob"),
        (
            {
                "role": "assistant",
                "content": [
                    {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "sig"}}}
                ],
            },
            "sig",
        ),
        ({"type": "reasoning", "id": "rs_1", "summary": []}, "rs_1"),
        ({"type": "reasoning", "id": "rs_1", "encrypted_content": "enc"}, "enc"),
    ],
)
def test_reasoning_sent_back_is_an_artifact_and_no_text(message: Any, artifact: str) -> None:
    words = asked([message, {"role": "user", "content": "go on"}, message])
    assert words.artifacts == [artifact]
    assert words.turns == [{"role": "user", "content": "go on"}]


@pytest.mark.parametrize(
    "body",
    [
        "ja",
        {"choices": [{"message": {"content": "ja"}}]},
        {"choices": [{"text": "ja"}]},
        {
            "role": "assistant",
            "content": [{"type": "thinking", "thinking": "?"}, {"type": "text", "text": "ja"}],
        },
        {"output": {"message": {"content": [{"text": "ja"}]}}},
        {
            "output": [
                {"type": "reasoning", "id": "r"},
                {"type": "message", "content": [{"type": "output_text", "text": "ja"}]},
            ]
        },
        {"results": [{"outputText": "ja"}]},
        {"generation": "ja"},
        {"outputs": [{"text": "ja"}]},
        {"completion": "ja"},
        [
            {
                "role": "assistant",
                "parts": [{"type": "text", "content": "ja"}],
                "finish_reason": "stop",
            }
        ],
        [
            {"type": "message_start"},
            {"type": "content_block_delta", "delta": {"text": "j"}},
            {"delta": {"text": "a"}},
        ],
        [
            {"contentBlockDelta": {"delta": {"text": "j"}}},
            {"contentBlockDelta": {"delta": {"text": "a"}}},
        ],
        [{"choices": [{"delta": {"content": "j"}}]}, {"choices": [{"delta": {"content": "a"}}]}],
        {"candidates": [{"content": {"parts": [{"text": "ja"}]}}]},
    ],
)
def test_answers(body: Any) -> None:
    assert answer_of(body) == "ja"
    assert answer_of(json.dumps(body)) in ("ja", '"ja"')


@pytest.mark.parametrize("body", [None, {}, [], {"choices": []}, {"output": {}}, 5])
def test_no_answer(body: Any) -> None:
    assert answer_of(body) is None


def test_tools() -> None:
    assert tool_list({"tools": [{"name": "f"}]}) == ['{"name":"f"}']
    assert tool_list("[]") is None
    assert tool_list(None) is None


def test_parts_without_words_are_left_out() -> None:
    image = {"type": "image", "source": {"data": "AAAA"}}
    assert text_of([image, {"type": "text", "text": "what is this?"}]) == "what is this?"
    assert text_of([image]) is None


KEYS = [
    "role",
    "content",
    "parts",
    "text",
    "type",
    "toolUse",
    "toolResult",
    "tool_calls",
    "function",
    "name",
    "input",
    "choices",
    "message",
    "output",
    "results",
    "delta",
    "signature",
    "thinking",
    "reasoningContent",
    "arguments",
]
SHAPE = st.recursive(
    st.none() | st.text(max_size=4) | st.integers() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(SHAPE)
def test_no_shape_raises(shape: Any) -> None:
    words = asked(shape, system=shape, tools=shape)
    assert all(isinstance(turn["content"], str) for turn in words.turns or [])
    answer = answer_of(shape)
    assert answer is None or isinstance(answer, str)
