"""How much of the error rate one look of many may spend, so that looking daily costs nothing.

Who scans each day tests the same groups again, on data that hardly differ, and new groups
besides; a rate that holds for each scan holds for no history of scans. So the rate is spent:
look n may spend the share 1 / (2.11 (n+1) ln^2(n+1)) of it. The shares sum to one, and then the
expected share of false names among all names ever given stays under the rate whatever the
dependence between looks, for a false share of the union is at most the sum of the false shares.
Of the sums that converge this one falls slowest, which is what a campaign that begins after a
year of looks pays by. What else was tried, and the figures: docs/decisions.md.

What was paid for stays paid: a group that was named keeps its name while it would still be named
by a look that stood alone. It loses it at the first look at which it would not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Final

from stillwatch.model.look import Finding, Memory, PastLook

SUM: Final = 2.10974281
"""Sum over n >= 2 of 1 / (n ln^2 n)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look among others: what it may spend, and what those before it found."""

    number: int = 0
    """0: a scan that stands alone and remembers nothing."""
    budget: float = 1.0
    """Share of the error rate for new names."""
    earlier: tuple[Finding, ...] = ()
    """Campaigns and suspects of earlier looks, each as it was last seen."""

    def stated(self, rate: float, before: Finding | None = None) -> float:
        """Return the error rate to state over all looks, for a rate of this look alone.

        The least over the looks is a valid rate, since each was divided by its look's share.
        """
        now = min(1.0, rate / self.budget)
        return now if before is None else min(now, before.error_rate)

    def verdict(self, verdict: str, rate: float, allowed: float, before: Finding | None) -> str:
        """Return what a group is called that `verdict` was found for by this look.

        A suspect that was named before, and at a rate that is still allowed, keeps the name
        while `rate` is allowed to a look that stands alone.
        """
        paid = before is not None and before.verdict == "campaign"
        holds = rate <= allowed and self.stated(rate, before) <= allowed
        return "campaign" if verdict == "suspect" and paid and holds else verdict


ALONE: Final = Look()


def share(number: int) -> float:
    """Return the share of the error rate that look `number` (from 1) may spend."""
    if number < 1:
        raise ValueError(f"looks are counted from 1, not {number}")
    return 1 / (SUM * (number + 1) * log(number + 1) ** 2)


def next_look(memory: Memory) -> Look:
    """Return the look that comes after those that are remembered."""
    number = len(memory.looks) + 1
    return Look(number, share(number), memory.findings)


def same_look(look_id: str, looks: Sequence[PastLook]) -> PastLook | None:
    """Return the look that was taken already, where this is it again."""
    return next((look for look in looks if look.look_id == look_id), None)


def before(looks: Sequence[PastLook], place: tuple[datetime, int, datetime]) -> list[PastLook]:
    """Return the looks before a place in the order of looks, the first one first."""
    return sorted((look for look in looks if look.place < place), key=lambda look: look.place)
