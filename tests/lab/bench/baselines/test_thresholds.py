from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.bench.baselines.thresholds import RULES, Thresholds
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import sent, window

DAY = 86_400.0
ADDRESS, VOLUME, BUILD, HEAVY, CARD = range(len(RULES))


def found(folder: Path, rows: list[dict[str, Any]], *rules: int) -> Found:
    chosen = tuple(RULES[number] for number in rules) or RULES
    with window(folder, rows) as engine:
        return Thresholds(rules=chosen).find(engine)


def accounts(count: int) -> list[str]:
    return [f"a{number:02d}" for number in range(count)]


@pytest.mark.parametrize(
    ("rule", "count", "fields"),
    [
        (ADDRESS, 20, {"client_ip": "198.51.100.1"}),
        (BUILD, 6, {"client_ip": "198.51.100.1", "user_agent": "client/1"}),
        (CARD, 4, {"payment_id": "card"}),
    ],
)
def test_accounts_that_share_are_taken_together_from_the_threshold_on(
    rule: int, count: int, fields: dict[str, Any], tmp_path: Path
) -> None:
    reached = found(tmp_path / "at", [sent(a, **fields) for a in accounts(count)], rule)
    below = found(tmp_path / "below", [sent(a, **fields) for a in accounts(count - 1)], rule)
    groups = reached.named if RULES[rule].decides else reached.suspected
    assert [group.accounts for group in groups] == [tuple(accounts(count))]
    assert list(below.named) == list(below.suspected) == []
    assert set(below.scores.values()) == {(count - 1) / count}


def test_what_another_period_holds_does_not_count(tmp_path: Path) -> None:
    rows = [sent(a, client_ip="198.51.100.1") for a in accounts(19)]
    inside = [*rows, sent("late", 13 * DAY, client_ip="198.51.100.1")]
    outside = [*rows, sent("late", 15 * DAY, client_ip="198.51.100.1")]
    assert len(found(tmp_path / "inside", inside, ADDRESS).named) == 1
    assert len(found(tmp_path / "outside", outside, ADDRESS).named) == 0


def test_only_the_account_above_ten_thousand_requests_is_named(tmp_path: Path) -> None:
    rows = [sent("at", second) for second in range(10_000)]
    rows += [sent("above", second) for second in range(10_001)]
    answer = found(tmp_path, rows, VOLUME)
    assert [group.accounts for group in answer.named] == [("above",)]
    assert answer.scores["above"] == 1.0 > answer.scores["at"]


def test_heavy_use_needs_all_three_within_one_hour(tmp_path: Path) -> None:
    heavy = {"input_tokens": 6_000, "output_tokens": 900}
    rows = [sent("heavy", 60.0 * n, **heavy) for n in range(11)]
    rows += [sent("slow", 3_600.0 * n, **heavy) for n in range(11)]
    rows += [sent("short", 60.0 * n, input_tokens=6_000, output_tokens=90) for n in range(11)]
    assert [group.accounts for group in found(tmp_path, rows, HEAVY).named] == [("heavy",)]


def test_rules_without_their_fields_are_left_out(tmp_path: Path) -> None:
    """Nothing but the account and the time is logged: the rule on requests still runs."""
    answer = found(tmp_path, [sent(a) for a in accounts(30)])
    assert answer.refused is None
    assert answer.scores == dict.fromkeys(accounts(30), 1 / 10_001)


def test_every_account_is_ranked_by_its_worst_rule(tmp_path: Path) -> None:
    rows = [sent(a, client_ip="198.51.100.1", payment_id="card") for a in accounts(3)]
    assert set(found(tmp_path, rows, ADDRESS, CARD).scores.values()) == {3 / 4}


def test_an_empty_window_names_nobody(tmp_path: Path) -> None:
    assert found(tmp_path, []) == Found([], [], {})


def test_every_rule_says_where_it_was_published() -> None:
    detector = Thresholds()
    for rule in RULES:
        assert rule.source in detector.source
        assert f"{rule.name}: within {rule.period}" in detector.setting
