"""Small logs of every format, written by the tests themselves, and how to read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, TracesData

from stillwatch.ingest.formats import choose
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.normalise import Normalised, normalise
from stillwatch.ingest.source import LogFormat, Source
from stillwatch.model.reject import Reject

NOW = datetime(2026, 11, 1, tzinfo=UTC)
START = 1_772_366_400
"""2026-03-01T12:00:00Z in seconds since 1970."""

Record = dict[str, Any]


def source_at(path: Path) -> Source:
    return Source(path=path, name=str(path), size=path.stat().st_size)


@dataclass
class Taken:
    """Everything that reading and normalising one file gave."""

    rows: list[Record]
    places: list[int]
    rejects: list[Reject]
    notes: dict[str, int]
    format: str


def tidy(parts: list[tuple[Normalised, list[Reject]]], name: str) -> Taken:
    taken = Taken([], [], [], {}, name)
    for part, rejects in parts:
        part.batch.validate(full=True)
        taken.rows += part.batch.to_pylist()
        taken.places += part.rows.to_pylist()
        taken.rejects += [*rejects, *part.rejects]
        for field, count in part.notes.items():
            taken.notes[field] = taken.notes.get(field, 0) + count
    return taken


def take(
    path: Path,
    *,
    mapping: Mapping = NO_MAPPING,
    log_format: LogFormat | None = None,
    after_row: int = 0,
    chunk_rows: int = 1000,
) -> Taken:
    """Read and normalise a whole file, as ingest does."""
    source = source_at(path)
    chosen = log_format or choose(source, mapping=mapping)[0]
    parts = []
    for chunk in chosen.read(source, after_row=after_row, chunk_rows=chunk_rows):
        done = normalise(
            chunk,
            source=source.name,
            timezone=mapping.timezone,
            time_unit=mapping.time_unit,
            now=NOW,
        )
        assert len(chunk.rows) == done.batch.num_rows + len(done.rejects)
        parts.append((done, chunk.rejects))
    return tidy(parts, chosen.name)


def table_record(i: int) -> Record:
    return {
        "ts": f"2026-03-01T12:{i % 60:02}:00Z",
        "request_id": f"r{i}",
        "account_id": f"acct-{i % 3}",
        "model": "m-1",
        "output_tokens": 10 + i,
        "prompt": f"write a haiku about pond number {i}",
    }


def litellm_record(i: int) -> Record:
    return {
        "id": f"chatcmpl-{i}",
        "litellm_call_id": f"call-{i}",
        "call_type": "acompletion",
        "status": "success",
        "startTime": START + i + 0.25,
        "endTime": START + i + 1.75,
        "custom_llm_provider": "openai",
        "model": "openai/gpt-x",
        "prompt_tokens": 7,
        "completion_tokens": 11,
        "end_user": "eu",
        "requester_ip_address": "203.0.113.9",
        "model_parameters": {"temperature": 0.5, "max_tokens": 99, "stream": True, "n": 2},
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": f"name a river {i}"},
        ],
        "response": {
            "choices": [{"finish_reason": "stop", "message": {"content": "the Mur"}}],
            "usage": {
                "completion_tokens_details": {"reasoning_tokens": 3},
                "prompt_tokens_details": {"cached_tokens": 5},
            },
        },
        "metadata": {
            "user_api_key_hash": "k-hash",
            "user_api_key_user_id": f"u{i % 2}",
            "user_api_key_team_id": "team-1",
            "user_agent": "pytest/1",
        },
    }


def spend_record(i: int) -> Record:
    return {
        "request_id": f"chatcmpl-{i}",
        "call_type": "acompletion",
        "api_key": "k-hash",
        "startTime": f"2026-03-01 12:{i % 60:02}:00",
        "endTime": f"2026-03-01 12:{i % 60:02}:02",
        "model": "gpt-x",
        "prompt_tokens": 7,
        "completion_tokens": 11,
        "user": f"u{i % 2}",
        "team_id": "team-1",
        "status": "success",
        "messages": json.dumps([{"role": "user", "content": f"name a lake {i}"}]),
        "response": json.dumps({"choices": [{"message": {"content": "Lake Y"}}]}),
        "metadata": "{}",
    }


def bedrock_record(i: int) -> Record:
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": f"2026-03-01T12:{i % 60:02}:00Z",
        "accountId": "111122223333",
        "identity": {"arn": f"arn:aws:iam::111122223333:user/u{i % 2}"},
        "region": "eu-central-1",
        "requestId": f"req-{i}",
        "operation": "Converse",
        "modelId": "vendor.model-v1:0",
        "input": {
            "inputBodyJson": {
                "system": [{"text": "be brief"}],
                "messages": [{"role": "user", "content": [{"text": f"name a hill {i}"}]}],
                "inferenceConfig": {"maxTokens": 50, "temperature": 0.1},
            },
            "inputTokenCount": 5,
        },
        "output": {
            "outputBodyJson": {
                "output": {"message": {"role": "assistant", "content": [{"text": "Hill Z"}]}},
                "stopReason": "end_turn",
                "metrics": {"latencyMs": 120},
            },
            "outputTokenCount": 4,
        },
    }


def envoy_record(i: int) -> Record:
    return {
        "start_time": f"2026-03-01T12:{i % 60:02}:00.000Z",
        "x-request-id": f"x-{i}",
        "x-user-id": f"u{i % 2}",
        "x-forwarded-for": "198.51.100.7, 10.0.0.1",
        "user-agent": "pytest/1",
        "gen_ai.request.model": "m-1",
        "gen_ai.provider.name": "openai",
        "gen_ai.usage.input_tokens": "5",
        "gen_ai.usage.output_tokens": "6",
        "gen_ai.usage.reasoning_tokens": "-",
        "session.id": "s-1",
        "response_code": 200,
        "duration": 321,
    }


def otlp_attributes(i: int) -> Record:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "m-1",
        "gen_ai.response.id": f"resp-{i}",
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 6,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.input.messages": json.dumps(
            [{"role": "user", "parts": [{"type": "text", "content": f"name a valley {i}"}]}]
        ),
        "user.id": f"u{i % 2}",
        "client.address": "203.0.113.9",
    }


def any_json(value: Any) -> Record:
    if isinstance(value, list):
        return {"arrayValue": {"values": [any_json(item) for item in value]}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}


def otlp_document(i: int, attributes: Record | None = None) -> Record:
    given = otlp_attributes(i) if attributes is None else attributes
    span = {
        "traceId": f"{i + 1:032x}",
        "spanId": f"{i + 1:016x}",
        "name": "chat m-1",
        "kind": "SPAN_KIND_CLIENT",
        "startTimeUnixNano": str((START + i) * 10**9),
        "endTimeUnixNano": str((START + i) * 10**9 + 5 * 10**8),
        "attributes": [{"key": k, "value": any_json(v)} for k, v in given.items()],
        "status": {},
    }
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": [span]}]}]}


def otlp_message(i: int) -> bytes:
    def value(given: Any) -> AnyValue:
        if isinstance(given, list):
            made = AnyValue()
            made.array_value.values.extend(value(item) for item in given)
            return made
        key = "int_value" if isinstance(given, int) else "string_value"
        return AnyValue(**{key: given})

    span = Span(
        trace_id=bytes([1] * 15 + [i % 256]),
        span_id=bytes([2] * 7 + [i % 256]),
        name="chat m-1",
        start_time_unix_nano=(START + i) * 10**9,
        end_time_unix_nano=(START + i) * 10**9 + 5 * 10**8,
        attributes=[KeyValue(key=k, value=value(v)) for k, v in otlp_attributes(i).items()],
    )
    group = ResourceSpans(scope_spans=[ScopeSpans(spans=[span])])
    raw: bytes = TracesData(resource_spans=[group]).SerializeToString()
    return raw


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def lines_of(records: list[Record]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def csv_of(records: list[Record]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def parquet_of(records: list[Record]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records), out, row_group_size=3)
    return out.getvalue()


def _lines(make: Callable[[int], Record]) -> Callable[[int], bytes]:
    return lambda n: lines_of([make(i) for i in range(n)])


SAMPLES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "table-jsonl": ("table", _lines(table_record)),
    "table-json-array": (
        "table",
        lambda n: json.dumps([table_record(i) for i in range(n)], indent=1).encode(),
    ),
    "table-csv": ("table", lambda n: csv_of([table_record(i) for i in range(n)])),
    "table-parquet": ("table", lambda n: parquet_of([table_record(i) for i in range(n)])),
    "litellm-ndjson": ("litellm", _lines(litellm_record)),
    "litellm-array": (
        "litellm",
        lambda n: json.dumps([litellm_record(i) for i in range(n)]).encode(),
    ),
    "spend-csv": ("litellm", lambda n: csv_of([spend_record(i) for i in range(n)])),
    "spend-jsonl": ("litellm", _lines(spend_record)),
    "spend-parquet": ("litellm", lambda n: parquet_of([spend_record(i) for i in range(n)])),
    "bedrock": ("bedrock", _lines(bedrock_record)),
    "envoy": ("envoy", _lines(envoy_record)),
    "otlp-lines": ("otlp", _lines(otlp_document)),
    "otlp-whole": (
        "otlp",
        lambda n: json.dumps(
            {"resourceSpans": [otlp_document(i)["resourceSpans"][0] for i in range(n)]}, indent=1
        ).encode(),
    ),
    "otlp-protobuf": ("otlp", lambda n: b"".join(otlp_message(i) for i in range(n))),
    "otlp-varint": (
        "otlp",
        lambda n: b"".join(varint(len(m)) + m for m in map(otlp_message, range(n))),
    ),
    "otlp-four-bytes": (
        "otlp",
        lambda n: b"".join(len(m).to_bytes(4, "big") + m for m in map(otlp_message, range(n))),
    ),
}
