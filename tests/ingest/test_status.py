"""How a request ended."""

from __future__ import annotations

import pytest

from stillwatch.ingest.status import fold_status, status_of_code


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("200", "success"),
        ("204.0", "success"),
        ("302", "success"),
        ("OK", "success"),
        ("STATUS_CODE_OK", "success"),
        ("400", "error"),
        ("503", "error"),
        ("Failure", "error"),
        ("timed out", "error"),
        ("401", "denied"),
        ("429", "denied"),
        ("Too Many Requests", "denied"),
        ("guardrail-intervened", "denied"),
        ("pending", None),
        ("0", None),
        ("999", None),
    ],
)
def test_fold(word: str, folded: str | None) -> None:
    assert fold_status(word) == folded


def test_every_http_code_has_an_outcome() -> None:
    assert {status_of_code(code) for code in range(200, 600)} == {"success", "error", "denied"}
    assert status_of_code(150) is None
