"""OpenTelemetry documents in protobuf to entries, and the ways files hold several of them.

A whole TracesData, LogsData or export request; a run of messages each after its length as a
varint; and the collector's file exporter: four bytes of length, big-endian, then a message
that may be packed with Zstandard or be JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import zstandard
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, LogsData
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData

from stillwatch.ingest.jsonvalues import NotJsonError, parse_json, storable_text
from stillwatch.ingest.otlp_json import STATUS_ERROR, Entry, json_entries
from stillwatch.ingest.streams import HEAD_BYTES, ZSTD_MAGIC

_FIRST_FIELD: Final = 0x0A
_INNER: Final = (0x0A, 0x12, 0x1A)
_FRAME_LIMIT: Final = 256 << 20
_TRACE_ID_BYTES: Final = 16
_DEEPEST: Final = 20
WHOLE: Final = "a whole protobuf message"
VARINT: Final = "protobuf messages with varint lengths"
FOUR_BYTES: Final = "messages with four-byte lengths"


class NotOtlpError(ValueError):
    """Bytes that are no OTLP message."""


def framing(head: bytes) -> str | None:
    """Say how a file that starts with `head` holds its messages, or None."""
    if len(head) < 2:
        return None
    whole = len(head) < HEAD_BYTES
    limit = len(head) if whole else _FRAME_LIMIT
    four = int.from_bytes(head[:4], "big")
    starts = head[4:5] in (b"\x0a", b"{") or head[4:8] == ZSTD_MAGIC
    if starts and 0 < four <= limit - 4:
        return FOUR_BYTES
    if _is_group(head, 0, limit):
        return WHOLE
    length, at = _varint(head, 0)
    if at and 0 < length <= limit - at and _is_group(head, at, at + length):
        return VARINT
    return None


def _is_group(head: bytes, at: int, limit: int) -> bool:
    """Say whether a resource's spans or logs may begin at `at`."""
    if head[at : at + 1] != bytes([_FIRST_FIELD]):
        return False
    length, inside = _varint(head, at + 1)
    end = inside + length
    if not inside or not length or end > limit or head[inside : inside + 1] not in _INNER_BYTES:
        return False
    inner, first = _varint(head, inside + 1)
    if not first or first + inner > end:
        return False
    return end >= min(len(head), limit) or head[end] == _FIRST_FIELD


def messages(raw: bytes, how: str) -> Iterator[bytes]:
    """Yield the messages of a file; raises NotOtlpError after the good ones if it breaks off."""
    at = 0
    while at < len(raw):
        if how == FOUR_BYTES:
            length, start = int.from_bytes(raw[at : at + 4], "big"), at + 4
            first = start
        else:
            first = at
            if how == WHOLE:
                if raw[at] != _FIRST_FIELD:
                    raise NotOtlpError(f"byte {at} begins no resource")
                at += 1
            length, start = _varint(raw, at)
            first = first if how == WHOLE else start
        if start == 0 or start + length > len(raw):
            raise NotOtlpError("the data end in the middle of a message")
        yield raw[first : start + length]
        at = start + length


def message_entries(message: bytes) -> list[Entry]:
    """Return the entries of one message of either signal; raises NotOtlpError."""
    if message[:4] == ZSTD_MAGIC:
        try:
            unpack = zstandard.ZstdDecompressor()
            message = unpack.decompress(message, max_output_size=_FRAME_LIMIT)
        except (zstandard.ZstdError, MemoryError) as fault:
            raise NotOtlpError(f"a message is damaged: {fault}") from None
    if message[:1] == b"{":
        try:
            return list(json_entries(parse_json(message)))
        except NotJsonError as fault:
            raise NotOtlpError(f"not JSON: {fault}") from None
    try:
        # Both signals share their outer shape; a span's id tells them apart.
        found = list(_spans(TracesData.FromString(message)))
        if any(len(entry.trace_id) == 2 * _TRACE_ID_BYTES for entry in found):
            return found
        return list(_logs(LogsData.FromString(message))) or found
    except (DecodeError, UnicodeDecodeError) as fault:
        raise NotOtlpError(f"not protobuf: {fault}") from None


def _spans(data: TracesData) -> Iterator[Entry]:
    for group in data.resource_spans:
        resource = _attributes(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                yield _span(span, resource)


def _span(span: Span, resource: dict[str, Any]) -> Entry:
    return Entry(
        kind="span",
        name=span.name,
        attributes=_attributes(span.attributes),
        resource=resource,
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        failed=span.status.code == STATUS_ERROR,
        events=[(event.name, _attributes(event.attributes)) for event in span.events],
    )


def _logs(data: LogsData) -> Iterator[Entry]:
    for group in data.resource_logs:
        resource = _attributes(group.resource.attributes)
        for scope in group.scope_logs:
            for record in scope.log_records:
                yield _log(record, resource)


def _log(record: LogRecord, resource: dict[str, Any]) -> Entry:
    attributes = _attributes(record.attributes)
    body = _value(record.body)
    return Entry(
        kind="log",
        name=record.event_name or str(attributes.get("event.name") or ""),
        attributes={**(body if isinstance(body, dict) else {}), **attributes},
        resource=resource,
        start_ns=record.time_unix_nano or record.observed_time_unix_nano,
        end_ns=0,
        trace_id=record.trace_id.hex(),
        span_id=record.span_id.hex(),
    )


def _attributes(pairs: Any) -> dict[str, Any]:
    return {storable_text(pair.key): _value(pair.value) for pair in pairs}


def _value(value: AnyValue, depth: int = 0) -> Any:
    which = value.WhichOneof("value")
    if which is None or depth > _DEEPEST:
        return None
    if which == "array_value":
        return [_value(item, depth + 1) for item in value.array_value.values]
    if which == "kvlist_value":
        pairs = value.kvlist_value.values
        return {pair.key: _value(pair.value, depth + 1) for pair in pairs}
    found = getattr(value, which)
    return found.hex() if isinstance(found, bytes) else found


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """Return a varint and where it ends; (0, 0) where there is none."""
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(raw):
            return 0, 0
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    return 0, 0


_INNER_BYTES: Final = tuple(bytes([tag]) for tag in _INNER)
