"""What was asked and what was answered, from the message shapes that providers use.

Chat completions, responses, messages with content blocks, Converse, OpenTelemetry parts and
plain prompts all become the same: turns of role and text, system instructions, the last user
turn, tools and the opaque reasoning the client sent back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from stillwatch.ingest.jsonvalues import as_dict, as_list, to_json

_SYSTEM: Final = frozenset({"system", "developer"})
_USER: Final = frozenset({"user", "human"})
_TEXT_KEYS: Final = ("text", "content", "input_text", "output_text", "value")
_CALL_TYPES: Final = frozenset(
    {"tool_use", "tool_call", "function_call", "toolUse", "server_tool_use"}
)
_RESULT_TYPES: Final = frozenset({"tool_result", "tool_call_response", "function_call_output"})
_REASONING_TYPES: Final = frozenset({"thinking", "redacted_thinking", "reasoning"})
_PROOF_KEYS: Final = ("signature", "encrypted_content", "data", "thought_signature")
_DEEPEST: Final = 6


@dataclass(slots=True)
class Asked:
    """One request's words. None where the log has none."""

    system: str | None = None
    prompt: str | None = None
    turns: list[dict[str, str]] | None = None
    tools: list[str] | None = None
    artifacts: list[str] | None = None

    def fields(self) -> dict[str, Any]:
        """Return the words under the names of the exchange's fields."""
        return {
            "system_instructions": self.system,
            "prompt": self.prompt,
            "turns": self.turns,
            "tools": self.tools,
            "reasoning_artifacts": self.artifacts,
        }


@dataclass(slots=True)
class _Reading:
    system: list[str] = field(default_factory=list)
    turns: list[dict[str, str]] = field(default_factory=list)
    artifacts: list[str] = field(default_factory=list)


def asked(messages: Any, *, system: Any = None, tools: Any = None) -> Asked:
    """Read messages (a list, JSON of one, or a bare text) with system text and tools beside."""
    reading = _Reading()
    if (said := text_of(system)) is not None:
        reading.system.append(said)
    if isinstance(messages, str) and not as_list(messages):
        messages = [{"role": "user", "content": messages}]
    elif isinstance(messages, dict):
        messages = messages.get("messages") or [messages]
    for message in as_list(messages):
        _read_message(message, reading)
    users = [turn["content"] for turn in reading.turns if turn["role"] == "user"]
    return Asked(
        system="\n\n".join(reading.system) or None,
        prompt=users[-1] if users else None,
        turns=reading.turns or None,
        tools=tool_list(tools),
        artifacts=list(dict.fromkeys(reading.artifacts)) or None,
    )


def _read_message(message: Any, reading: _Reading) -> None:
    if isinstance(message, str):
        reading.turns.append({"role": "user", "content": message})
        return
    if not isinstance(message, dict):
        return
    role = message.get("role") or message.get("type") or "user"
    role = str(role).lower()
    content = message.get("content", message.get("parts", message.get("text")))
    reading.artifacts.extend(_proofs(message))
    text = text_of(content)
    calls = _calls(message)
    if calls:
        text = "\n".join([text, *calls] if text else calls)
    if role in _SYSTEM:
        if text:
            reading.system.append(text)
        return
    if role in _USER:
        role = "tool" if _only_results(content) else "user"
    elif role in _RESULT_TYPES or role == "function":
        role = "tool"
        text = text_of(message.get("output")) if text is None else text
    elif role in _CALL_TYPES | _REASONING_TYPES | {"ai", "model"}:
        role = "assistant"
    if text is not None:
        reading.turns.append({"role": role, "content": text})


def _only_results(content: Any) -> bool:
    parts = [part for part in as_list(content) if isinstance(part, dict)]
    return bool(parts) and all(
        str(part.get("type")) in _RESULT_TYPES or "toolResult" in part for part in parts
    )


def text_of(content: Any, depth: int = 0) -> str | None:
    """Return the words of a content: a text, a part, or a list of parts; None without words."""
    if content is None or depth > _DEEPEST:
        return None
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        said = [text for part in content if (text := text_of(part, depth + 1)) is not None]
        return "\n".join(said) if said else None
    if isinstance(content, dict):
        return _part_text(content, depth)
    return to_json(content)


def _part_text(part: dict[str, Any], depth: int) -> str | None:
    kind = str(part.get("type"))
    if kind in _REASONING_TYPES or "reasoningContent" in part or "cachePoint" in part:
        return None
    if kind in _CALL_TYPES or "toolUse" in part:
        return _call(as_dict(part.get("toolUse")) or part)
    for key in ("toolResult", "response", "output", "result"):
        if key in part and (kind in _RESULT_TYPES or key == "toolResult"):
            return text_of(part[key], depth + 1)
    for key in _TEXT_KEYS:
        if isinstance(part.get(key), str | list | dict):
            return text_of(part[key], depth + 1)
    return to_json(part["json"]) if "json" in part else None


