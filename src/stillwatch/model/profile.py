"""How a campaign goes about it, in numbers that two campaigns can be laid side by side by.

Part of `report.json`. Nothing is concluded here: it is what was seen of the accounts that the
result names, and null where the log does not tell.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from stillwatch.model.result import Closed, Count, Share

Hours = Annotated[tuple[Count, ...], Field(min_length=24, max_length=24)]


class Spread(Closed):
    """How widely a campaign spreads over one kind of infrastructure: cards, addresses, ..."""

    kind: str
    values: Count
    """Different ones seen."""
    accounts: Count
    """Accounts of which one is known; 0: the log does not tell."""
    accounts_each: float
    """Accounts to one, on average."""
    largest: Count
    """Accounts on the most used one."""


class Release(Closed):
    """How a campaign took to a model that first appeared within the window."""

    model: str
    released: datetime
    """Its first exchange in the log, whoever sent it."""
    first_used: datetime | None
    """Of the campaign's harvest; None: never."""
    share_after: Share | None
    """Of the harvest in the 48 hours after the release that went to it; None: none was sent."""
    usual_after: Share | None
    """The same of everybody else's requests."""


class Loss(Closed):
    """A day on which accounts of a campaign fell silent for good, and what came of it."""

    day: date
    lost: Count
    came: Count
    """Accounts that began within the three days after."""
    hours_to_next: float | None
    """From the last harvest of the lost to the first of those that came."""


class Stretch(Closed):
    """One part of a campaign's time: how intense it was, and how well hidden."""

    begins: datetime
    ends: datetime
    accounts: Count
    new_accounts: Count
    harvest: Count
    harvest_a_day: float
    harvest_per_account_day: float
    camouflage: Share
    templates_per_hundred: float | None
    """Different templates to a hundred harvested requests: paraphrase."""
    accounts_per_card: float | None
    accounts_per_address: float | None
    accounts_per_device: float | None
    models: Count


class SharedSample(Closed):
    """Items that accounts of a campaign share by one signal, and a sample to compare by."""

    signal: str
    noun: str
    items: Count
    sample: list[int]
    """Hashes of some; those of the least hashes, so that two samples can be compared."""


class Profile(Closed):
    """How a campaign goes about it, so that two can be laid side by side."""

    infrastructure: list[Spread]
    camouflage: Share
    harvest: Count
    templates_per_hundred: float | None
    prompts_per_hundred: float | None
    """Different prompts to a hundred harvested requests: 100 is each once."""
    largest_template: Share | None
    """Share of the harvest that the most used template has."""
    harvest_a_day: float
    busiest_day: Count
    harvest_per_account_day: float
    hours: Hours
    """Harvest by UTC hour."""
    quiet_hours: Count
    """Hours of the day that have less than a quarter of the mean."""
    models: dict[str, Count]
    releases: list[Release]
    losses: list[Loss]
    languages: dict[str, Count]
    shared: list[SharedSample]
    stretches: list[Stretch]
    """Weeks; halves where it lasted less than two of them."""
