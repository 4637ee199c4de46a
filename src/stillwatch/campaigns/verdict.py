"""Two axes to one verdict, with the error rate controlled over all groups looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, log2

import numpy as np
from scipy.stats import gamma

from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Reference, Scored, Subset
from stillwatch.settings import JudgementSettings

LN2 = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Coordination:
    """How sure it is that a group acts as one: bits by family, all of them combined, and p."""

    families: dict[str, float]
    bits: float

    @property
    def p(self) -> float:
        """The chance of a group as tied as this, as a probability."""
        return float(2.0**-self.bits)


@dataclass(frozen=True, slots=True)
class Extraction:
    """How much more a group harvests than harmless groups do."""

    scored: Scored
    subset: Subset
    p: float
    missing: tuple[str, ...]
    """Families without data."""


def coordinate(families: Mapping[str, float], available: int, cap: float) -> Coordination:
    """Combine the families' bits by Fisher's method over those that speak.

    Choosing which of the `available` families to believe is paid for, as for pairs.
    """
    capped = {name: min(bits, cap) for name, bits in families.items() if bits > 0}
    ranked = sorted(capped.values(), reverse=True)
    best = 0.0
    for count in range(1, len(ranked) + 1):
        nats = sum(ranked[:count]) * LN2
        price = _log2_ways(max(available, count), count)
        best = max(best, -float(gamma.logsf(nats, count)) / LN2 - price)
    # Trying every count is one more choice.
    return Coordination(dict(capped), max(0.0, best - log2(max(1, len(ranked)))))


def extract(values: GroupValues, reference: Reference, families: Sequence[str]) -> Extraction:
    """Judge the second axis on the whole group and on its slice, paying for two looks."""
    whole = reference.score(values.whole, "whole")
    part = reference.score(values.slice, "slice")
    subset: Subset = "slice" if part.families and part.p < whole.p else "whole"
    chosen = part if subset == "slice" else whole
    missing = tuple(sorted(set(families) - set(chosen.families)))
    return Extraction(chosen, subset, min(1.0, 2 * chosen.p), missing)


def adjusted(p_values: Sequence[float]) -> np.ndarray:
    """Return Benjamini-Hochberg adjusted p-values (1995), in the order given."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    monotone = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty_like(p)
    found[order] = np.minimum(monotone, 1.0)
    return found


def call(error_rate: float, missing: int, families: int, settings: JudgementSettings) -> str:
    """Return campaign, suspect, could_not_tell or group_cleared for an adjusted error rate.

    A group of which most families could not be measured is a suspect at most, for what is not
    known must not count against it; and it is not cleared either, for it must not count for it.
    """
    known = missing * 2 <= families
    if error_rate <= settings.error_rate and known:
        return "campaign"
    if error_rate <= settings.suspect_error_rate:
        return "suspect"
    return "group_cleared" if known else "could_not_tell"


def _log2_ways(of: int, choose: int) -> float:
    return log2(comb(of, choose))
