"""Envoy AI Gateway access logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.ingest.envoy import EnvoyFormat
from stillwatch.ingest.mapping import Mapping
from tests.ingest.sample_logs import Record, Taken, envoy_record, lines_of, take


def read(tmp_path: Path, *records: Record, mapping: Mapping | None = None) -> Taken:
    path = tmp_path / "log"
    path.write_bytes(lines_of(list(records)))
    return take(path, log_format=EnvoyFormat(mapping or Mapping()))


def test_every_field_of_a_line(tmp_path: Path) -> None:
    (row,) = read(tmp_path, envoy_record(1)).rows
    assert row.pop("ts").isoformat() == "2026-03-01T12:01:00+00:00"
    assert {name: value for name, value in row.items() if value is not None} == {
        "request_id": "x-1",
        "account_id": "u1",
        "model": "m-1",
        "session_id": "s-1",
        "surface": "router",
        "client_ip": "198.51.100.7",
        "user_agent": "pytest/1",
        "input_tokens": 5,
        "output_tokens": 6,
        "status": "success",
        "duration_ms": 321.0,
    }


def test_lines_that_called_no_model_are_passed_over(tmp_path: Path) -> None:
    health = {k: "-" if k.startswith("gen_ai.") else v for k, v in envoy_record(1).items()}
    taken = read(tmp_path, envoy_record(0), health, envoy_record(2))
    assert taken.places == [1, 3]
    assert taken.rejects == []


@pytest.mark.parametrize(
    ("code", "status"), [(200, "success"), (429, "denied"), ("503", "error"), (0, "error")]
)
def test_response_codes(code: int | str, status: str, tmp_path: Path) -> None:
    record = {**envoy_record(0), "response_code": code, "gen_ai.usage.output_tokens": "-"}
    taken = read(tmp_path, record)
    if status == "success":
        assert "output_tokens: missing" in taken.rejects[0].reason
    else:
        assert (taken.rows[0]["status"], taken.rows[0]["output_tokens"]) == (status, 0)


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_peer_stands_in_for_a_missing_header(peer: str, address: str, tmp_path: Path) -> None:
    record = {**envoy_record(0), "x-forwarded-for": "-", "downstream_remote_address": peer}
    assert read(tmp_path, record).rows[0]["client_ip"] == address


def test_the_operators_own_key_names_the_account(tmp_path: Path) -> None:
    record = {k: v for k, v in envoy_record(0).items() if k != "x-user-id"} | {"x-customer": "c9"}
    assert "account_id: missing" in read(tmp_path, record).rejects[0].reason
    mapping = Mapping(source="envoy", fields={"account_id": "x-customer"})
    assert read(tmp_path, record, mapping=mapping).rows[0]["account_id"] == "c9"
