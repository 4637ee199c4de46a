"""Numbers and times as a person reads them; shared by the page and the text faces."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final

_LARGE: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def count(value: float) -> str:
    """Return 48210 as 48,210."""
    return f"{value:,.0f}"


def large(value: float) -> str:
    """Return a count in words from a million on: 12.3 million."""
    for size, word in _LARGE:
        if value >= size:
            return f"{value / size:,.1f} {word}"
    return count(value)


def plural(value: int, noun: str, nouns: str = "") -> str:
    """Return "1 account", "571 accounts"."""
    return f"{value:,} {noun if value == 1 else nouns or noun + 's'}"


def percent(share: float) -> str:
    """Return a share of 0..1 in whole percent, never rounding something to nothing or to all."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def number(value: float) -> str:
    """Return a measured value with three significant digits."""
    if not math.isfinite(value):
        return "unlimited" if value > 0 else "none"
    if value == 0 or 1e-3 <= abs(value) < 1:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def dollars(low: float, high: float) -> str:
    """Return a value range in US dollars."""
    low_text, high_text = _dollar(low), _dollar(high)
    if low_text == high_text:
        return low_text
    return f"{low_text.removesuffix(' USD')} to {high_text}"


def _dollar(value: float) -> str:
    if 0 < value < 1:
        return "less than 1 USD"
    return f"{large(value) if value >= 1e6 else count(float(f'{value:.3g}'))} USD"


def moment(value: datetime | None) -> str:
    """Return a time to the minute in UTC; "open" where there is none."""
    return "open" if value is None else _utc(value).strftime("%Y-%m-%d %H:%M")


def day(value: datetime) -> str:
    """Return the UTC day."""
    return _utc(value).strftime("%Y-%m-%d")


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def span(first: datetime, last: datetime) -> str:
    """Return how long something lasted, in days from two on and else in hours."""
    hours = (_utc(last) - _utc(first)).total_seconds() / 3600
    if hours >= 48:
        return plural(round(hours / 24), "day")
    return plural(max(1, round(hours)), "hour")
