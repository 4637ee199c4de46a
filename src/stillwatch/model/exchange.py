"""The exchange: one request to a model and its answer.

Names follow OpenTelemetry GenAI where it has them, dots written as underscores. Five
fields are required; every other one may be absent, and absence is reported, never read
as innocence or guilt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

TURNS: Final = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the exchange: its Arrow type, whether it must be there, what it means."""

    name: str
    type: pa.DataType
    meaning: str
    required: bool = False
    text: bool = False
    """True where the value is what a person wrote or a model answered: kept apart, see `texts`."""
    identifier: bool = False
    """True where the value points at a person or a customer: can be pseudonymised at ingest."""


FIELDS: Final[tuple[Field, ...]] = (
    Field("ts", pa.timestamp("us", tz="UTC"), "when the request arrived, UTC", required=True),
    Field("request_id", pa.string(), "the provider's id of the request", required=True),
    Field("account_id", pa.string(), "the account that is billed", required=True, identifier=True),
    Field("model", pa.string(), "the model that was asked", required=True),
    Field("output_tokens", pa.int64(), "tokens of the answer, reasoning included", required=True),
    Field("org_id", pa.string(), "the billing or legal entity above accounts", identifier=True),
    Field("key_id", pa.string(), "the API key", identifier=True),
    Field("end_user_id", pa.string(), "the customer's own user, if passed on", identifier=True),
    Field("session_id", pa.string(), "conversation id", identifier=True),
    Field("surface", pa.string(), "api, web, cloud or router"),
    Field("operation", pa.string(), "chat, completion, embedding, ..."),
    Field("client_ip", pa.string(), "address the request came from", identifier=True),
    Field("asn", pa.int64(), "autonomous system number of client_ip"),
    Field("country", pa.string(), "ISO 3166 code of client_ip"),
    Field("user_agent", pa.string(), "client build as it names itself"),
    Field("tls_fingerprint", pa.string(), "JA3, JA4 or similar"),
    Field("device_id", pa.string(), "device fingerprint", identifier=True),
    Field("payment_id", pa.string(), "fingerprint of the means of payment", identifier=True),
    Field("email_domain", pa.string(), "mail domain of the account"),
    Field("signup_ts", pa.timestamp("us", tz="UTC"), "when the account was created, UTC"),
    Field("signup_ip", pa.string(), "address it was created from", identifier=True),
    Field("plan", pa.string(), "what the account pays for"),
    Field("system_instructions", pa.string(), "the system prompt", text=True),
    Field("prompt", pa.string(), "the last user turn", text=True),
    Field("turns", TURNS, "all turns sent, oldest first, the last user turn included", text=True),
    Field("tools", pa.list_(pa.string()), "tool definitions, each as JSON or a name", text=True),
    Field("temperature", pa.float64(), "sampling temperature asked for"),
    Field("max_tokens", pa.int64(), "output limit asked for"),
    Field("choice_count", pa.int64(), "answers asked for"),
    Field("stream", pa.bool_(), "whether the answer was streamed"),
    Field("input_tokens", pa.int64(), "tokens of the request"),
    Field("cache_read_tokens", pa.int64(), "input tokens served from a prompt cache"),
    Field("reasoning_tokens", pa.int64(), "output tokens spent on reasoning"),
    Field("status", pa.string(), "success, error or denied"),
    Field("finish_reason", pa.string(), "stop, length, tool_calls, content_filter, ..."),
    Field("duration_ms", pa.float64(), "from request to last token, milliseconds"),
    Field("response", pa.string(), "the answer", text=True),
    Field(
        "reasoning_artifacts",
        pa.list_(pa.string()),
        "opaque reasoning ids or signatures the client sent back",
        identifier=True,
    ),
    Field("metadata", pa.string(), "anything else, as one JSON object"),
)

FIELD: Final[dict[str, Field]] = {field.name: field for field in FIELDS}
REQUIRED: Final[tuple[str, ...]] = tuple(f.name for f in FIELDS if f.required)
TEXT_FIELDS: Final[tuple[str, ...]] = tuple(f.name for f in FIELDS if f.text)

EXCHANGE_SCHEMA: Final[pa.Schema] = pa.schema(
    [pa.field(f.name, f.type, nullable=not f.required) for f in FIELDS]
)
"""What every ingest format delivers, before sketching; column order as in FIELDS."""
