"""LiteLLM's callback records and SpendLogs rows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.litellm import LiteLLMFormat
from tests.ingest.sample_logs import (
    Record,
    Taken,
    lines_of,
    litellm_record,
    source_at,
    spend_record,
    take,
)


def read(tmp_path: Path, *records: Record) -> Taken:
    path = tmp_path / "log"
    path.write_bytes(lines_of(list(records)))
    return take(path, log_format=LiteLLMFormat())


def one(tmp_path: Path, record: Record) -> Record:
    (row,) = read(tmp_path, record).rows
    return row


def test_every_field_of_a_callback_record(tmp_path: Path) -> None:
    row = one(tmp_path, litellm_record(1))
    assert row.pop("ts").isoformat() == "2026-03-01T12:00:01.250000+00:00"
    assert json.loads(row.pop("metadata")) == {"custom_llm_provider": "openai"}
    assert {name: value for name, value in row.items() if value is not None} == {
        "request_id": "chatcmpl-1",
        "account_id": "u1",
        "org_id": "team-1",
        "key_id": "k-hash",
        "end_user_id": "eu",
        "model": "gpt-x",
        "operation": "chat",
        "surface": "router",
        "client_ip": "203.0.113.9",
        "user_agent": "pytest/1",
        "system_instructions": "be brief",
        "prompt": "name a river 1",
        "turns": [{"role": "user", "content": "name a river 1"}],
        "temperature": 0.5,
        "max_tokens": 99,
        "choice_count": 2,
        "stream": True,
        "input_tokens": 7,
        "output_tokens": 11,
        "cache_read_tokens": 5,
        "reasoning_tokens": 3,
        "status": "success",
        "finish_reason": "stop",
        "duration_ms": 1500.0,
        "response": "the Mur",
    }


def test_every_field_of_a_spend_row(tmp_path: Path) -> None:
    row = one(tmp_path, spend_record(1))
    assert row["ts"].isoformat() == "2026-03-01T12:01:00+00:00"
    assert (row["account_id"], row["org_id"], row["key_id"]) == ("u1", "team-1", "k-hash")
    assert (row["prompt"], row["response"]) == ("name a lake 1", "Lake Y")
    assert (row["input_tokens"], row["output_tokens"], row["duration_ms"]) == (7, 11, 2000.0)


@pytest.mark.parametrize(
    ("absent", "account", "org"),
    [
        ([], "u0", "org-1"),
        (["user_api_key_user_id"], "team-1", "org-1"),
        (["user_api_key_user_id", "user_api_key_team_id"], "org-1", "org-1"),
        (["user_api_key_user_id", "user_api_key_team_id", "user_api_key_org_id"], "k-hash", None),
        (["user_api_key_org_id"], "u0", "team-1"),
    ],
)
def test_the_order_of_who_is_billed(
    absent: list[str], account: str, org: str | None, tmp_path: Path
) -> None:
    record = litellm_record(0)
    record["metadata"]["user_api_key_org_id"] = "org-1"
    for name in absent:
        record["metadata"][name] = None if len(name) % 2 else ""
    row = one(tmp_path, record)
    assert (row["account_id"], row["org_id"]) == (account, org)


def test_the_proxys_placeholder_is_no_account(tmp_path: Path) -> None:
    record = litellm_record(0)
    record["metadata"] |= {"user_api_key_user_id": "default_user_id", "user_api_key_team_id": None}
    assert one(tmp_path, record)["account_id"] == "k-hash"


def test_a_record_without_anybody_is_rejected(tmp_path: Path) -> None:
    record = {**litellm_record(0), "metadata": {}}
    assert "account_id: missing" in read(tmp_path, record).rejects[0].reason


def failed(**error: Any) -> Record:
    record = litellm_record(0)
    guardrail = error.pop("guardrail", "not_run")
    return record | {
        "status": "failure",
        "completion_tokens": 0,
        "response": {},
        "status_fields": {"guardrail_status": guardrail},
        "error_information": {"llm_provider": "", **error},
    }


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (failed(guardrail="guardrail_intervened", error_code="400"), "denied"),
        (failed(error_class="GuardrailRaisedException", error_code="400"), "denied"),
        (failed(error_message="400: {'guardrail_name': 'g1'}", error_code="400"), "denied"),
        (failed(error_class="HTTPException", error_code="429"), "denied"),
        (failed(error_class="HTTPException", error_code="403"), "denied"),
        (failed(error_code="429", llm_provider="openai"), "error"),
        (failed(error_code="500"), "error"),
        (litellm_record(0), "success"),
        ({**litellm_record(0), "status": None}, "success"),
    ],
)
def test_how_a_call_ended(record: Record, status: str, tmp_path: Path) -> None:
    assert one(tmp_path, record)["status"] == status


def test_redacted_texts_are_no_texts(tmp_path: Path) -> None:
    record = litellm_record(0)
    record["messages"] = [{"role": "user", "content": "redacted-by-litellm"}]
    record["response"]["choices"][0]["message"]["content"] = "redacted-by-litellm"
    row = one(tmp_path, record)
    assert (row["prompt"], row["turns"], row["response"]) == (None, None, None)
    assert row["output_tokens"] == 11


def test_the_request_is_found_in_the_proxys_copy(tmp_path: Path) -> None:
    record = spend_record(0)
    body = {"messages": [{"role": "user", "content": "hi"}], "tools": [{"name": "f"}], "n": 3}
    record |= {"messages": "{}", "proxy_server_request": json.dumps(body)}
    row = one(tmp_path, record)
    assert (row["prompt"], row["tools"], row["choice_count"]) == ("hi", ['{"name":"f"}'], 3)


def test_a_delivery_may_be_an_array(tmp_path: Path) -> None:
    path = tmp_path / "log"
    batches = [[litellm_record(i) for i in range(k, k + 3)] for k in (0, 3)]
    path.write_text("\n".join(json.dumps(batch) for batch in batches))
    taken = take(path)
    assert taken.format == "litellm"
    assert [row["request_id"] for row in taken.rows] == [f"chatcmpl-{i}" for i in range(6)]


def test_a_long_first_record_is_recognised(tmp_path: Path) -> None:
    record = litellm_record(0)
    first = {k: record[k] for k in ("id", "litellm_call_id", "call_type")}
    long = {**first, "messages": [{"role": "user", "content": "x" * 200_000}], **record}
    path = tmp_path / "log"
    path.write_bytes(lines_of([long]))
    head = path.read_bytes()[: 64 * 1024]
    assert LiteLLMFormat().recognise(head, source_at(path))


def test_what_a_real_proxy_sent(corpora: Path) -> None:
    path = corpora.parent / "captures" / "litellm_1.106.2_callback.ndjson"
    if not path.is_file():
        pytest.skip("no captures beside the corpora")
    source = source_at(path)
    assert LiteLLMFormat().recognise(path.read_bytes()[: 64 * 1024], source)
    (chunk,) = LiteLLMFormat().read(source, after_row=0, chunk_rows=100)
    rows = chunk.columns.to_pylist()
    assert chunk.rejects == []
    assert Counter(row["status"] for row in rows) == {"success": 1, "denied": 5}
    assert rows[0]["prompt"] == "ok"
    assert rows[0]["response"] == "hello world"
    assert rows[0]["client_ip"] == "203.0.113.7"
    assert rows[0]["finish_reason"] == "stop"
    assert {row["account_id"] for row in rows} == {"litellm_proxy_master_key"}
    assert rows[5]["max_tokens"] == 20
