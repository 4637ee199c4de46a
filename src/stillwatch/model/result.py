"""The result document (`stillwatch.result/1`): what a scan says, reloadable and closed.

Renderers, cases and shares read this document and nothing else, so what was said can be
held against what was shown. Published as JSON Schema beside the docs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

RESULT_SCHEMA: Final = "stillwatch.result/1"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=0)]


class Closed(BaseModel):
    """A frozen part of the document; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Closed):
    """The span of event time that was scanned; `until` is exclusive."""

    since: datetime | None
    until: datetime | None


class ScanInput(Closed):
    """What the scan rested on."""

    exchanges: Count
    accounts: Count
    rejected: Count
    lake_version: Count


class Member(Closed):
    """An account of a campaign and how sure its membership is (0..1)."""

    account_id: str
    membership: Share
    first_ts: datetime
    last_ts: datetime
    exchanges: Count


class Harvest(Closed):
    """What was taken. Values are list price of output tokens, in US dollars."""

    exchanges: Count
    output_tokens: Count
    by_capability: dict[str, Count]
    camouflage_share: Share
    value_low: float
    value_high: float


class Evidence(Closed):
    """One reason. `bits` is its strength: every bit halves the odds of chance."""

    signal: str
    statement: str
    bits: float
    items: list[str]
    request_ids: list[str]


class Alternative(Closed):
    """A harmless explanation and how many bits speak against it (negative: speaks for it)."""

    hypothesis: str
    bits_against: float


class Campaign(Closed):
    """A group of accounts that act as one and harvest, or are suspected of it."""

    id: str
    verdict: Literal["campaign", "suspect"]
    error_rate: Share
    coordination: float
    extraction: float
    techniques: list[str]
    accounts: list[Member]
    harvest: Harvest
    evidence: list[Evidence]
    alternatives: list[Alternative]
    first_ts: datetime
    last_ts: datetime
    detectable_from: datetime | None
    continues: list[str]
    shares_pool_with: list[str]


class CouldNotTell(Closed):
    """A signal that had nothing to look at, why, and for how many exchanges."""

    signal: str
    reason: str
    exchanges: Count


class ResultDocument(Closed):
    """Everything a scan found, and what it could not tell."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["stillwatch.result/1"] = Field(RESULT_SCHEMA, alias="schema")
    window: Window
    input: ScanInput
    settings_digest: str
    campaigns: list[Campaign]
    could_not_tell: list[CouldNotTell]
