"""Bars are as high as their numbers; long and empty spans are survived."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.interfaces.report.charts import STRIP_WIDTH, hours, strip, ticks, timeline
from stillwatch.model.report import Comparison, Day, HourProfile, Quantiles

FIRST = date(2026, 9, 1)


def a_day(day: date, exchanges: int) -> Day:
    return Day(
        day=day,
        exchanges=exchanges,
        harvest_exchanges=exchanges // 2,
        new_accounts=1,
        active_accounts=3,
    )


@given(st.floats(0, 1e15))
def test_ticks_are_few_and_reach_the_top(top: float) -> None:
    marks = ticks(top)
    assert marks[0] == 0
    assert marks[-1] >= top * (1 - 1e-9)
    assert 2 <= len(marks) <= 8


def test_a_bar_is_as_high_as_its_number_and_stands_on_the_line() -> None:
    plot = timeline([a_day(FIRST, 100), a_day(FIRST + timedelta(days=1), 50)], None)
    assert plot is not None
    tall, short = plot.all_bars
    assert tall.height == pytest.approx(2 * short.height)
    assert tall.y + tall.height == pytest.approx(plot.base)
    assert plot.harvest_bars[0].height == pytest.approx(short.height)
    assert "2026-09-01: 100 exchanges, 50 of them harvest" in tall.title


def test_days_without_traffic_are_shown_as_gaps() -> None:
    plot = timeline([a_day(FIRST + timedelta(days=4), 5), a_day(FIRST, 5)], None)
    assert plot is not None
    assert [bar.height > 0 for bar in plot.all_bars] == [True, False, False, False, True]


def test_a_long_span_is_summed_without_loss() -> None:
    days = [a_day(FIRST + timedelta(days=n), 10) for n in range(1000)]
    plot = timeline(days, None)
    assert plot is not None
    assert plot.per == "8 days"
    assert len(plot.all_bars) == 125
    assert "8 days from 2026-09-01: 80 exchanges" in plot.all_bars[0].title


def test_the_day_it_could_be_told_is_marked_only_inside_the_plot() -> None:
    days = [a_day(FIRST + timedelta(days=n), 10) for n in range(10)]
    inside = timeline(days, datetime(2026, 9, 4, tzinfo=UTC))
    outside = timeline(days, datetime(2025, 9, 4, tzinfo=UTC))
    assert inside is not None
    assert inside.detectable is not None
    assert inside.detectable.label == "could be told from 2026-09-04"
    assert outside is not None
    assert outside.detectable is None


def test_nothing_to_draw_is_no_plot() -> None:
    assert timeline([], None) is None
    assert hours(None) is None
    assert hours(HourProfile(group=(0,) * 24, everyone=(1,) * 24)) is None


def test_hours_are_shares_and_say_how_flat_they_are() -> None:
    night = (0,) * 6 + (10,) * 18
    plot = hours(HourProfile(group=(7,) * 24, everyone=night))
    assert plot is not None
    assert len({round(bar.height, 6) for bar in plot.bars}) == 1
    assert "campaign sends 25 % of its requests, everyone else 0 %" in plot.summary


def compared(group: tuple[float, ...], reference: tuple[float, ...]) -> Comparison:
    both = (Quantiles(p10=a, p50=b, p90=c) for a, b, c in (group, reference))
    return Comparison(
        signal="s", title="t", unit="", group=next(both), reference=next(both), reference_name="r"
    )


@pytest.mark.parametrize(
    ("group", "reference"),
    [
        ((0.9, 0.95, 1), (0.1, 0.3, 0.5)),
        ((1, 2, 3), (100, 1e5, 1e9)),
        ((0, 0, 0), (0, 0, 0)),
        ((-5, 0, 5), (math.inf, math.inf, math.inf)),
    ],
)
def test_both_ranges_lie_on_one_strip(
    group: tuple[float, ...], reference: tuple[float, ...]
) -> None:
    drawn = strip(compared(group, reference))
    for bar in (drawn.group, drawn.reference):
        assert 0 <= bar.x <= bar.x + bar.width <= STRIP_WIDTH
    assert drawn.group.x <= drawn.group_median <= drawn.group.x + drawn.group.width + 1e-9


def test_ranges_decades_apart_are_drawn_on_a_logarithmic_scale() -> None:
    drawn = strip(compared((1, 10, 100), (100, 1_000, 10_000)))
    assert drawn.group.width == pytest.approx(drawn.reference.width)
