"""What a simulated world consists of, as its author writes it; validated once, here."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0.0, le=1.0)]
AtLeastOne = Annotated[int, Field(ge=1)]


class Technique(StrEnum):
    """How a campaign harvests; the names of the scenarios."""

    FARM = "farm"
    HYDRA = "hydra"
    DRIP = "drip"
    RELAY = "relay"
    REPLAY = "replay"
    TRACE = "trace"
    JUDGE = "judge"
    PROBE = "probe"
    PIVOT = "pivot"
    RESPAWN = "respawn"


class Closed(BaseModel):
    """A frozen setting; unknown names are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reuse(Closed):
    """How many accounts of a campaign share one thing, on average; 1 is nothing shared."""

    per_card: AtLeastOne = 8
    per_device: AtLeastOne = 4
    per_address: AtLeastOne = 6
    per_batch: AtLeastOne = 25
    """Accounts created within the same half hour."""


class CustomerSpec(Closed):
    """A group of honest accounts: `everyday` people, or one of the look-alikes by name."""

    group: str
    accounts: AtLeastOne
    exchanges: AtLeastOne
    """Expected over the whole world, given every account's sign-up and leaving."""


class CampaignSpec(Closed):
    """One actor that harvests through `accounts`.

    `exchanges` is the harvest alone; camouflage comes on top, so that it is the share
    `camouflage` of all that the accounts send. `templates` is the number of prompt families
    (per role the technique uses); `paraphrase` lifts that limit, every prompt then being
    drawn from all families. `unique` forbids an exact prompt from recurring within a day.
    """

    actor: str
    technique: Technique
    accounts: AtLeastOne
    exchanges: AtLeastOne
    templates: AtLeastOne = 8
    camouflage: Share = 0.0
    reuse: Reuse = Reuse()
    paraphrase: bool = False
    unique: bool = True
    synchrony: Share = 0.7
    """Share of the harvest dealt out in turn to all accounts; the rest falls on any of them."""
    hours: Literal["flat", "office", "people"] = "flat"
    churn: Share = 0.0
    """Share of the accounts that are replacements of banned ones."""
    aged: Share = 0.1
    """Share of the accounts with an old, unsuspicious date of sign-up."""
    shards: AtLeastOne = 1
    """Topical shards: each account gets only its shard's templates."""
    first_day: Annotated[int, Field(ge=0)] = 0
    days: AtLeastOne | None = None
    """Days of harvesting from `first_day`; to the end of the world where absent."""
    pool: str | None = None
    """The proxy pool whose addresses it uses instead of its own."""


class PoolSpec(Closed):
    """A proxy pool that several actors, and honest bystanders, may share."""

    name: str
    addresses: AtLeastOne
    bystanders: Annotated[int, Field(ge=0)] = 0
    exchanges: Annotated[int, Field(ge=0)] = 0
    """What the bystanders send in all."""


class WorldSpec(Closed):
    """A whole world. The same settings and content give the same bytes."""

    seed: Annotated[int, Field(ge=0)] = 1
    start: datetime = datetime(2026, 5, 4, tzinfo=UTC)
    days: Annotated[int, Field(ge=1, le=366)] = 14
    customers: tuple[CustomerSpec, ...]
    campaigns: tuple[CampaignSpec, ...] = ()
    pools: tuple[PoolSpec, ...] = ()
    metadata: Literal["full", "network", "poor"] = "full"
    """full: all fields; network: nothing of payment, device or sign-up; poor: account, time,
    model and tokens only."""
    texts: bool = True
    """Whether prompts, turns, tools and answers are logged."""
    release_day: Annotated[int, Field(ge=0)] | None = None
    """The day a new model appears (17:00 UTC); the middle of the world where absent."""
    format: Literal["parquet", "jsonl"] = "parquet"
    chunk_rows: Annotated[int, Field(ge=100)] = 40_000

    @model_validator(mode="after")
    def _consistent(self) -> WorldSpec:
        if self.start.tzinfo is None or self.start.timestamp() % 86_400:
            raise ValueError("start must be midnight UTC, with a time zone")
        actors = [campaign.actor for campaign in self.campaigns]
        groups = [customer.group for customer in self.customers]
        if len(set(actors)) != len(actors) or len(set(groups)) != len(groups):
            raise ValueError("every actor and every customer group must have its own name")
        pools = {pool.name for pool in self.pools}
        for campaign in self.campaigns:
            if campaign.pool is not None and campaign.pool not in pools:
                raise ValueError(f"{campaign.actor}: pool {campaign.pool!r} is not in pools")
            if campaign.first_day >= self.days:
                raise ValueError(f"{campaign.actor}: first_day lies after the world's end")
        return self
