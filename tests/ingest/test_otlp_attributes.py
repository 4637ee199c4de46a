"""Words under every convention's names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stillwatch.ingest.otlp_attributes import LOOKUPS, words_of
from stillwatch.ingest.otlp_json import Entry
from stillwatch.model.exchange import FIELD


def entry(
    attributes: dict[str, Any], events: list[tuple[str, dict[str, Any]]] | None = None
) -> Entry:
    return Entry("span", "chat", attributes, {}, 1, 2, events=events or [])


PARTS_IN = [{"role": "user", "parts": [{"type": "text", "content": "hi"}]}]
PARTS_OUT = [{"role": "assistant", "parts": [{"type": "text", "content": "ja"}]}]
WAYS: dict[str, Entry] = {
    "json texts": entry(
        {
            "gen_ai.input.messages": json.dumps(PARTS_IN),
            "gen_ai.output.messages": json.dumps(PARTS_OUT),
        }
    ),
    "structures": entry({"gen_ai.input.messages": PARTS_IN, "gen_ai.output.messages": PARTS_OUT}),
    "flat, older": entry(
        {
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "hi",
            "gen_ai.completion.0.content": "ja",
        }
    ),
    "one text": entry({"gen_ai.prompt": "hi", "gen_ai.completion": "ja"}),
    "OpenInference": entry(
        {
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "hi",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.content": "ja",
        }
    ),
    "OpenInference, pieces": entry(
        {
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.contents.0.message_content.text": "hi",
            "output.value": "ja",
        }
    ),
    "input.value": entry(
        {
            "input.value": json.dumps({"messages": [{"role": "user", "content": "hi"}]}),
            "output.value": json.dumps({"choices": [{"message": {"content": "ja"}}]}),
        }
    ),
    "events, older": entry(
        {},
        [
            ("gen_ai.user.message", {"content": "hi"}),
            ("gen_ai.choice", {"message": {"content": "ja"}}),
        ],
    ),
    "events, content": entry(
        {},
        [
            ("gen_ai.content.prompt", {"gen_ai.prompt": "hi"}),
            ("gen_ai.content.completion", {"gen_ai.completion": "ja"}),
        ],
    ),
    "event of details": entry(
        {},
        [
            (
                "gen_ai.client.inference.operation.details",
                {"gen_ai.input.messages": PARTS_IN, "gen_ai.output.messages": PARTS_OUT},
            )
        ],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_words(way: str) -> None:
    words, answer = words_of(WAYS[way])
    assert words.prompt == "hi"
    assert words.turns == [{"role": "user", "content": "hi"}]
    assert answer == "ja"


def test_system_instructions_and_tools() -> None:
    words, answer = words_of(
        entry(
            {
                "gen_ai.system_instructions": '[{"type": "text", "content": "brief"}]',
                "gen_ai.tool.definitions": '[{"name": "f"}]',
            }
        )
    )
    assert (words.system, words.tools, words.prompt, answer) == (
        "brief",
        ['{"name":"f"}'],
        None,
        None,
    )


def test_openinference_tools_and_calls() -> None:
    call = "llm.output_messages.0.message.tool_calls.0.tool_call.function"
    words, answer = words_of(
        entry(
            {
                "llm.tools.0.tool.json_schema": '{"name": "f"}',
                "llm.output_messages.0.message.role": "assistant",
                f"{call}.name": "f",
                f"{call}.arguments": '{"x": 1}',
            }
        )
    )
    assert words.tools == ['{"name": "f"}']
    assert answer == '{"tool_call":"f","arguments":{"x":1}}'


def test_messages_stand_in_their_order() -> None:
    flat = {f"gen_ai.prompt.{i}.content": f"q{i}" for i in (10, 2, 1)}
    words, _ = words_of(entry({**flat, **{f"gen_ai.prompt.{i}.role": "user" for i in (1, 2, 10)}}))
    assert words.prompt == "q10"


def test_lookups_name_fields_of_the_exchange() -> None:
    assert LOOKUPS.keys() <= FIELD.keys()
