"""What a trace tells the simulator, and how measures of several traces are put together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.timing import PACE, Pace
from stillwatch.lab.simulate.tokens import SIZES, Exchange, Lengths

Floats = npt.NDArray[np.float64]
WINDOW_S: Final = 600
LEAST_ARRIVALS: Final = 10
"""Per window: gaps of fewer arrivals tell nothing of how bursty they are."""
LEAST_SPAN_S: Final = 82_800
"""A trace shorter than this has not seen every hour of the day."""
_LEAST_SHAPE, _MOST_SHAPE = 0.05, 4.0
_GRID: Final = 257


@dataclass(frozen=True, slots=True)
class Spread:
    """A log-normal spread: its median and the standard deviation of the logarithm."""

    median: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Traces:
    """Measures of one or more traces; None where no trace holds them."""

    sources: tuple[str, ...] = ()
    """What was read, a line each."""
    hours: tuple[float, ...] | None = None
    """Share of requests by hour of the day in the trace's own clock, of which nothing says that
    it is anybody's local time."""
    burst_cv: float | None = None
    """Coefficient of variation of the gaps between arrivals, within windows of ten minutes."""
    activity_sigma: float | None = None
    """Standard deviation of the log number of requests over clients."""
    think_s: Spread | None = None
    """Seconds between turns of one person's conversation, from request to request."""
    agent_gap_s: Spread | None = None
    """Seconds between requests of one agent's session: reported, and used by no group yet."""
    chat: Exchange | None = None
    code: Exchange | None = None
    conversation: Exchange | None = None
    reasoning: Lengths | None = None

    def pace(self) -> Pace:
        """Return the pace of a world like these traces; what they lack stays as fitted."""
        sizes = {
            name: getattr(self, name)
            for name in ("chat", "code", "conversation", "reasoning")
            if getattr(self, name) is not None
        }
        shape = None if self.burst_cv is None else 1.0 / self.burst_cv**2
        return Pace(
            hours=self.hours or PACE.hours,
            think_median_s=self.think_s.median if self.think_s else PACE.think_median_s,
            think_sigma=self.think_s.sigma if self.think_s else PACE.think_sigma,
            burst_shape=PACE.burst_shape
            if shape is None
            else float(np.clip(shape, _LEAST_SHAPE, _MOST_SHAPE)),
            activity_sigma=self.activity_sigma or PACE.activity_sigma,
            sizes=replace(SIZES, **sizes),
        )


def together(parts: list[Traces]) -> Traces:
    """Put measures together; where two traces have the same, the first one's is taken."""
    chosen: dict[str, Any] = {}
    for part in parts:
        for each in fields(part):
            value = getattr(part, each.name)
            if value is not None:
                chosen.setdefault(each.name, value)
    chosen["sources"] = tuple(source for part in parts for source in part.sources)
    return Traces(**chosen)


def lengths(tokens: npt.NDArray[Any], weights: npt.NDArray[Any] | None = None) -> Lengths | None:
    """Return the distribution of token counts of 1 or more; None where there is none."""
    weighed = np.ones(len(tokens)) if weights is None else np.asarray(weights, np.float64)
    kept = (np.asarray(tokens) >= 1) & (weighed > 0)
    if not kept.any():
        return None
    order = np.argsort(tokens[kept], kind="stable")
    logs, mass = np.log(tokens[kept][order]), weighed[kept][order]
    mean = float(np.average(logs, weights=mass))
    sigma = float(np.sqrt(np.average((logs - mean) ** 2, weights=mass)))
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    table = np.interp(np.linspace(0.0, 1.0, _GRID), middle, logs)
    return Lengths(mean, sigma, tuple(table.tolist()))


def spread(values: npt.NDArray[Any]) -> Spread | None:
    """Return the log-normal spread of positive values; None for fewer than ten."""
    positive = np.asarray(values, np.float64)
    positive = positive[positive > 0]
    if len(positive) < LEAST_ARRIVALS:
        return None
    return Spread(float(np.median(positive)), float(np.log(positive).std()))


def hourly(seconds: Floats, weights: Floats | None = None) -> tuple[float, ...] | None:
    """Return the share of each hour of the day; None where the trace is shorter than a day."""
    if not len(seconds) or np.ptp(seconds) < LEAST_SPAN_S:
        return None
    mass = np.bincount((seconds % 86_400 // 3_600).astype(np.intp), weights, minlength=24)
    return tuple((mass / mass.sum()).tolist()) if mass.all() else None


def burst_cv(seconds: Floats) -> float | None:
    """Return the median over windows of the gaps' coefficient of variation."""
    ordered = np.sort(seconds)
    cuts = np.flatnonzero(np.diff(ordered // WINDOW_S)) + 1
    gaps = [np.diff(part) for part in np.split(ordered, cuts) if len(part) > LEAST_ARRIVALS]
    found = [float(gap.std() / gap.mean()) for gap in gaps if gap.any()]
    return float(np.median(found)) if found else None
