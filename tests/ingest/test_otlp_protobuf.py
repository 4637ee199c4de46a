"""OTLP/protobuf to entries, and how files hold messages."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, LogsData, ResourceLogs, ScopeLogs

from stillwatch.ingest.otlp_protobuf import (
    FOUR_BYTES,
    VARINT,
    WHOLE,
    NotOtlpError,
    framing,
    message_entries,
    messages,
)
from tests.ingest.sample_logs import otlp_document, otlp_message, varint

MESSAGES = [otlp_message(i) for i in range(40)]
FILES = {
    WHOLE: b"".join(MESSAGES),
    VARINT: b"".join(varint(len(m)) + m for m in MESSAGES),
    FOUR_BYTES: b"".join(len(m).to_bytes(4, "big") + m for m in MESSAGES),
}


@pytest.mark.parametrize("how", FILES)
def test_framings_are_told_apart(how: str) -> None:
    assert framing(FILES[how]) == how
    assert framing(FILES[how][:2000]) in (how, None)
    assert list(messages(FILES[how], how)) == MESSAGES


@pytest.mark.parametrize("raw", [b"", b"a", b"a,b\n1,2\n", b'{"a": 1}', b"PAR1" * 30, b"\n" * 90])
def test_other_files_have_no_framing(raw: bytes) -> None:
    assert framing(raw) is None


@pytest.mark.parametrize("how", FILES)
def test_a_file_cut_off_gives_up_whole_messages(how: str) -> None:
    reader = messages(FILES[how][:-5], how)
    for message in MESSAGES[:-1]:
        assert next(reader) == message
    with pytest.raises(NotOtlpError, match="middle of a message"):
        next(reader)


def test_a_span() -> None:
    (entry,) = message_entries(MESSAGES[3])
    assert (entry.kind, entry.name, entry.failed) == ("span", "chat m-1", False)
    assert entry.attributes["gen_ai.usage.output_tokens"] == 6
    assert entry.attributes["gen_ai.response.finish_reasons"] == ["stop"]
    assert entry.end_ns - entry.start_ns == 500_000_000
    assert entry.trace_id.endswith("03")


def test_logs_are_told_from_spans() -> None:
    record = LogRecord(
        time_unix_nano=5,
        event_name="e",
        attributes=[KeyValue(key="a", value=AnyValue(string_value="x"))],
    )
    group = ResourceLogs(scope_logs=[ScopeLogs(log_records=[record])])
    raw = LogsData(resource_logs=[group]).SerializeToString()
    assert framing(raw) == WHOLE
    (entry,) = message_entries(raw)
    assert (entry.kind, entry.name, entry.start_ns, entry.attributes) == ("log", "e", 5, {"a": "x"})


def test_a_message_may_be_packed_or_json() -> None:
    assert message_entries(zstandard.compress(MESSAGES[0])) == message_entries(MESSAGES[0])
    (entry,) = message_entries(zstandard.compress(json.dumps(otlp_document(0)).encode()))
    assert entry.attributes["user.id"] == "u0"


@pytest.mark.parametrize("raw", [b"\x0a\xff", b"{broken", zstandard.compress(b"x" * 90)[:-3]])
def test_damaged_messages_are_told(raw: bytes) -> None:
    with pytest.raises(NotOtlpError):
        message_entries(raw)


@given(st.binary(max_size=80), st.sampled_from([WHOLE, VARINT, FOUR_BYTES]))
def test_no_bytes_raise_anything_else(raw: bytes, how: str) -> None:
    framing(raw)
    taken = 0
    with suppress(NotOtlpError):
        for message in messages(raw, how):
            taken += len(message)
            message_entries(message)
    assert taken <= len(raw)
