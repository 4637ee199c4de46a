"""Bedrock invocation logs and their bodies."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.bedrock import BedrockFormat
from stillwatch.ingest.files import find_sources
from tests.ingest.sample_logs import Record, Taken, bedrock_record, lines_of, take


def read(tmp_path: Path, *records: Record) -> Taken:
    path = tmp_path / "log"
    path.write_bytes(lines_of(list(records)))
    return take(path, log_format=BedrockFormat())


def with_bodies(sent: Any, got: Any) -> Record:
    record = bedrock_record(0)
    record["input"]["inputBodyJson"] = sent
    record["output"]["outputBodyJson"] = got
    return record


def test_every_field_of_a_record(tmp_path: Path) -> None:
    (row,) = read(tmp_path, bedrock_record(1)).rows
    assert row.pop("ts").isoformat() == "2026-03-01T12:01:00+00:00"
    assert json.loads(row.pop("metadata")) == {"region": "eu-central-1"}
    assert {name: value for name, value in row.items() if value is not None} == {
        "request_id": "req-1",
        "account_id": "arn:aws:iam::111122223333:user/u1",
        "org_id": "111122223333",
        "model": "vendor.model-v1:0",
        "surface": "cloud",
        "operation": "chat",
        "stream": False,
        "system_instructions": "be brief",
        "prompt": "name a hill 1",
        "turns": [{"role": "user", "content": "name a hill 1"}],
        "temperature": 0.1,
        "max_tokens": 50,
        "input_tokens": 5,
        "output_tokens": 4,
        "status": "success",
        "finish_reason": "end_turn",
        "duration_ms": 120.0,
        "response": "Hill Z",
    }


BODIES = {
    "messages": (
        {
            "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
            "max_tokens": 9,
        },
        {"content": [{"type": "text", "text": "ja"}], "stop_reason": "max_tokens"},
    ),
    "messages, streamed": (
        {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 9},
        [
            {"type": "message_start", "message": {"usage": {"input_tokens": 1}}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "j"}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "a"}},
            {
                "type": "message_delta",
                "delta": {"stop_reason": "max_tokens"},
                "usage": {"output_tokens": 4},
            },
        ],
    ),
    "chat completions": (
        {"messages": [{"role": "user", "content": "hi"}], "max_completion_tokens": 9},
        {"choices": [{"message": {"content": "ja"}, "finish_reason": "max_tokens"}]},
    ),
    "inputText": (
        {"inputText": "hi", "textGenerationConfig": {"maxTokenCount": 9}},
        {"results": [{"outputText": "ja", "completionReason": "max_tokens"}]},
    ),
    "inferenceConfig": (
        {
            "messages": [{"role": "user", "content": [{"text": "hi"}]}],
            "inferenceConfig": {"max_new_tokens": 9},
        },
        {"output": {"message": {"content": [{"text": "ja"}]}}, "stopReason": "max_tokens"},
    ),
    "prompt": (
        {"prompt": "hi", "max_gen_len": 9},
        {"generation": "ja", "stop_reason": "max_tokens"},
    ),
    "prompt, outputs": (
        {"prompt": "hi", "max_tokens": 9},
        {"outputs": [{"text": "ja", "stop_reason": "max_tokens"}]},
    ),
}


@pytest.mark.parametrize("body", BODIES)
def test_bodies_of_every_family(body: str, tmp_path: Path) -> None:
    (row,) = read(tmp_path, with_bodies(*BODIES[body])).rows
    shown = [row[k] for k in ("prompt", "response", "max_tokens", "finish_reason", "output_tokens")]
    assert shown == ["hi", "ja", 9, "max_tokens", 4]


def test_the_count_is_taken_from_the_body_where_the_record_has_none(tmp_path: Path) -> None:
    record = with_bodies(*BODIES["messages, streamed"])
    del record["output"]["outputTokenCount"]
    assert read(tmp_path, record).rows[0]["output_tokens"] == 4


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", "denied"),
        ("AccessDeniedException", "denied"),
        ("ModelErrorException", "error"),
    ],
)
def test_errors_are_kept_without_output(code: str, status: str, tmp_path: Path) -> None:
    record = {k: v for k, v in bedrock_record(0).items() if k != "output"} | {"errorCode": code}
    (row,) = read(tmp_path, record).rows
    assert (row["status"], row["output_tokens"]) == (status, 0)


def test_a_profile_names_its_model(tmp_path: Path) -> None:
    arn = "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.vendor.model-v1:0"
    assert (
        read(tmp_path, {**bedrock_record(0), "modelId": arn}).rows[0]["model"]
        == "eu.vendor.model-v1:0"
    )


def test_another_record_between_is_rejected(tmp_path: Path) -> None:
    taken = read(tmp_path, bedrock_record(0), {"schemaType": "Other"}, bedrock_record(1))
    assert [r.row for r in taken.rejects] == [2]
    assert len(taken.rows) == 2


def test_the_folder_of_a_bucket_with_large_bodies(tmp_path: Path) -> None:
    base = "AWSLogs/111122223333/BedrockModelInvocationLogs/eu-central-1/2026/03/01/12"
    (tmp_path / base / "data").mkdir(parents=True)
    body = json.dumps({"messages": [{"role": "user", "content": "a very long question"}]})
    (tmp_path / base / "data" / "req-0_input.json.gz").write_bytes(gzip.compress(body.encode()))
    record = bedrock_record(0)
    record["input"] = {
        "inputTokenCount": 5,
        "inputBodyS3Path": f"s3://bucket/prefix/{base}/data/req-0_input.json.gz",
    }
    log = tmp_path / base / "20260301T120000Z_abc.json.gz"
    log.write_bytes(gzip.compress(lines_of([record])))
    (source,) = find_sources([tmp_path])
    assert source.path == log
    assert take(source.path).rows[0]["prompt"] == "a very long question"


@pytest.mark.parametrize(
    "address",
    ["s3://b/../../secret", "s3://b/AWSLogs/../../secret", "secret", "s3://b", "s3://b/x\0", 5],
)
def test_no_address_leads_out_of_the_folder(address: Any, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_text('{"prompt": "stolen"}')
    record = bedrock_record(0)
    record["input"] = {"inputBodyS3Path": address}
    assert read(inner, record).rows[0]["prompt"] is None
