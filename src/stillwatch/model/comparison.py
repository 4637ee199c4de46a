"""What `stillwatch compare` says: two campaigns side by side, and what is in both."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import ConfigDict, Field

from stillwatch.model.profile import Profile
from stillwatch.model.report import TechniqueNote
from stillwatch.model.result import Closed, Count, Harvest, Share

COMPARE_SCHEMA: Final = "stillwatch.compare/1"


class Side(Closed):
    """One of the two campaigns."""

    id: str
    verdict: Literal["campaign", "suspect"]
    error_rate: Share
    first_ts: datetime
    last_ts: datetime
    detectable_from: datetime | None
    accounts: Count
    entities: Count
    exchanges: Count
    harvest: Harvest
    techniques: list[TechniqueNote]
    profile: Profile | None
    """Null where the result was written by a version that made none."""


class Overlap(Closed):
    """Accounts that are in both."""

    one: Count
    other: Count
    both: Count
    share_of_smaller: Share


class Compares(Closed):
    """What both campaigns share by one signal, as far as the samples of their items tell."""

    signal: str
    noun: str
    one: Count
    other: Count
    sampled_in_both: Count
    in_both: Share | None
    """Share of the smaller sample that is in the other; null where one sample is empty."""


class Compared(Closed):
    """Two campaigns side by side."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["stillwatch.compare/1"] = Field(COMPARE_SCHEMA, alias="schema")
    one: Side
    other: Side
    accounts: Overlap
    items: list[Compares]
    same_campaign: bool
    """Both ids are equal: one campaign at two looks."""
    one_continues_other: bool
    other_continues_one: bool
    share_a_pool: bool
