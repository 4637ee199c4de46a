"""When requests are made: people's days and nights, their sessions, and schedulers.

Everything is in whole microseconds drawn from continuous distributions, for people and
schedulers alike, so that the digits of a time betray nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.accounts import DAY_US, HOUR_US, Block
from stillwatch.lab.simulate.infrastructure import UTC_OFFSETS

Floats = npt.NDArray[np.float64]
Micros = npt.NDArray[np.int64]

PEOPLE: Final = np.array(
    [1.4, 0.9, 0.6, 0.4, 0.4, 0.5, 1, 2, 3.6, 5.2, 6.2, 6.3, 5.4, 5.8, 6.6, 6.6, 6.3, 5.6, 4.8,
     4.6, 4.8, 4.6, 3.7, 2.4]
)  # fmt: skip
"""Requests by local hour of a mixed public: two working peaks, an evening, a thin night."""
OFFICE: Final = np.array(
    [0.1, 0.05, 0.05, 0.05, 0.1, 0.2, 0.6, 2, 6, 9.5, 11, 10.5, 7, 9, 11, 10.5, 9, 6.5, 3.2, 1.6,
     1, 0.8, 0.5, 0.2]
)  # fmt: skip
FLAT: Final = np.ones(24)
NIGHT: Final = np.array([1, 6, 9, 8, 5, 2, 0.5] + [0.05] * 16 + [0.3])
PROFILES: Final = {"people": PEOPLE, "office": OFFICE, "flat": FLAT, "night": NIGHT}

THINK_MEDIAN_S: Final = 75.0
THINK_SIGMA: Final = 1.1
"""Seconds between a person's turns, log-normal: minutes of reading, with a long tail.
An agent's own turns follow within a second (median 0.33 s in LMCache's agent traces)."""


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


def moments(count: int, profile: Floats, day_start: int, rng: np.random.Generator) -> Micros:
    """Draw moments of one day by an hourly profile, in the profile's own clock."""
    hour = rng.choice(24, count, p=profile / profile.sum())
    return day_start + ((hour + rng.random(count)) * HOUR_US).astype(np.int64)


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
    local = moments(len(owner_of), profile, 0, rng) - (
        UTC_OFFSETS[block["country"][owner_of]] * HOUR_US
    ).astype(np.int64)
    begin = day.start + local % DAY_US
    sitting = np.repeat(np.arange(len(owner_of)), turns)
    first = np.repeat(np.cumsum(turns) - turns, turns)
    step = np.arange(len(sitting)) - first
    think = rng.lognormal(np.log(think_median_s), THINK_SIGMA, len(sitting)) * 1e6
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
