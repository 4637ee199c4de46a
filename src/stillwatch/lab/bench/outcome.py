"""What one detector came to in one world: counts, never rates, so that worlds can be pooled."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from stillwatch.lab.bench.cell import Cell

REVIEW_BUDGETS: Final = (25, 50, 100, 200)
"""Accounts that an analyst can look at after one scan."""
TOP_HONEST: Final = 60
"""Scores kept of honest accounts: the highest, which decide at low false-positive rates."""


class Closed(BaseModel):
    """A frozen part of an outcome; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EntityCount(Closed):
    """How many billing entities have so many accounts, of which so many were named."""

    accounts: int
    named: int
    suspected: int
    times: int


class GroupTally(Closed):
    """One group of the truth: an actor, a look-alike, everyday people, bystanders of a pool."""

    group: str
    kind: str
    """honest, campaign or bystander."""
    technique: str | None
    entities: list[EntityCount]

    @property
    def accounts(self) -> int:
        """Return the accounts of the group that sent anything."""
        return sum(entity.accounts * entity.times for entity in self.entities)

    @property
    def named(self) -> int:
        """Return how many of them were named."""
        return sum(entity.named * entity.times for entity in self.entities)

    @property
    def suspected(self) -> int:
        """Return how many were suspected and not named."""
        return sum(entity.suspected * entity.times for entity in self.entities)


class ActorOutcome(Closed):
    """What was found of one actor."""

    actor: str
    technique: str
    accounts: int
    named: int
    suspected: int
    jaccard: float
    """Of its accounts with those of the named group that fits best; 0 where none was named."""
    fragments: int
    """Named groups in which it has the majority."""
    harvest: int
    harvest_named: int
    """Harvested exchanges of accounts that were named."""


class HarvestMarks(Closed):
    """Single exchanges: which were harvested in truth, and which the detector says were."""

    harvest: int
    marked: int
    right: int
    """Marked, and harvested by whichever actor."""


class NamedGroup(Closed):
    """A named group, by what it is in truth."""

    accounts: int
    right: int
    """Accounts of the actor that has most of it."""
    error_rate: float | None

    @property
    def false(self) -> bool:
        """Return whether most of it is nobody's campaign."""
        return 2 * self.right <= self.accounts


class DayOutcome(Closed):
    """One daily scan: what an actor had taken by then, and what was known of it."""

    day: int
    actor: str
    harvest: int
    """Its harvest up to the end of this day."""
    lost: int
    """Of it, sent before the end of the day on which its account was first named."""
    named: int
    known: bool
    """Whether a named group of this or an earlier day is mostly its own."""
    wrongly: int
    """Accounts of no actor named on this day, whoever they are."""


class Outcome(Closed):
    """Counts of one detector in one world."""

    cell: Cell
    detector: str
    seconds: float
    exchanges: int
    refused: str | None
    groups: list[GroupTally]
    actors: list[ActorOutcome]
    named_groups: list[NamedGroup]
    suspected_groups: list[NamedGroup]
    reviewed: dict[int, float]
    """Review budget to expected campaign accounts among the highest-ranked so many."""
    guilty_scores: list[float]
    honest_scores: list[float]
    """The highest scores of honest accounts, `TOP_HONEST` of them."""
    days: list[DayOutcome]
    marks: HarvestMarks | None = None
    """None where the detector says nothing of single exchanges."""

    def of_kind(self, *kinds: str) -> list[GroupTally]:
        """Return the groups of these kinds."""
        return [group for group in self.groups if group.kind in kinds]
