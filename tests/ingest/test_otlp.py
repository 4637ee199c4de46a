"""Model calls among the spans of a trace export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.otlp import OtlpFormat
from stillwatch.model.errors import InputError
from tests.ingest.sample_logs import (
    START,
    Record,
    Taken,
    any_json,
    lines_of,
    otlp_attributes,
    otlp_document,
    otlp_message,
    source_at,
    take,
    varint,
)


def read(tmp_path: Path, *documents: Record, mapping: Mapping | None = None) -> Taken:
    path = tmp_path / "log"
    path.write_bytes(lines_of(list(documents)))
    return take(path, log_format=OtlpFormat(mapping or Mapping()))


def one(tmp_path: Path, attributes: Record, mapping: Mapping | None = None) -> Record:
    (row,) = read(tmp_path, otlp_document(0, attributes), mapping=mapping).rows
    return row


def test_every_field_of_a_span(tmp_path: Path) -> None:
    row = one(tmp_path, otlp_attributes(1))
    assert row.pop("ts").isoformat() == "2026-03-01T12:00:00+00:00"
    assert {name: value for name, value in row.items() if value is not None} == {
        "request_id": "resp-1",
        "account_id": "u1",
        "model": "m-1",
        "operation": "chat",
        "client_ip": "203.0.113.9",
        "prompt": "name a valley 1",
        "turns": [{"role": "user", "content": "name a valley 1"}],
        "input_tokens": 5,
        "output_tokens": 6,
        "status": "success",
        "finish_reason": "stop",
        "duration_ms": 500.0,
    }


def test_openinference_names(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        {
            "openinference.span.kind": "LLM",
            "llm.model_name": "m",
            "llm.token_count.completion": 4,
            "llm.token_count.prompt": 3,
            "llm.token_count.completion_details.reasoning": 2,
            "user.id": "u",
            "session.id": "s",
        },
    )
    assert [
        row[k] for k in ("model", "output_tokens", "input_tokens", "reasoning_tokens", "session_id")
    ] == ["m", 4, 3, 2, "s"]


def test_older_names(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        {
            "gen_ai.system": "x",
            "gen_ai.request.model": "m",
            "gen_ai.usage.completion_tokens": 4,
            "gen_ai.usage.prompt_tokens": 3,
            "enduser.id": "u",
        },
    )
    assert (row["output_tokens"], row["input_tokens"], row["account_id"]) == (4, 3, "u")
    assert row["request_id"] == f"{1:016x}"


@pytest.mark.parametrize(
    "attributes",
    [
        {"http.route": "/x"},
        {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "f",
            "gen_ai.request.model": "m",
        },
        {"gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m"},
        {"openinference.span.kind": "CHAIN", "llm.model_name": "m"},
    ],
)
def test_other_spans_are_passed_over(attributes: Record, tmp_path: Path) -> None:
    taken = read(tmp_path, otlp_document(0), otlp_document(1, attributes), otlp_document(2))
    assert taken.places == [1, 3]
    assert taken.rejects == []


def test_a_span_without_account_names_the_remedy(tmp_path: Path) -> None:
    attributes = {k: v for k, v in otlp_attributes(0).items() if k != "user.id"} | {"tenant": "t"}
    taken = read(tmp_path, otlp_document(0), otlp_document(1, attributes))
    (reject,) = taken.rejects
    assert reject.row == 2
    assert "fields: {account_id: ATTRIBUTE}" in reject.reason
    assert "tenant" in reject.excerpt
    mapping = Mapping(source="otlp", fields={"account_id": "tenant"})
    assert one(tmp_path, attributes, mapping)["account_id"] == "t"
    constant = Mapping(source="otlp", constants={"account_id": "everybody"})
    assert one(tmp_path, attributes, constant)["account_id"] == "everybody"


def test_a_mapping_wins_over_the_defaults(tmp_path: Path) -> None:
    mapping = Mapping(source="otlp", fields={"account_id": "client.address", "plan": "tier?"})
    assert one(tmp_path, otlp_attributes(0), mapping)["account_id"] == "203.0.113.9"


def test_resource_attributes_stand_in(tmp_path: Path) -> None:
    document = otlp_document(0, {k: v for k, v in otlp_attributes(0).items() if k != "user.id"})
    resource = {"attributes": [{"key": "customer.id", "value": any_json("c1")}]}
    document["resourceSpans"][0]["resource"] = resource
    assert read(tmp_path, document).rows[0]["account_id"] == "c1"


@pytest.mark.parametrize(
    ("code", "error", "status"),
    [
        (2, "timeout", "error"),
        (2, "429", "denied"),
        (0, "500", "error"),
        (0, None, "success"),
        (2, None, "error"),
    ],
)
def test_how_a_call_ended(code: int, error: str | None, status: str, tmp_path: Path) -> None:
    given = {
        k: v
        for k, v in otlp_attributes(0).items()
        if k != "gen_ai.usage.output_tokens" or status == "success"
    }
    document = otlp_document(0, given | ({"error.type": error} if error else {}))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["status"] = {"code": code}
    (row,) = read(tmp_path, document).rows
    assert (row["status"], row["output_tokens"]) == (status, 6 if status == "success" else 0)


def test_the_event_of_details_in_logs(tmp_path: Path) -> None:
    def log(name: str) -> Record:
        return {
            "timeUnixNano": str(START * 10**9),
            "eventName": name,
            "spanId": "00000000000000aa",
            "attributes": [{"key": k, "value": any_json(v)} for k, v in otlp_attributes(1).items()],
        }

    records = [log("gen_ai.client.inference.operation.details"), log("gen_ai.evaluation.result")]
    document = {"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}
    taken = read(tmp_path, document)
    assert taken.places == [1]
    assert taken.rows[0]["prompt"] == "name a valley 1"


@pytest.mark.parametrize("pretty", [None, 1])
def test_a_broken_whole_document_is_one_reject(pretty: int | None, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(json.dumps(otlp_document(0), indent=pretty)[:-30])
    taken = take(path, log_format=OtlpFormat())
    assert taken.rows == []
    assert len(taken.rejects) == 1


def test_a_damaged_message_costs_itself(tmp_path: Path) -> None:
    good = [otlp_message(i) for i in range(3)]
    good[1] = good[1][:20] + b"\xff" * (len(good[1]) - 20)
    path = tmp_path / "log"
    path.write_bytes(b"".join(varint(len(m)) + m for m in good))
    taken = take(path)
    assert taken.places == [1, 3]
    assert [r.row for r in taken.rejects] == [2]


def test_bytes_of_no_framing_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\x01\x02\x03 no protobuf")
    with pytest.raises(InputError, match="neither OTLP JSON nor"):
        take(path, log_format=OtlpFormat())


def test_litellms_placeholder_is_no_account(tmp_path: Path) -> None:
    attributes: dict[str, Any] = {
        **otlp_attributes(0),
        "metadata.user_api_key_user_id": "default_user_id",
        "metadata.user_api_key_hash": "k",
    }
    del attributes["user.id"]
    assert one(tmp_path, attributes)["account_id"] == "k"


def test_what_a_real_proxy_sent(corpora: Path) -> None:
    path = corpora.parent / "captures" / "litellm_otlp_traces.json"
    if not path.is_file():
        pytest.skip("no captures beside the corpora")
    (chunk,) = OtlpFormat().read(source_at(path), after_row=0, chunk_rows=100)
    rows = chunk.columns.to_pylist()
    assert chunk.rejects == []
    assert len(rows) == 3
    assert {(row["model"], row["output_tokens"], row["temperature"]) for row in rows} == {
        ("gpt-4o-mini", 20, 0.3)
    }
    assert {row["client_ip"] for row in rows} == {"203.0.113.7"}
    assert {row["end_user_id"] for row in rows} == {"eu1"}
    assert {row["account_id"] for row in rows} == {"litellm_proxy_master_key"}
