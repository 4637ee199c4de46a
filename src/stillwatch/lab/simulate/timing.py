"""When requests are made: people's days and nights, their sessions, and schedulers.

Everything is in whole microseconds drawn from continuous distributions, for people and
schedulers alike, so that the digits of a time betray nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.accounts import ACTIVITY_SIGMA, DAY_US, HOUR_US, Block
from stillwatch.lab.simulate.infrastructure import UTC_OFFSETS
from stillwatch.lab.simulate.tokens import SIZES, Sizes

Floats = npt.NDArray[np.float64]
Micros = npt.NDArray[np.int64]

PEOPLE: Final = np.array(
    [1.4, 0.9, 0.6, 0.4, 0.4, 0.5, 1, 2, 3.6, 5.2, 6.2, 6.3, 5.4, 5.8, 6.6, 6.6, 6.3, 5.6, 4.8,
     4.6, 4.8, 4.6, 3.7, 2.4]
)  # fmt: skip
"""Requests by local hour of a mixed public: two working peaks, an evening, a thin night. An
assumption, as OFFICE and NIGHT are: no public trace of chat tells a person's local hour (Azure
2023 and Mooncake last an hour, ServeGen's clients are back-ends whose load is nearly flat)."""
OFFICE: Final = np.array(
    [0.1, 0.05, 0.05, 0.05, 0.1, 0.2, 0.6, 2, 6, 9.5, 11, 10.5, 7, 9, 11, 10.5, 9, 6.5, 3.2, 1.6,
     1, 0.8, 0.5, 0.2]
)  # fmt: skip
FLAT: Final = np.ones(24)
NIGHT: Final = np.array([1, 6, 9, 8, 5, 2, 0.5] + [0.05] * 16 + [0.3])
PROFILES: Final = {"people": PEOPLE, "office": OFFICE, "flat": FLAT, "night": NIGHT}

THINK_MEDIAN_S: Final = 75.0
THINK_SIGMA: Final = 1.1
"""Seconds from one turn of a person to the next, log-normal: minutes of reading, with a long
tail. An assumption on the quick side: Mooncake's conversation trace (kvcache-ai/Mooncake at
3b5a5941), whose talks are known by shared prefixes only, has a median of 120 s and a sigma of
0.93 (1,805 gaps within its 31 minutes, so longer ones are cut off). An agent's own turns follow
within a second: medians 0.32 s and 0.97 s in 497 gaps of LMCache's two sets of agent traces
(LMCache/lmcache-agent-trace at 16a14ada)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a world keeps time. The defaults are the constants above; `traces` reads others."""

    hours: tuple[float, ...] = tuple(PEOPLE.tolist())
    """Requests by local hour of the public, in place of PEOPLE; 24 weights."""
    think_median_s: float = THINK_MEDIAN_S
    think_sigma: float = THINK_SIGMA
    burst_shape: float = 1.0
    """Gamma shape of the gaps between arrivals of one client: 1 is Poisson, less comes in
    bursts; 1 over the square of their coefficient of variation."""
    activity_sigma: float = ACTIVITY_SIGMA
    """Spread of log activity over accounts."""
    sizes: Sizes = SIZES

    def profile(self, wanted: Floats) -> Floats:
        """Return the hourly profile to use: the world's own for PEOPLE, else the one given."""
        return np.array(self.hours) if wanted is PEOPLE else wanted

    def spread(self, activity: Floats) -> Floats:
        """Return accounts' activity, drawn with ACTIVITY_SIGMA, with the world's own spread."""
        if self.activity_sigma == ACTIVITY_SIGMA:
            return activity
        stretched: Floats = activity ** (self.activity_sigma / ACTIVITY_SIGMA)
        return stretched


PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the world."""

    number: int
    start: int
    """Midnight UTC, microseconds since 1970."""
    weekday: int
    """0 is Monday."""
    release: int
    """When the new model appears or appeared, microseconds since 1970."""
    pace: Pace = PACE

    @property
    def end(self) -> int:
        """Return the midnight that ends the day."""
        return self.start + DAY_US


@dataclass(frozen=True, slots=True)
class Sittings:
    """Requests in sessions, row by row: whose (local index), when, which session and turn."""

    owner: npt.NDArray[np.int64]
    ts: Micros
    sitting: npt.NDArray[np.int64]
    step: npt.NDArray[np.int64]
    count: int
    """Number of sessions."""


def moments(
    count: int, profile: Floats, day_start: int, rng: np.random.Generator, pace: Pace = PACE
) -> Micros:
    """Draw one client's moments of one day by an hourly profile, in the profile's own clock."""
    return day_start + _within_day(np.array([count]), pace.profile(profile), rng, pace)


def _within_day(
    number: npt.NDArray[Any], profile: Floats, rng: np.random.Generator, pace: Pace
) -> Micros:
    """Draw `number` moments of a day for each client, one client after the other.

    Bursty gaps are Gamma in the profile's own time, after ServeGen's model of a client: the
    rate follows the hour, the shape of the gaps stays.
    """
    count, weights = int(number.sum()), profile / profile.sum()
    if pace.burst_shape == 1.0:
        hour = rng.choice(24, count, p=weights)
        even: Micros = ((hour + rng.random(count)) * HOUR_US).astype(np.int64)
        return even
    ends = np.cumsum(number)
    reached = np.cumsum(rng.gamma(pace.burst_shape, 1.0, count))
    before = np.concatenate([[0.0], reached])[ends - number]
    whole = np.maximum(np.concatenate([[0.0], reached])[ends] - before, 1e-300)
    client = np.repeat(np.arange(len(number)), number)
    # Turned by a random angle, so that no client's day begins with an arrival.
    share = ((reached - before[client]) / whole[client] + rng.random(len(number))[client]) % 1.0
    hours = np.interp(share, np.concatenate([[0.0], np.cumsum(weights)]), np.arange(25))
    moved: Micros = np.minimum(hours * HOUR_US, DAY_US - 1).astype(np.int64)
    return moved


def think_us(
    count: int, pace: Pace, rng: np.random.Generator, median_s: float = THINK_MEDIAN_S
) -> Floats:
    """Draw microseconds between turns; `median_s` other than the public's is kept as it is."""
    public = median_s == THINK_MEDIAN_S
    median, sigma = (pace.think_median_s, pace.think_sigma) if public else (median_s, THINK_SIGMA)
    drawn: Floats = rng.lognormal(np.log(median), sigma, count) * 1e6
    return drawn


