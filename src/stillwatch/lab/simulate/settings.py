"""What a simulated world consists of, as its author writes it; validated once, here."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stillwatch.lab.simulate.metadata import Level

Share = Annotated[float, Field(ge=0.0, le=1.0)]
AtLeastOne = Annotated[int, Field(ge=1)]
LanguageCode = Annotated[str, Field(pattern="^[a-z]{2}$")]
"""ISO 639-1."""
MOST_CAMOUFLAGE: Final = 0.99
"""Camouflage costs c/(1-c) further requests for each harvested one: without end at 1."""


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

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class Reuse(Closed):
    """How many accounts of a campaign share one thing, on average; 1 is nothing shared."""

    per_card: AtLeastOne = 4
    """Reported are three to six accounts per card. Sizes are geometric about this mean, so an
    account at 4 has six others on its card on average, and cards of more than ten are rare."""
    per_device: AtLeastOne = 4
    per_address: AtLeastOne = 6
    per_batch: AtLeastOne = 25
    """Accounts created within the same half hour."""
    per_organisation: AtLeastOne = 5
    """Of those that pose as an organisation, about so many as one: three to eight at 5."""


class CustomerSpec(Closed):
    """A group of honest accounts: `everyday` people, or one of the look-alikes by name."""

    group: str
    accounts: AtLeastOne
    exchanges: AtLeastOne
    """Expected over the whole world, given every account's sign-up and leaving."""


class CampaignSpec(Closed):
    """One actor that harvests. What moves the boundary of evasion (see `boundary`): H is
    `exchanges`, A is `accounts`, P follows from `templates`.

    In a world's file `rate`, harvested exchanges per account and day, may stand instead of
    `accounts`, which then follow from it.
    """

    actor: str
    technique: Technique
    accounts: AtLeastOne
    exchanges: AtLeastOne
    """The harvest alone; camouflage comes on top."""
    templates: AtLeastOne = 8
    """Prompt families for each role that the technique uses, over all shards together."""
    camouflage: Annotated[float, Field(ge=0.0, le=MOST_CAMOUFLAGE)] = 0.0
    """Share of ordinary requests among all that the accounts send for the actor."""
    reuse: Reuse = Reuse()
    paraphrase: Share = 0.0
    """Share of the harvest's prompts that are drawn from all families, not from the actor's."""
    unique: bool = True
    """Whether an exact prompt of the harvest is kept from recurring within a day, as far as a
    few draws anew can help. From one day to another it may recur."""
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] | None = None
    """What the harvest's prompts are written in; as everybody's where absent."""
    synchrony: Share = 0.7
    """Share of the harvest dealt out in turn to all accounts; the rest falls on any of them."""
    hours: Literal["flat", "office", "people"] = "flat"
    churn: Share = 0.0
    """Share of the accounts that are replacements of banned ones."""
    aged: Share = 0.1
    """Share of the accounts with an old, unsuspicious date of sign-up and no past in the logs."""
    bought: Share = 0.0
    """Share of the accounts that an ordinary person used within the world until the actor took
    them over, in the harvest's first half and not before the world's third day: then device,
    card, key and addresses change. A day on which no account is the actor's harvests nothing."""
    organisations: Share = 0.08
    """Share of the accounts that pose as organisations and declare an `org_id`, as many as among
    honest accounts of the presets: its absence must not tell."""
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
    metadata: Level = "full"
    """Which fields the provider has, see `metadata`. Under `poor` texts and sketches are still
    written where the two settings below say so."""
    texts: bool = True
    """Whether prompts, turns, tools and answers are logged."""
    sketches: bool = False
    """Whether the columns of SKETCH_SCHEMA are written besides or instead of texts."""
    release_day: Annotated[int, Field(ge=0)] | None = None
    """The day a new model appears (17:00 UTC); the middle of the world where absent."""
    format: Literal["parquet", "jsonl"] = "parquet"
    chunk_rows: Annotated[int, Field(ge=100)] = 40_000

    @property
    def planned_exchanges(self) -> int:
        """Return about how many exchanges the world will hold, camouflage included."""
        honest = sum(group.exchanges for group in self.customers)
        honest += sum(pool.exchanges for pool in self.pools)
        return honest + sum(round(c.exchanges / (1.0 - c.camouflage)) for c in self.campaigns)

    @model_validator(mode="before")
    @classmethod
    def _count_accounts(cls, written: Any) -> Any:
        """Turn every campaign's `rate` into `accounts`."""
        if not isinstance(written, dict):
            return written
        campaigns = written.get("campaigns")
        if not isinstance(campaigns, list | tuple):
            return written
        days = written.get("days", cls.model_fields["days"].default)
        return {**written, "campaigns": [_without_rate(each, days) for each in campaigns]}

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
        if self.metadata == "sketches" and not self.sketches:
            raise ValueError("metadata is sketches, but sketches is false: set it to true")
        return self


def accounts_at(rate: float, exchanges: int, days: int, *, least: int = 1) -> int:
    """Return how many accounts harvest `exchanges` in `days` at `rate` per account and day."""
    return max(least, round(exchanges / (rate * days)))


def _without_rate(campaign: Any, world_days: Any) -> Any:
    """Return the campaign as written, its `rate` (per account and day) made into `accounts`.

    What is wrong in other fields is left for their own check to say.
    """
    if not isinstance(campaign, dict) or "rate" not in campaign:
        return campaign
    rest = {name: value for name, value in campaign.items() if name != "rate"}
    name, rate = campaign.get("actor", "campaign"), campaign["rate"]
    if rest.get("accounts") is not None:
        raise ValueError(f"{name}: give accounts or rate, not both: one follows from the other")
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < inf:
        raise ValueError(f"{name}: rate is exchanges per account and day, above 0, not {rate!r}")
    first, exchanges, days = (rest.get(part) for part in ("first_day", "exchanges", "days"))
    first = first or 0
    if not (isinstance(first, int) and isinstance(exchanges, int) and isinstance(world_days, int)):
        return {**rest, "accounts": 1}
    left = max(1, world_days - first)
    active = min(days, left) if isinstance(days, int) and days > 0 else left
    return {**rest, "accounts": accounts_at(rate, exchanges, active)}
