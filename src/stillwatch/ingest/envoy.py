"""Envoy AI Gateway: JSON access logs with `gen_ai.*` keys.

The gateway knows no accounts of its own: whichever header or claim names the customer is
logged under a key of the operator's choice. The usual ones are looked up; another one is
named by `fields: {account_id: KEY}` in a mapping file. Lines without any `gen_ai.*` value
are requests to something else and are passed over.
"""

from __future__ import annotations

from typing import Any, Final

from stillwatch.ingest.chat import answer_of, asked
from stillwatch.ingest.jsonlines import first_records, looks_like_json
from stillwatch.ingest.records import Fields, RecordFormat, first_of
from stillwatch.ingest.source import Source
from stillwatch.ingest.status import fold_status

_ACCESS_KEYS: Final = frozenset(
    {"response_code", "start_time", "x-request-id", "duration", "x-forwarded-for", "method"}
)
LOOKUPS: Final[dict[str, tuple[str, ...]]] = {
    "ts": ("start_time", "timestamp", "@timestamp", "time"),
    "request_id": ("x-request-id", "request_id", "gen_ai.response.id"),
    "account_id": (
        "account.id",
        "user.id",
        "enduser.id",
        "x-account-id",
        "x-user-id",
        "x-tenant-id",
        "x-consumer",
        "jwt.sub",
        "x-api-key-id",
        "api_key_id",
    ),
    "org_id": ("org.id", "x-org-id", "x-organization-id", "x-tenant-id"),
    "key_id": ("x-api-key-id", "api_key_id"),
    "end_user_id": ("enduser.id", "x-end-user-id"),
    "session_id": ("session.id", "x-session-id", "gen_ai.conversation.id"),
    "model": ("gen_ai.request.model", "gen_ai.original.model", "gen_ai.response.model"),
    "operation": ("gen_ai.operation.name",),
    "output_tokens": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.reasoning.output_tokens",
    ),
    "cache_read_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cached_input_tokens",
    ),
    "user_agent": ("user-agent", "user_agent"),
    "tls_fingerprint": ("ja4", "ja3", "tls_ja4", "tls_ja3", "x-ja4", "x-ja3"),
    "duration_ms": ("duration", "duration_ms"),
    "temperature": ("gen_ai.request.temperature",),
    "max_tokens": ("gen_ai.request.max_tokens",),
    "finish_reason": ("gen_ai.response.finish_reason", "gen_ai.response.finish_reasons"),
}


class EnvoyFormat(RecordFormat):
    """One access-log line per request."""

    name = "envoy"

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Know the log by `gen_ai.*` keys beside those of an access log."""
        if not looks_like_json(head):
            return None
        for record in first_records(head):
            if any(key.startswith("gen_ai.") for key in record) and _ACCESS_KEYS & record.keys():
                return "access-log lines with gen_ai.* keys"
        return None

    def fields_of(self, record: dict[str, Any], source: Source) -> Fields | None:
        """Return the fields of one line; None where no model was called."""
        said = (v for k, v in record.items() if k.startswith("gen_ai."))
        if all(value is None or value in ("", "-") for value in said):
            return None
        fields: Fields = {name: first_of(record, *keys) for name, keys in LOOKUPS.items()}
        fields["client_ip"] = _client(record)
        fields["status"] = _status(record)
        fields["surface"] = "router"
        words = asked(
            first_of(record, "gen_ai.input.messages", "gen_ai.prompt"),
            system=first_of(record, "gen_ai.system_instructions"),
            tools=first_of(record, "gen_ai.tool.definitions"),
        )
        fields.update(words.fields())
        fields["response"] = answer_of(first_of(record, "gen_ai.output.messages"))
        return fields


def _client(record: dict[str, Any]) -> Any:
    """Return the first address of X-Forwarded-For, else the peer without its port."""
    forwarded = first_of(record, "x-forwarded-for", "x_forwarded_for")
    if isinstance(forwarded, str):
        return forwarded.split(",")[0].strip()
    peer = first_of(record, "downstream_remote_address", "client.address")
    if isinstance(peer, str) and peer.count(":") == 1:
        return peer.partition(":")[0]
    if isinstance(peer, str) and peer.startswith("["):
        return peer[1:].partition("]")[0]
    return peer


def _status(record: dict[str, Any]) -> str | None:
    code = first_of(record, "response_code", "status")
    # Envoy writes 0 where the client went away before an answer.
    return "error" if str(code) == "0" else fold_status(str(code)) if code is not None else None
