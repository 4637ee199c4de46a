"""OTLP/JSON to entries."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from stillwatch.ingest.otlp_json import json_entries


def span(**fields: Any) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": [fields]}]}]}


@pytest.mark.parametrize(
    "written",
    [
        "0af7651916cd43dd8448eb211c80319c",
        "0AF7651916CD43DD8448EB211C80319C",
        base64.b64encode(bytes.fromhex("0af7651916cd43dd8448eb211c80319c")).decode(),
    ],
)
def test_ids_in_hex_or_base64(written: str) -> None:
    (entry,) = json_entries(span(traceId=written))
    assert entry.trace_id == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("code", "failed"),
    [
        (2, True),
        ("STATUS_CODE_ERROR", True),
        ("2", True),
        (1, False),
        ("STATUS_CODE_OK", False),
        (None, False),
    ],
)
def test_enums_as_names_or_numbers(code: Any, failed: bool) -> None:
    (entry,) = json_entries(span(status={"code": code}))
    assert entry.failed is failed


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ({"stringValue": "s"}, "s"),
        ({"intValue": "9007199254740993"}, 9007199254740993),
        ({"intValue": 5}, 5),
        ({"doubleValue": 0.5}, 0.5),
        ({"boolValue": False}, False),
        ({"arrayValue": {"values": [{"intValue": "1"}, {"stringValue": "x"}]}}, [1, "x"]),
        ({"arrayValue": {}}, []),
        ({"kvlistValue": {"values": [{"key": "k", "value": {"intValue": "1"}}]}}, {"k": 1}),
        ({}, None),
        (None, None),
    ],
)
def test_values(written: Any, value: Any) -> None:
    (entry,) = json_entries(span(attributes=[{"key": "a", "value": written}]))
    assert entry.attributes == {"a": value}


def test_both_spellings_of_names() -> None:
    snake = {
        "resource_spans": [
            {"scope_spans": [{"spans": [{"start_time_unix_nano": "5", "trace_id": "ab"}]}]}
        ]
    }
    (entry,) = json_entries(snake)
    assert entry.start_ns == 5


def test_log_records_join_body_and_attributes() -> None:
    record = {
        "timeUnixNano": "7",
        "eventName": "e",
        "body": {"kvlistValue": {"values": [{"key": "b", "value": {"intValue": "1"}}]}},
        "attributes": [{"key": "a", "value": {"intValue": "2"}}],
    }
    resource = {"attributes": [{"key": "r", "value": {"stringValue": "x"}}]}
    document = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]}
    (entry,) = json_entries(document)
    assert (entry.kind, entry.name, entry.start_ns) == ("log", "e", 7)
    assert entry.attributes == {"a": 2, "b": 1}
    assert entry.resource == {"r": "x"}


@pytest.mark.parametrize(
    "document", [{}, [], None, {"resourceSpans": 5}, {"resourceSpans": [5, {"scopeSpans": ["x"]}]}]
)
def test_documents_without_entries(document: Any) -> None:
    assert list(json_entries(document)) == []