def _calls(message: dict[str, Any]) -> list[str]:
    calls = [_call(call) for call in as_list(message.get("tool_calls")) if isinstance(call, dict)]
    single = as_dict(message.get("function_call"))
    if single.get("name"):
        calls.append(_call(single))
    if message.get("type") == "function_call":
        calls.append(_call(message))
    return calls


def _call(call: dict[str, Any]) -> str:
    """Return a tool call as one JSON text, whatever provider wrote it."""
    inner = as_dict(call.get("function")) or as_dict(call.get("tool_call.function")) or call
    given: Any = {}
    for key in ("args", "input", "arguments"):
        given = given if inner.get(key) is None else inner[key]
    if isinstance(given, str):
        given = as_dict(given) or given
    return to_json({"tool_call": inner.get("name"), "arguments": given})


def _proofs(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the opaque ids and signatures of reasoning that the client sent back."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _proofs(item, depth + 1)
    elif isinstance(value, dict):
        if str(value.get("type")) in _REASONING_TYPES or "signature" in value:
            found = [value[key] for key in _PROOF_KEYS if isinstance(value.get(key), str)]
            if not found and value.get("type") == "reasoning" and isinstance(value.get("id"), str):
                found = [value["id"]]
            yield from (proof for proof in found if proof)
        for key in ("content", "parts", "thinking_blocks", "reasoningContent", "reasoningText"):
            if isinstance(value.get(key), list | dict):
                yield from _proofs(value[key], depth + 1)
        if isinstance(value.get("redactedContent"), str):
            yield value["redactedContent"]


def tool_list(tools: Any) -> list[str] | None:
    """Return tool definitions, each as JSON or its name; None where there are none."""
    if isinstance(tools, dict):
        tools = tools.get("tools") or [tools]
    if isinstance(tools, str) and tools and tools.lstrip()[:1] != "[":
        tools = [tools]
    found = [tool if isinstance(tool, str) else to_json(tool) for tool in as_list(tools)]
    return found or None


def answer_of(body: Any) -> str | None:
    """Return the text of an answer in any of the providers' shapes; tool calls as JSON lines."""
    if isinstance(body, str):
        opened = as_dict(body) or as_list(body)
        return answer_of(opened) if opened else body
    if isinstance(body, list):
        return _streamed(body) or _joined(_message_text(item) for item in body)
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("choices"), list):
        return _joined(_choice(choice) for choice in body["choices"])
    for key in ("results", "outputs", "generations", "candidates"):
        if isinstance(body.get(key), list):
            return _joined(_choice(item) for item in body[key])
    output = body.get("output")
    if isinstance(output, dict) and "message" in output:
        return _message_text(output["message"])
    if isinstance(output, list):
        return _joined(_message_text(item) for item in output)
    if "content" in body or "parts" in body or "tool_calls" in body:
        return _message_text(body)
    for key in ("generation", "completion", "outputText", "output_text", "text", "output"):
        if isinstance(body.get(key), str):
            return str(body[key])
    return None


def _choice(choice: Any) -> str | None:
    if not isinstance(choice, dict):
        return None
    for key in ("message", "content", "delta"):
        if isinstance(choice.get(key), dict):
            return _message_text(choice[key])
    for key in ("text", "outputText"):
        if isinstance(choice.get(key), str):
            return str(choice[key])
    return None


def _message_text(message: Any) -> str | None:
    if not isinstance(message, dict):
        return text_of(message)
    if str(message.get("type")) in _REASONING_TYPES:
        return None
    said = text_of(message.get("content", message.get("parts")))
    if said is None and isinstance(message.get("text"), str):
        said = message["text"]
    return _joined([said, *_calls(message)])


def _streamed(events: list[Any]) -> str | None:
    """Return the text of an answer that was logged as its stream of events."""
    pieces: list[str] = []
    for event in events:
        if not isinstance(event, dict):
            continue
        delta = as_dict(event.get("delta")) or as_dict(
            as_dict(event.get("contentBlockDelta")).get("delta")
        )
        for piece in (delta.get("text"), delta.get("partial_json"), event.get("outputText")):
            if isinstance(piece, str):
                pieces.append(piece)
        for choice in as_list(event.get("choices")):
            content = as_dict(as_dict(choice).get("delta")).get("content")
            if isinstance(content, str):
                pieces.append(content)
        for key in ("generation", "completion"):
            if isinstance(event.get(key), str):
                pieces.append(event[key])
    return "".join(pieces) or None


def _joined(texts: Any) -> str | None:
    said = [text for text in texts if text]
    return "\n".join(said) if said else None
