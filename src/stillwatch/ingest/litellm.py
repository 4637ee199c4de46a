"""LiteLLM: what its callbacks send (StandardLoggingPayload) and its SpendLogs table.

The billed party is the key's owner: `account_id` is the key's user, else its team, else its
organisation, else the key itself (its hash). The proxy's own placeholder `default_user_id` is
no user: an operator who makes all keys would else be one account. `org_id` is the
organisation, else the team; `end_user_id` is the customer's own user and never an account. A
call that a guardrail or the proxy turned away is `denied`: it reached no model and is no
harvest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from stillwatch.ingest.chat import answer_of, asked
from stillwatch.ingest.jsonvalues import as_dict, as_list, to_json
from stillwatch.ingest.records import Fields, RecordFormat, first_of, record_names
from stillwatch.ingest.source import Source
from stillwatch.ingest.status import DENIED, ERROR, SUCCESS, fold_status
from stillwatch.ingest.times import parse_time

_SPEND_COLUMNS: Final = frozenset({"request_id", "call_type", "api_key", "startTime"})
_PAYLOAD_KEYS: Final = frozenset({"litellm_call_id", "call_type", "startTime", "metadata"})
_PAYLOAD_MARKS: Final = (b'"litellm_call_id"', b'"user_api_key_hash"', b'"call_type"')
PLACEHOLDER_USER: Final = "default_user_id"
_REDACTED: Final = "redacted-by-litellm"
_OPERATIONS: Final = {
    "completion": "chat",
    "text_completion": "completion",
    "embedding": "embedding",
    "anthropic_messages": "chat",
    "responses": "chat",
    "generate_content": "chat",
}
_KEPT: Final = ("request_tags", "cache_hit", "custom_llm_provider", "model_group", "agent_id")


class LiteLLMFormat(RecordFormat):
    """Callback records as NDJSON or arrays, and exports of the SpendLogs table."""

    name = "litellm"

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Know the payload by its keys, the table by its columns."""
        names = record_names(head, source)
        if names >= _PAYLOAD_KEYS:
            return "records have litellm_call_id and call_type"
        if names >= _SPEND_COLUMNS:
            return "has the columns of LiteLLM_SpendLogs"
        # A first record longer than the head shows its first keys only.
        if not names and all(mark in head for mark in _PAYLOAD_MARKS[::2]):
            return "a long record begins with litellm_call_id"
        return None

    def fields_of(self, record: dict[str, Any], source: Source) -> Fields | None:
        """Return the fields of a callback record or a SpendLogs row."""
        meta = as_dict(record.get("metadata"))
        fields = {**_who(record, meta), **_usage(record, meta), **_asked_for(record)}
        response = record.get("response")
        fields["response"] = _unredacted(answer_of(response))
        fields["finish_reason"] = _finish(as_dict(response))
        fields["status"] = _status(record, meta)
        fields["ts"] = record.get("startTime")
        fields["duration_ms"] = _duration(record)
        fields["request_id"] = first_of(record, "request_id", "id", "litellm_call_id")
        fields["model"] = _model(record)
        call = str(record.get("call_type") or "").removesuffix("s")
        call = call if call in _OPERATIONS else str(record.get("call_type") or "")
        fields["operation"] = _OPERATIONS.get(call.removeprefix("a"), _OPERATIONS.get(call, call))
        fields["surface"] = "router"
        fields["metadata"] = _kept(record, meta)
        return fields


def _who(record: dict[str, Any], meta: dict[str, Any]) -> Fields:
    key = first_of(meta, "user_api_key_hash", "user_api_key") or first_of(record, "api_key")
    user = first_of(meta, "user_api_key_user_id") or first_of(record, "user")
    user = None if user == PLACEHOLDER_USER else user
    team = first_of(meta, "user_api_key_team_id", "team_id") or first_of(record, "team_id")
    org = first_of(meta, "user_api_key_org_id") or first_of(record, "organization_id")
    mail = first_of(meta, "user_api_key_user_email")
    return {
        "account_id": user or team or org or key,
        "org_id": org or team,
        "key_id": key,
        "end_user_id": first_of(record, "end_user") or first_of(meta, "user_api_key_end_user_id"),
        "session_id": first_of(record, "session_id"),
        "client_ip": first_of(record, "requester_ip_address")
        or first_of(meta, "requester_ip_address"),
        "user_agent": first_of(record, "user_agent") or first_of(meta, "user_agent"),
        "email_domain": mail.rpartition("@")[2].lower() if isinstance(mail, str) else None,
    }