def debut_days(
    block: Block, start_us: int, days: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw a day of the world for each account on which it is there from midnight to midnight.

    A log holds only accounts that sent something, so each gets a session on that day; -1
    where the account has no whole day.
    """
    first = np.maximum(0, -((start_us - block["start"]) // DAY_US))
    last = np.minimum(days, (block["end"] - start_us) // DAY_US)
    drawn = first + np.floor(rng.random(len(block)) * np.maximum(1, last - first))
    return np.where(last > first, drawn, -1).astype(np.int64)


def expected_rates(block: Block, total: float, start_us: int, days: int) -> Floats:
    """Return requests a day per account so that the block sends `total` in the whole world.

    Proportional to `activity`; accounts that come late or leave early send for fewer days.
    """
    end_us = start_us + days * DAY_US
    present = np.minimum(block["end"], end_us) - np.maximum(block["start"], start_us)
    exposure = np.maximum(present, 0) / DAY_US
    mass = float((block["activity"] * exposure).sum())
    rates: Floats = block["activity"] * (total / mass if mass else 0.0)
    return rates


def sittings(
    block: Block,
    rates: Floats,
    day: Day,
    profile: Floats,
    mean_turns: float,
    think_median_s: float,
    rng: np.random.Generator,
    debuts: npt.NDArray[np.bool_] | None = None,
) -> Sittings:
    """Draw a day of people's sessions: Poisson numbers of them, geometric numbers of turns.

    `debuts` marks accounts that are sure to have one session more today.
    """
    number = rng.poisson(rates * rng.lognormal(-0.18, 0.6, len(block)) / mean_turns)
    if debuts is not None:
        number += debuts
    owner_of = np.repeat(np.arange(len(block)), number)
    turns = rng.geometric(1.0 / mean_turns, len(owner_of))
    local = _within_day(number, day.pace.profile(profile), rng, day.pace) - (
        UTC_OFFSETS[block["country"][owner_of]] * HOUR_US
    ).astype(np.int64)
    begin = day.start + local % DAY_US
    sitting = np.repeat(np.arange(len(owner_of)), turns)
    first = np.repeat(np.cumsum(turns) - turns, turns)
    step = np.arange(len(sitting)) - first
    think = think_us(len(sitting), day.pace, rng, think_median_s)
    think[step == 0] = 0.0
    elapsed = np.cumsum(think)
    ts = begin[sitting] + (elapsed - elapsed[first]).astype(np.int64) if len(sitting) else begin
    owner = owner_of[sitting]
    present = (ts >= block["start"][owner]) & (ts < block["end"][owner])
    return Sittings(owner[present], ts[present], sitting[present], step[present], len(turns))


def deal_out(
    block: Block, ts: Micros, synchrony: float, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Hand requests, in order of time, to the accounts that are open in that hour.

    A share `synchrony` goes round in turn as a load balancer does, the rest to anyone;
    -1 where no account is open.
    """
    order = np.argsort(ts, kind="stable")
    owner = np.full(len(ts), -1, np.int64)
    hours = ts[order] // HOUR_US
    for hour in np.unique(hours).tolist():
        open_now = np.flatnonzero(
            (block["start"] <= hour * HOUR_US) & (block["end"] >= (hour + 1) * HOUR_US)
        )
        if not len(open_now):
            continue
        rows = order[hours == hour]
        # The ring starts where the last hour's ended, as one scheduler's counter does.
        ring = (np.arange(len(rows)) + hour * 7919) % len(open_now)
        anyone = rng.integers(0, len(open_now), len(rows))
        owner[rows] = open_now[np.where(rng.random(len(rows)) < synchrony, ring, anyone)]
    return owner


def even_split(total: int, parts: int, rng: np.random.Generator) -> npt.NDArray[Any]:
    """Split `total` over `parts` days with a little unevenness; the parts add up exactly."""
    shares = rng.lognormal(0.0, 0.15, parts)
    bounds = np.round(np.cumsum(shares) / shares.sum() * total).astype(np.int64)
    return np.diff(bounds, prepend=0)
