from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.bench.baselines.key_suspicion import (
    REVIEWED,
    SUSPENDED,
    WEIGHTS,
    KeySuspicion,
)
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import sent, window

TOTAL = sum(WEIGHTS.values())


def found(folder: Path, rows: list[dict[str, Any]]) -> Found:
    with window(folder, rows) as engine:
        return KeySuspicion().find(engine)


def robot(account: str, requests: int, gap: float) -> list[dict[str, Any]]:
    """Return even requests for reasoning in one template, answered at one length."""
    same = {"template_hash": 7, "prefix_hash": 7, "prompt_chars": 400, "output_tokens": 800}
    intent = {"elicits_reasoning": True, "capability": "reasoning"}
    return [sent(account, gap * n, **same, **intent) for n in range(requests)]


def person(account: str) -> list[dict[str, Any]]:
    """Return a dozen different questions at uneven distances."""
    return [
        sent(
            account,
            7.0 * n**2.5,
            template_hash=n,
            prefix_hash=n,
            prompt_chars=40 + 37 * (n % 5),
            output_tokens=50 + 210 * (n % 4),
            elicits_reasoning=False,
            capability="knowledge",
        )
        for n in range(12)
    ]


def test_a_blatant_account_is_suspended_and_a_person_is_not(tmp_path: Path) -> None:
    answer = found(tmp_path, robot("robot", 240, 14.0) + person("person"))
    assert [group.accounts for group in answer.named] == [("robot",)]
    assert answer.suspected == []
    # All points but those for the night: the client's requests fall after noon.
    velocity, phrases = 0.9, 1.0 * (0.4 + 0.6 * 0.9)
    expected = (0.10 * velocity + 0.09 * phrases + 0.05 * 1.0) / TOTAL
    assert answer.scores["robot"] == pytest.approx(expected)
    assert answer.scores["person"] == 0.0


def test_a_slower_one_is_only_reviewed(tmp_path: Path) -> None:
    answer = found(tmp_path, robot("robot", 40, 80.0))
    assert REVIEWED <= answer.scores["robot"] < SUSPENDED
    assert answer.named == []
    assert [group.accounts for group in answer.suspected] == [("robot",)]


def test_a_few_requests_an_hour_escape_it(tmp_path: Path) -> None:
    """What the score cannot see: the same work spread over accounts and hours."""
    rows = [row for n in range(30) for row in robot(f"a{n}", 4, 900.0)]
    answer = found(tmp_path, rows)
    assert list(answer.named) == list(answer.suspected) == []
    assert set(answer.scores) == {f"a{n}" for n in range(30)}
    assert max(answer.scores.values()) == pytest.approx(0.09 * 0.4 * 0.94 / TOTAL)


def test_the_most_suspicious_hour_counts(tmp_path: Path) -> None:
    busy = robot("robot", 240, 14.0)
    quiet = [{**row, "account_id": "robot"} for row in person("person")]
    later = [{**row, "ts": row["ts"].replace(hour=23)} for row in quiet]
    alone, both = found(tmp_path / "alone", busy), found(tmp_path / "both", busy + later)
    assert alone.scores == both.scores


def test_without_prompts_it_refuses(tmp_path: Path) -> None:
    answer = found(tmp_path, [sent("a", n) for n in range(300)])
    assert "no prompts" in (answer.refused or "")
    assert answer.scores == {}
