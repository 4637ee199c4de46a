"""Timing: rhythms, sessions, schedulers."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import (
    ACTIVITY_SIGMA,
    DAY_US,
    HOUR_US,
    NEVER,
    draw_accounts,
)
from stillwatch.lab.simulate.infrastructure import UTC_OFFSETS, Addresses
from tests.lab.simulate.worlds import START

DAY = timing.Day(0, START, 0, NEVER)


def block_of(count: int) -> np.ndarray:
    block = draw_accounts(count, START, 7, Addresses(), np.random.default_rng(1))
    block["start"], block["end"] = START - DAY_US, NEVER
    return block


@pytest.mark.parametrize("name", timing.PROFILES)
def test_moments_follow_their_profile(name: str) -> None:
    profile = timing.PROFILES[name]
    ts = timing.moments(20_000, profile, START, np.random.default_rng(1))
    share = np.bincount((ts - START) // HOUR_US, minlength=24) / len(ts)
    assert np.abs(share - profile / profile.sum()).max() < 0.015


def test_expected_rates_add_up_over_the_time_that_accounts_are_there() -> None:
    block = block_of(100)
    block["end"][:50] = START + 2 * DAY_US
    rates = timing.expected_rates(block, 7_000, START, 7)
    days = np.where(np.arange(100) < 50, 2, 7)
    assert (rates * days).sum() == pytest.approx(7_000)


def test_people_sleep_and_sessions_have_think_time() -> None:
    block = block_of(400)
    plan = timing.sittings(
        block, np.full(400, 20.0), DAY, timing.PEOPLE, 3.0, 60.0, np.random.default_rng(1)
    )
    assert 6_000 < len(plan.ts) < 10_000
    offset = UTC_OFFSETS[block["country"][plan.owner]] * HOUR_US
    hour = ((plan.ts + offset.astype(np.int64)) // HOUR_US) % 24
    assert np.isin(hour, range(2, 6)).mean() < 0.06
    same = np.diff(plan.sitting) == 0
    gaps = np.diff(plan.ts)[same] / 1e6
    assert (gaps > 0).all()
    assert 45 < np.median(gaps) < 80


def test_nobody_acts_before_coming_or_after_leaving_and_debuts_are_sure() -> None:
    block = block_of(50)
    block["start"], block["end"] = START + 6 * HOUR_US, START + 20 * HOUR_US
    busy = timing.sittings(
        block, np.full(50, 40.0), DAY, timing.FLAT, 2.0, 60.0, np.random.default_rng(1)
    )
    assert busy.ts.min() >= START + 6 * HOUR_US
    assert busy.ts.max() < START + 20 * HOUR_US
    block["start"], block["end"] = START - DAY_US, NEVER
    quiet = timing.sittings(
        block, np.zeros(50), DAY, timing.FLAT, 1.5, 60.0, np.random.default_rng(1),
        debuts=np.arange(50) < 20,
    )  # fmt: skip
    assert set(quiet.owner.tolist()) == set(range(20))


def test_debuts_fall_on_whole_days_that_the_account_is_there() -> None:
    block = block_of(300)
    block["start"][:100] = START + 2 * DAY_US + 5
    block["end"][100:200] = START + DAY_US + 5
    block["start"][200:] = START + 8 * DAY_US
    days = timing.debut_days(block, START, 7, np.random.default_rng(1))
    assert set(days[:100].tolist()) == {3, 4, 5, 6}
    assert set(days[100:200].tolist()) == {0}
    assert set(days[200:].tolist()) == {-1}


def test_dealing_out_goes_round_in_turn_among_open_accounts() -> None:
    block = block_of(10)
    block["start"][5:] = START + 12 * HOUR_US
    ts = np.sort(timing.moments(4_800, timing.FLAT, START, np.random.default_rng(1)))
    owner = timing.deal_out(block, ts, 1.0, np.random.default_rng(1))
    assert owner[ts < START + 12 * HOUR_US].max() == 4
    late = np.bincount(owner[ts >= START + 12 * HOUR_US], minlength=10)
    assert np.ptp(late) <= 12
    block["start"] = NEVER
    assert (timing.deal_out(block, ts, 1.0, np.random.default_rng(1)) == -1).all()


def test_an_even_split_adds_up() -> None:
    parts = timing.even_split(1_001, 7, np.random.default_rng(1))
    assert parts.sum() == 1_001
    assert parts.min() > 60


def test_an_even_pace_is_what_is_used_without_one() -> None:
    plain = timing.moments(500, timing.PEOPLE, START, np.random.default_rng(1))
    paced = timing.moments(500, timing.PEOPLE, START, np.random.default_rng(1), timing.Pace())
    assert (plain == paced).all()


def test_a_bursty_client_bunches_and_keeps_its_hours() -> None:
    office = timing.OFFICE
    even, bursty = (
        timing.moments(5_000, office, START, np.random.default_rng(1), timing.Pace(burst_shape=k))
        for k in (1.0, 0.1)
    )
    for ts in (even, bursty):
        share = np.bincount((ts - START) // HOUR_US, minlength=24) / len(ts)
        assert np.abs(share - office / office.sum()).max() < 0.04
    seconds = timing.moments(5_000, timing.FLAT, 0, np.random.default_rng(1), timing.Pace(
        burst_shape=0.1)) / 1e6  # fmt: skip
    gaps = np.diff(np.sort(seconds))
    # A Gamma of shape 0.1 varies by the root of ten.
    assert gaps.std() / gaps.mean() == pytest.approx(np.sqrt(10), rel=0.15)


def test_bursts_are_each_clients_own() -> None:
    day = timing.Day(0, START, 0, NEVER, timing.Pace(burst_shape=0.1))
    plan = timing.sittings(
        block_of(2_000), np.full(2_000, 10.0), day, timing.FLAT, 1.0, 60.0,
        np.random.default_rng(1),
    )  # fmt: skip
    gaps = np.diff(np.sort(plan.ts))
    # All of them together are far smoother than one alone, whose gaps vary by 3.2.
    assert gaps.std() / gaps.mean() < 2.0


def test_the_pace_gives_the_public_its_hours_and_its_think_time() -> None:
    night = tuple(1.0 if hour == 3 else 0.0 for hour in range(24))
    pace = timing.Pace(hours=night, think_median_s=600.0, think_sigma=0.1)
    day = timing.Day(0, START, 0, NEVER, pace)
    block = block_of(300)
    plan = timing.sittings(
        block, np.full(300, 5.0), day, timing.PEOPLE, 2.0, timing.THINK_MEDIAN_S,
        np.random.default_rng(1),
    )  # fmt: skip
    offset = UTC_OFFSETS[block["country"][plan.owner]] * HOUR_US
    hour = ((plan.ts + offset.astype(np.int64)) // HOUR_US) % 24
    assert (hour[plan.step == 0] == 3).all()
    gaps = np.diff(plan.ts)[np.diff(plan.sitting) == 0] / 1e6
    assert np.median(gaps) == pytest.approx(600, rel=0.05)
    own = timing.think_us(2_000, pace, np.random.default_rng(1), median_s=3.0)
    assert np.median(own) / 1e6 == pytest.approx(3.0, rel=0.15)


def test_activity_is_spread_anew_without_changing_its_order() -> None:
    activity = np.random.default_rng(1).lognormal(0.0, ACTIVITY_SIGMA, 20_000)
    assert timing.PACE.spread(activity) is activity
    wide = timing.Pace(activity_sigma=2.5).spread(activity)
    assert np.log(wide).std() == pytest.approx(2.5, rel=0.02)
    assert (np.argsort(wide) == np.argsort(activity)).all()
