"""OpenTelemetry documents in JSON to entries: spans and log records with plain attributes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from stillwatch.ingest.jsonvalues import as_dict, as_list

_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_DEEPEST: Final = 20
STATUS_ERROR: Final = 2


@dataclass(slots=True)
class Entry:
    """One span or log record; `resource` holds the attributes of who sent it."""

    kind: str
    """`span` or `log`."""
    name: str
    attributes: dict[str, Any]
    resource: dict[str, Any]
    start_ns: int
    end_ns: int
    trace_id: str = ""
    span_id: str = ""
    failed: bool = False
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def json_entries(document: Any) -> Iterator[Entry]:
    """Yield the entries of one JSON document; ids in hex or base64, enums either way."""
    top = as_dict(document)
    for group in as_list(_either(top, "resourceSpans", "resource_spans")):
        group = as_dict(group)
        resource = _json_attributes(as_dict(group.get("resource")).get("attributes"))
        scopes = _either(group, "scopeSpans", "scope_spans") or _either(
            group, "instrumentationLibrarySpans", ""
        )
        for scope in as_list(scopes):
            for span in as_list(as_dict(scope).get("spans")):
                yield _json_span(as_dict(span), resource)
    for group in as_list(_either(top, "resourceLogs", "resource_logs")):
        group = as_dict(group)
        resource = _json_attributes(as_dict(group.get("resource")).get("attributes"))
        for scope in as_list(_either(group, "scopeLogs", "scope_logs")):
            for record in as_list(_either(as_dict(scope), "logRecords", "log_records")):
                yield _json_log(as_dict(record), resource)


def _json_span(span: dict[str, Any], resource: dict[str, Any]) -> Entry:
    code = as_dict(span.get("status")).get("code")
    return Entry(
        kind="span",
        name=str(span.get("name") or ""),
        attributes=_json_attributes(span.get("attributes")),
        resource=resource,
        start_ns=_whole(_either(span, "startTimeUnixNano", "start_time_unix_nano")),
        end_ns=_whole(_either(span, "endTimeUnixNano", "end_time_unix_nano")),
        trace_id=_hex_id(_either(span, "traceId", "trace_id")),
        span_id=_hex_id(_either(span, "spanId", "span_id")),
        failed=code in (STATUS_ERROR, "2", "STATUS_CODE_ERROR"),
        events=[
            (str(e.get("name") or ""), _json_attributes(e.get("attributes")))
            for e in map(as_dict, as_list(span.get("events")))
        ],
    )


def _json_log(record: dict[str, Any], resource: dict[str, Any]) -> Entry:
    attributes = _json_attributes(record.get("attributes"))
    body = _json_value(record.get("body"))
    at = _whole(_either(record, "timeUnixNano", "time_unix_nano")) or _whole(
        _either(record, "observedTimeUnixNano", "observed_time_unix_nano")
    )
    return Entry(
        kind="log",
        name=str(_either(record, "eventName", "event_name") or attributes.get("event.name") or ""),
        attributes={**(body if isinstance(body, dict) else {}), **attributes},
        resource=resource,
        start_ns=at,
        end_ns=0,
        trace_id=_hex_id(_either(record, "traceId", "trace_id")),
        span_id=_hex_id(_either(record, "spanId", "span_id")),
    )


def _json_attributes(attributes: Any) -> dict[str, Any]:
    if isinstance(attributes, dict):
        return attributes
    pairs = (as_dict(pair) for pair in as_list(attributes))
    return {str(pair.get("key")): _json_value(pair.get("value")) for pair in pairs}


def _json_value(value: Any, depth: int = 0) -> Any:
    """Return the Python value of an AnyValue in JSON; int64 may be written as a string."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return value if not isinstance(value, dict) else None
    for name in ("stringValue", "boolValue", "doubleValue", "bytesValue"):
        if name in value:
            return value[name]
    if "intValue" in value:
        return _whole(value["intValue"], value["intValue"])
    if "arrayValue" in value:
        items = as_list(as_dict(value["arrayValue"]).get("values"))
        return [_json_value(item, depth + 1) for item in items]
    if "kvlistValue" in value:
        pairs = map(as_dict, as_list(as_dict(value["kvlistValue"]).get("values")))
        return {str(p.get("key")): _json_value(p.get("value"), depth + 1) for p in pairs}
    return None


def _either(record: dict[str, Any], one: str, other: str) -> Any:
    return record[one] if one in record else record.get(other)


def _whole(value: Any, otherwise: Any = 0) -> Any:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise


def _hex_id(value: Any) -> str:
    """Return a trace or span id as hex; OTLP/JSON says hex, protobuf's own JSON says base64."""
    if not isinstance(value, str) or not value:
        return ""
    if len(value) in (16, 32) and _HEX.fullmatch(value):
        return value.lower()
    try:
        return base64.b64decode(value, validate=True).hex()
    except (binascii.Error, ValueError):
        return value
