"""Numbers read as a person would say them, at the edges too."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from stillwatch.interfaces.report import formats

AT = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)


def test_counts() -> None:
    assert formats.count(48_210) == "48,210"
    assert formats.plural(1, "account") == "1 account"
    assert formats.plural(2, "entity", "entities") == "2 entities"


@pytest.mark.parametrize(
    ("value", "text"),
    [(999_999, "999,999"), (28.8e6, "28.8 million"), (2e9, "2.0 billion"), (3e12, "3.0 trillion")],
)
def test_large_counts_are_words(value: float, text: str) -> None:
    assert formats.large(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.22, "22 %"), (0.999, "over 99 %"), (1, "100 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_all(share: float, text: str) -> None:
    assert formats.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.1234, "0.123"), (12.345, "12.3"), (1234.5, "1,234"), (math.inf, "unlimited")],
)
def test_measured_values_have_three_digits(value: float, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 0, "0 USD"),
        (0.2, 12.34, "less than 1 to 12 USD"),
        (43.7, 1_651, "44 to 1,650 USD"),
        (2e6, 75e6, "2.0 million to 75.0 million USD"),
    ],
)
def test_a_value_range_is_no_more_exact_than_it_is(low: float, high: float, text: str) -> None:
    assert formats.dollars(low, high) == text


def test_times_are_utc() -> None:
    east = AT.astimezone(timezone(timedelta(hours=5)))
    assert formats.moment(east) == "2026-09-01 23:30"
    assert formats.moment(AT.replace(tzinfo=None)) == "2026-09-01 23:30"
    assert formats.day(east) == "2026-09-01"
    assert formats.moment(None) == "open"


def test_spans() -> None:
    assert formats.span(AT, AT) == "1 hour"
    assert formats.span(AT, AT + timedelta(hours=30)) == "30 hours"
    assert formats.span(AT, AT + timedelta(days=45)) == "45 days"
