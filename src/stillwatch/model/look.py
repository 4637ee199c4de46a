"""Nouns of a lake's memory: looks taken at it, and what each of them found.

A look is one scan of one version of a lake over one window under one setting. Looks are ordered
by the event time at which their windows end, not by the clock: a scan of the past is a look of
the past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PastLook:
    """One look as the lake remembers it."""

    look_id: str
    """Equal for scans of equal lake version, window and settings: they are one look."""
    number: int
    """1 for the first look of the lake in the order of event time, when it was taken."""
    begins: datetime
    """The first exchange looked at."""
    ends: datetime
    """The last exchange looked at: the place of the look in time."""
    since: datetime | None
    until: datetime | None
    lake_version: int
    settings_digest: str
    exchanges: int
    budget: float
    """Share of the error rate that this look could spend on new names."""
    made_at: datetime
    """By the clock; decides between looks that end at the same event and version."""

    @property
    def place(self) -> tuple[datetime, int, datetime]:
        """Where the look stands in the order of looks."""
        return self.ends, self.lake_version, self.made_at


@dataclass(frozen=True, slots=True)
class Span:
    """When one account harvested first and last, as far as a look could see."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One campaign of one look: enough to know it again, and what was said of it."""

    campaign_id: str
    verdict: str
    error_rate: float
    """The least that held over all looks so far, their budgets counted."""
    detectable_from: datetime | None
    techniques: tuple[str, ...]
    continues: tuple[str, ...]
    accounts: Mapping[str, Span]
    items: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By tie signal, a sample of the items that its accounts share: those of the least hashes."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a lake remembers: its looks in their order, and of each campaign the last finding.

    `findings` holds campaigns of the looks before the one that asks; each as it was last seen.
    """

    looks: tuple[PastLook, ...] = ()
    findings: tuple[Finding, ...] = ()
