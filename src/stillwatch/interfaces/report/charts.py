"""The geometry of the page's plots, in SVG user units; the templates only draw it.

Nothing here is markup: texts travel as values and are escaped where they are drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from stillwatch.interfaces.report.formats import count, percent, plural
from stillwatch.model.report import Comparison, Day, HourProfile

WIDTH: Final = 960.0
_LEFT: Final = 62.0
_RIGHT: Final = 12.0
_MOST_BARS: Final = 140


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `title` is what a reader is told when pointing at it."""

    x: float
    y: float
    width: float
    height: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place on an axis, or a point."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Exchanges by day above, accounts below, on one time axis."""

    height: float
    base: float
    base_accounts: float
    all_bars: list[Bar]
    harvest_bars: list[Bar]
    new_bars: list[Bar]
    active_line: str
    days: list[Mark]
    exchanges: list[Mark]
    accounts: list[Mark]
    detectable: Mark | None
    per: str
    summary: str


def ticks(top: float, wanted: int = 4) -> list[float]:
    """Return round numbers from 0 to at least `top`, about `wanted` steps."""
    if top < 1e-9:  # counts and percentages: nothing at all
        return [0.0, 1.0]
    raw = top / wanted
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * f for f in (1, 2, 5, 10) if size * f >= raw * 0.999)
    step = max(step, 1.0) if top >= 1 else step
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def timeline(days: list[Day], detectable_from: datetime | None) -> Timeline | None:
    """Lay out a campaign's days; long ones are summed so that bars stay visible."""
    if not days:
        return None
    bins, size = _binned(sorted(days, key=lambda d: d.day))
    scale = ticks(max(d.exchanges for d in bins))
    scale_accounts = ticks(max(max(d.active_accounts, d.new_accounts) for d in bins), 2)
    slot = (WIDTH - _LEFT - _RIGHT) / len(bins)
    base, base_accounts = 186.0, 292.0
    upper, lower = 170.0 / scale[-1], 72.0 / scale_accounts[-1]

    def bars(values: list[int], floor: float, unit: float) -> list[Bar]:
        gap = min(2.0, slot * 0.15)
        return [
            Bar(_LEFT + i * slot + gap / 2, floor - v * unit, slot - gap, v * unit, _told(d, size))
            for i, (v, d) in enumerate(zip(values, bins, strict=True))
        ]

    line = "".join(
        f"{'L' if i else 'M'}{_LEFT + i * slot:.1f} {base_accounts - d.active_accounts * lower:.1f}"
        f"h{slot:.1f}"
        for i, d in enumerate(bins)
    )
    return Timeline(
        height=322.0,
        base=base,
        base_accounts=base_accounts,
        all_bars=bars([d.exchanges for d in bins], base, upper),
        harvest_bars=bars([d.harvest_exchanges for d in bins], base, upper),
        new_bars=bars([d.new_accounts for d in bins], base_accounts, lower),
        active_line=line,
        days=_day_marks(bins, slot),
        exchanges=[Mark(base - v * upper, _short(v)) for v in scale],
        accounts=[Mark(base_accounts - v * lower, _short(v)) for v in scale_accounts],
        detectable=_detectable(bins, size, slot, detectable_from),
        per="day" if size == 1 else f"{size} days",
        summary=_timeline_summary(days),
    )


