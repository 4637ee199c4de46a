"""The result document: closed, reloadable, and strict about what a share or a count is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from stillwatch.model.result import RESULT_SCHEMA, ResultDocument

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC).isoformat()


def document(**campaign: Any) -> dict[str, Any]:
    """Return a document with one campaign, as it would stand in campaigns.json."""
    member = {
        "account_id": "a",
        "membership": 0.9,
        "first_ts": NOW,
        "last_ts": NOW,
        "exchanges": 3,
    }
    harvest = {
        "exchanges": 3,
        "output_tokens": 30,
        "by_capability": {"code": 3},
        "camouflage_share": 0.25,
        "value_low": 0.1,
        "value_high": 0.2,
    }
    whole = {
        "id": "C-1",
        "verdict": "campaign",
        "error_rate": 0.05,
        "coordination": 40.0,
        "extraction": 8.0,
        "techniques": ["farm"],
        "accounts": [member],
        "harvest": harvest,
        "evidence": [
            {"signal": "payment", "statement": "s", "bits": 9.5, "items": [], "request_ids": []}
        ],
        "alternatives": [{"hypothesis": "a class", "bits_against": -2.0}],
        "first_ts": NOW,
        "last_ts": NOW,
        "detectable_from": None,
        "continues": [],
        "shares_pool_with": [],
        **campaign,
    }
    return {
        "schema": RESULT_SCHEMA,
        "window": {"since": None, "until": NOW},
        "input": {"exchanges": 3, "accounts": 1, "rejected": 0, "lake_version": 7},
        "settings_digest": "0" * 64,
        "campaigns": [whole],
        "could_not_tell": [{"signal": "device", "reason": "no device ids", "exchanges": 0}],
    }


def test_a_document_is_read_back_as_it_was_written() -> None:
    read = ResultDocument.model_validate(document())
    text = read.model_dump_json(by_alias=True)
    assert '"schema":"stillwatch.result/1"' in text
    assert ResultDocument.model_validate_json(text) == read


def test_a_document_of_another_schema_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"stillwatch\.result/1"):
        ResultDocument.model_validate({**document(), "schema": "stillwatch.result/2"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "guilty"},
        {"error_rate": 1.5},
        {"error_rate": -0.1},
        {"confidence": 0.9},
        {"first_ts": "yesterday"},
        {"harvest": None},
        {"accounts": [{"account_id": "a"}]},
    ],
    ids=str,
)
def test_what_the_contract_does_not_know_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ResultDocument.model_validate(document(**wrong))


def test_nothing_can_be_left_out() -> None:
    for name in document():
        if name != "schema":  # It has one value only, and so a default.
            with pytest.raises(ValidationError, match=name):
                ResultDocument.model_validate({k: v for k, v in document().items() if k != name})
    for name in document()["campaigns"][0]:
        whole = document()
        del whole["campaigns"][0][name]
        with pytest.raises(ValidationError, match=name):
            ResultDocument.model_validate(whole)


def test_a_document_cannot_be_changed_after_it_was_read() -> None:
    read = ResultDocument.model_validate(document())
    with pytest.raises(ValidationError, match="frozen"):
        read.campaigns[0].verdict = "suspect"  # type: ignore[misc]