def _usage(record: dict[str, Any], meta: dict[str, Any]) -> Fields:
    usage = as_dict(as_dict(record.get("response")).get("usage")) or as_dict(
        meta.get("usage_object")
    )
    sent = as_dict(usage.get("prompt_tokens_details")) or as_dict(usage.get("input_tokens_details"))
    written = as_dict(usage.get("completion_tokens_details")) or as_dict(
        usage.get("output_tokens_details")
    )
    cached = first_of(usage, "cache_read_input_tokens")
    return {
        "output_tokens": first_of(record, "completion_tokens")
        if record.get("completion_tokens") is not None
        else first_of(usage, "completion_tokens", "output_tokens"),
        "input_tokens": first_of(record, "prompt_tokens")
        if record.get("prompt_tokens") is not None
        else first_of(usage, "prompt_tokens", "input_tokens"),
        "cache_read_tokens": first_of(sent, "cached_tokens") if cached is None else cached,
        "reasoning_tokens": first_of(written, "reasoning_tokens"),
    }


def _asked_for(record: dict[str, Any]) -> Fields:
    sent = as_dict(record.get("proxy_server_request"))
    body = as_dict(sent.get("body")) or sent
    given = {**body, **as_dict(record.get("model_parameters"))}
    messages = record.get("messages")
    if not messages or messages == "{}":
        messages = first_of(body, "messages", "input", "prompt")
    system = first_of(given, "system", "instructions", "system_prompt")
    words = asked(messages, system=system, tools=given.get("tools") or given.get("functions"))
    if any(turn["content"] == _REDACTED for turn in words.turns or ()):
        # One and the same placeholder in every request must not look like one shared prompt.
        words.prompt = words.turns = None
    words.system = _unredacted(words.system)
    return {
        **words.fields(),
        "temperature": given.get("temperature"),
        "max_tokens": first_of(given, "max_completion_tokens", "max_tokens", "max_output_tokens"),
        "choice_count": given.get("n"),
        "stream": given.get("stream") if record.get("stream") is None else record.get("stream"),
    }


def _unredacted(text: str | None) -> str | None:
    return None if text == _REDACTED else text


def _status(record: dict[str, Any], meta: dict[str, Any]) -> str | None:
    said = str(record.get("status") or meta.get("status") or "")
    folded = fold_status(said)
    if folded != ERROR:
        return folded or (SUCCESS if not said else None)
    outcome = as_dict(record.get("status_fields")).get("guardrail_status")
    fault = as_dict(record.get("error_information")) or as_dict(meta.get("error_information"))
    kind = str(fault.get("error_class") or "")
    text = f"{fault.get('error_message') or ''}{record.get('error_str') or ''}"
    from_proxy = not fault.get("llm_provider")
    turned_away = (
        outcome == "guardrail_intervened"
        or "Guardrail" in kind
        or "'guardrail_name'" in text
        or (from_proxy and fold_status(str(fault.get("error_code") or "")) == DENIED)
    )
    return DENIED if turned_away else ERROR


def _duration(record: dict[str, Any]) -> float | None:
    """Return milliseconds from start to end, from whichever of the columns are there."""
    given = first_of(record, "request_duration_ms")
    if given is not None:
        try:
            return float(given)
        except (TypeError, ValueError):
            return None
    start, end = _seconds(record.get("startTime")), _seconds(record.get("endTime"))
    return (end - start) * 1000.0 if start is not None and end is not None else None


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        return None
    try:
        return float(value)
    except ValueError:
        micros = parse_time(value)
        return None if micros is None else micros / 1e6


def _model(record: dict[str, Any]) -> Any:
    """Return the model without the provider's prefix, so that all log formats name it alike."""
    model = first_of(record, "model", "model_group")
    provider = record.get("custom_llm_provider")
    if isinstance(model, str) and isinstance(provider, str) and provider:
        return model.removeprefix(f"{provider}/") or model
    return model


def _finish(response: dict[str, Any]) -> Any:
    choices = as_list(response.get("choices"))
    first = as_dict(choices[0]) if choices else {}
    return first_of(first, "finish_reason") or first_of(response, "stop_reason", "status")


def _kept(record: dict[str, Any], meta: dict[str, Any]) -> str | None:
    kept = {name: record[name] for name in _KEPT if record.get(name) not in (None, "", [])}
    for name in ("user_api_key_alias", "user_api_key_request_route", "applied_guardrails"):
        if meta.get(name):
            kept[name] = meta[name]
    return to_json(kept) if kept else None