def _binned(days: list[Day]) -> tuple[list[Day], int]:
    """Fill the days without traffic and sum to at most _MOST_BARS bars."""
    first, last = days[0].day, days[-1].day
    size = next(s for s in range(1, 100_000) if ((last - first).days + s) // s <= _MOST_BARS)
    sums: dict[date, list[int]] = {}
    for at in range((last - first).days // size + 1):
        sums[first + timedelta(days=at * size)] = [0, 0, 0, 0]
    for d in days:
        into = sums[first + timedelta(days=(d.day - first).days // size * size)]
        into[0] += d.exchanges
        into[1] += d.harvest_exchanges
        into[2] += d.new_accounts
        into[3] = max(into[3], d.active_accounts)
    return [
        Day(day=k, exchanges=e, harvest_exchanges=h, new_accounts=n, active_accounts=a)
        for k, (e, h, n, a) in sums.items()
    ], size


def _told(d: Day, size: int) -> str:
    period = f"{d.day}" if size == 1 else f"{size} days from {d.day}"
    return (
        f"{period}: {plural(d.exchanges, 'exchange')}, {count(d.harvest_exchanges)} of them "
        f"harvest; {plural(d.new_accounts, 'new account')}, {count(d.active_accounts)} active"
    )


def _day_marks(bins: list[Day], slot: float) -> list[Mark]:
    step = max(1, math.ceil(len(bins) / 9))
    return [
        Mark(_LEFT + (i + 0.5) * slot, bins[i].day.strftime("%d %b").lstrip("0"))
        for i in range(0, len(bins), step)
    ]


def _detectable(bins: list[Day], size: int, slot: float, at: datetime | None) -> Mark | None:
    if at is None:
        return None
    place = (at.date() - bins[0].day).days / size
    if not 0 <= place < len(bins):
        return None
    return Mark(_LEFT + place * slot, f"could be told from {at.date()}")


def _timeline_summary(days: list[Day]) -> str:
    busiest = max(days, key=lambda d: d.exchanges)
    total, harvest = sum(d.exchanges for d in days), sum(d.harvest_exchanges for d in days)
    share = percent(harvest / total) if total else "none"
    return (
        f"{plural(len(days), 'day')} with traffic; busiest {busiest.day} with "
        f"{plural(busiest.exchanges, 'exchange')}; {share} counted as harvest."
    )


def _short(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


@dataclass(frozen=True, slots=True)
class HourChart:
    """Share of exchanges by UTC hour: bars for the campaign, a line for everyone else."""

    height: float
    base: float
    bars: list[Bar]
    line: str
    hours: list[Mark]
    shares: list[Mark]
    summary: str


def hours(profile: HourProfile | None) -> HourChart | None:
    """Lay out the hours of the day; None where there is nothing to show."""
    if profile is None or not sum(profile.group):
        return None
    group = [v / sum(profile.group) for v in profile.group]
    everyone = [v / max(1, sum(profile.everyone)) for v in profile.everyone]
    width, base, left = 460.0, 168.0, 44.0
    scale = ticks(100 * max(*group, *everyone), 3)
    unit, slot = 150.0 / scale[-1] * 100, (width - left - 8) / 24
    told = [
        f"{h:02d}:00 UTC: {percent(group[h])} of the campaign, {percent(everyone[h])} of everyone"
        for h in range(24)
    ]
    return HourChart(
        height=196.0,
        base=base,
        bars=[
            Bar(left + h * slot + 1, base - group[h] * unit, slot - 2, group[h] * unit, told[h])
            for h in range(24)
        ],
        line="".join(
            f"{'L' if h else 'M'}{left + h * slot:.1f} {base - v * unit:.1f}h{slot:.1f}"
            for h, v in enumerate(everyone)
        ),
        hours=[Mark(left + (h + 0.5) * slot, f"{h:02d}") for h in range(0, 24, 4)],
        shares=[Mark(base - v / 100 * unit, f"{v:g} %") for v in scale],
        summary=_hours_summary(group, everyone),
    )


def _hours_summary(group: list[float], everyone: list[float]) -> str:
    def quietest(shares: list[float]) -> str:
        window = min(sum((shares + shares)[h : h + 6]) for h in range(24))
        return percent(window)

    return (
        f"In its quietest six hours the campaign sends {quietest(group)} of its requests, "
        f"everyone else {quietest(everyone)}; without day and night it would be 25 %."
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """One measure of the group beside harmless groups, both from p10 to p90, on 0..240."""

    group: Bar
    reference: Bar
    group_median: float
    reference_median: float


STRIP_WIDTH: Final = 240.0


def strip(comparison: Comparison) -> Strip:
    """Place both ranges on one scale; logarithmic where they lie decades apart."""
    group, reference = comparison.group, comparison.reference
    values = [group.p10, group.p50, group.p90, reference.p10, reference.p50, reference.p90]
    values = [v if math.isfinite(v) else 0.0 for v in values]
    if min(values) > 0 and max(values) / min(values) > 50:
        values = [math.log(v) for v in values]
    low, high = min(values), max(values)
    unit = (STRIP_WIDTH - 16) / (high - low) if high > low else 0.0
    g10, g50, g90, r10, r50, r90 = (8 + (v - low) * unit for v in values)
    return Strip(
        Bar(g10, 3, max(2.0, g90 - g10), 8), Bar(r10, 14, max(2.0, r90 - r10), 8), g50, r50
    )
