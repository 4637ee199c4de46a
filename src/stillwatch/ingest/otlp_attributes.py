"""Which attributes of a GenAI span say what: today's names, older ones, and OpenInference.

The convention knows no account and no address, so those are looked up under the names that
gateways use; a mapping file names another (`source: otlp`, `fields: {account_id: ATTRIBUTE}`).
"""

from __future__ import annotations

import re
from typing import Any, Final

from stillwatch.ingest.chat import Asked, answer_of, asked
from stillwatch.ingest.jsonvalues import as_dict, as_list
from stillwatch.ingest.otlp_json import Entry
from stillwatch.ingest.records import first_of

ACCOUNT: Final = (
    "account.id",
    "customer.id",
    "tenant.id",
    "metadata.user_api_key_user_id",
    "metadata.user_api_key_team_id",
    "metadata.user_api_key_org_id",
    "user.id",
    "enduser.id",
    "metadata.user_api_key_hash",
    "api_key.id",
)
LOOKUPS: Final[dict[str, tuple[str, ...]]] = {
    "account_id": ACCOUNT,
    "org_id": (
        "organization.id",
        "org.id",
        "metadata.user_api_key_org_id",
        "metadata.user_api_key_team_id",
        "tenant.id",
    ),
    "key_id": ("api_key.id", "metadata.user_api_key_hash"),
    "end_user_id": ("metadata.user_api_key_end_user_id", "llm.user", "gen_ai.user"),
    "session_id": ("gen_ai.conversation.id", "session.id", "metadata.session_id"),
    "model": (
        "gen_ai.request.model",
        "gen_ai.response.model",
        "llm.request.model",
        "llm.model_name",
        "llm.response.model",
    ),
    "operation": ("gen_ai.operation.name", "llm.request.type"),
    "client_ip": ("client.address", "metadata.requester_ip_address", "http.client_ip"),
    "country": ("client.geo.country_iso_code", "geo.country.iso_code"),
    "user_agent": ("user_agent.original", "http.user_agent", "metadata.user_agent"),
    "tls_fingerprint": ("tls.client.ja4", "tls.client.ja3"),
    "device_id": ("device.id",),
    "temperature": ("gen_ai.request.temperature", "llm.request.temperature"),
    "max_tokens": ("gen_ai.request.max_tokens", "llm.request.max_tokens"),
    "choice_count": ("gen_ai.request.choice.count",),
    "stream": ("gen_ai.request.stream", "llm.is_streaming", "gen_ai.is_streaming"),
    "output_tokens": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens",
        "llm.token_count.completion",
    ),
    "input_tokens": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.usage.prompt_tokens",
        "llm.token_count.prompt",
    ),
    "cache_read_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
    ),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
    ),
    "finish_reason": (
        "gen_ai.response.finish_reasons",
        "gen_ai.response.finish_reason",
        "llm.response.finish_reason",
        "llm.finish_reason",
    ),
    "request_id": ("gen_ai.response.id", "llm.response.id", "litellm.call_id"),
}
_INPUT_EVENTS: Final = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_PLACE: Final = re.compile(r"[0-9]{1,6}")


def words_of(entry: Entry) -> tuple[Asked, str | None]:
    """Return what was asked and answered, from attributes or from the span's events."""
    found = dict(entry.attributes)
    said: list[Any] = []
    answers: list[Any] = []
    for name, attributes in entry.events:
        if name in _INPUT_EVENTS:
            said.append({"role": _INPUT_EVENTS[name], **attributes})
        elif name == "gen_ai.choice":
            answers.append(as_dict(attributes.get("message")) or attributes)
        else:
            found = {**attributes, **found}
    messages = first_of(found, "gen_ai.input.messages") or _flat(found, "llm.input_messages")
    messages = messages or _flat(found, "gen_ai.prompt") or first_of(found, "gen_ai.prompt")
    messages = messages or said or _opened(first_of(found, "input.value"))
    answer = first_of(found, "gen_ai.output.messages") or _flat(found, "llm.output_messages")
    answer = answer or _flat(found, "gen_ai.completion") or first_of(found, "gen_ai.completion")
    answer = answer or answers or first_of(found, "output.value")
    tools = first_of(found, "gen_ai.tool.definitions", "gen_ai.request.tools")
    words = asked(
        messages,
        system=_opened(first_of(found, "gen_ai.system_instructions")),
        tools=tools or _flat(found, "llm.tools"),
    )
    return words, answer_of(answer)


def _opened(value: Any) -> Any:
    """Return JSON kept in a string as what it holds, and any other text as it is."""
    return as_dict(value) or as_list(value) or value


def _flat(attributes: dict[str, Any], prefix: str) -> list[Any]:
    """Return the messages or tools that are spread over `prefix.0.key`, `prefix.1.key`, ..."""
    return [_one_message(parts) for parts in _spread(attributes, prefix)]


def _spread(attributes: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for key, value in attributes.items():
        if key.startswith(f"{prefix}."):
            place, _, rest = key[len(prefix) + 1 :].partition(".")
            if _PLACE.fullmatch(place) and rest:
                found.setdefault(int(place), {})[rest] = value
    return [found[place] for place in sorted(found)]


def _one_message(parts: dict[str, Any]) -> Any:
    """Return one flat message as role, content and calls; OpenInference nests its names."""
    plain = {key.removeprefix("message."): value for key, value in parts.items()}
    if "tool.json_schema" in plain:
        return plain["tool.json_schema"]
    content = plain.get("content")
    if content is None:
        pieces = (piece.get("message_content.text") for piece in _spread(plain, "contents"))
        content = "\n".join(text for text in pieces if isinstance(text, str)) or None
    calls = [
        {
            "name": call.get("tool_call.function.name", call.get("name")),
            "arguments": call.get("tool_call.function.arguments", call.get("arguments")),
        }
        for call in _spread(plain, "tool_calls")
    ]
    message: dict[str, Any] = {"role": plain.get("role") or "assistant", "content": content}
    return {**message, "tool_calls": calls} if calls else message
