"""What a reader is shown beside the result: graphs, days, samples, groups cleared.

The result document (`model/result.py`) is what a scan *says*; this sidecar (`report.json`)
is what a renderer needs to *show* it, capped so that a page stays readable. Nothing is
concluded here that the result does not hold. Texts arrive masked (`model/masking.py`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import pyarrow as pa
from pydantic import ConfigDict, Field

from stillwatch.model.errors import ResultError
from stillwatch.model.noted import (
    AllowNote,
    ArtefactReplay,
    NotedException,
    PersonalCount,
    ReasonedAlternative,
    WorthBand,
)
from stillwatch.model.profile import Hours, Profile
from stillwatch.model.result import Closed, Count, Share
from stillwatch.model.signal import Axis

REPORT_SCHEMA: Final = "stillwatch.report/1"
GRAPH_NODES: Final = 300
"""Most nodes a drawn graph may have; what is left out is counted."""

AccountVerdict = Literal["campaign", "suspect", "group_cleared", "not_grouped", "could_not_tell"]

ACCOUNTS_SCHEMA: Final[pa.Schema] = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("entity", pa.string()),
        pa.field("group_id", pa.string()),
        pa.field("campaign_id", pa.string()),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("coordination", pa.float64()),
        pa.field("extraction", pa.float64()),
        pa.field("membership", pa.float64()),
        pa.field("exchanges", pa.int64(), nullable=False),
        pa.field("output_tokens", pa.int64(), nullable=False),
        pa.field("first_ts", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("last_ts", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
"""The columns of `accounts.parquet`: every account scanned, in a campaign or not."""


class AccountRow(Closed):
    """One row of `accounts.parquet`: where an account stands, and why."""

    account_id: str
    entity: str | None
    group_id: str | None
    campaign_id: str | None
    verdict: AccountVerdict
    reason: str
    """Why this verdict, or why none could be given; one sentence."""
    coordination: float | None
    extraction: float | None
    membership: Share | None
    exchanges: Count
    output_tokens: Count
    first_ts: datetime
    last_ts: datetime


class SignalNote(Closed):
    """How a signal is introduced to a reader."""

    signal: str
    """The name that `Evidence.signal` and `CouldNotTell.signal` use."""
    title: str
    family: str
    """payment, device, network, registration, content, conversation, time, extraction, ...
    Evidence of one family counts once, so it is shown together."""
    axis: Axis
    rationale: str = ""
    """Why it tells anything at all, for the glossary."""
    false_positives: list[str] = Field(default_factory=list)


class AccountNode(Closed):
    """An account in a drawn graph."""

    id: str
    """The account_id, whole."""
    exchanges: Count
    membership: Share


class ItemNode(Closed):
    """Something that accounts share."""

    id: str
    """Unique in this graph, apart from every account's id."""
    kind: str
    """What it is, in words a reader knows: "payment card", "prompt template"."""
    family: str
    label: str
    """Masked: never a raw address, payment id or prompt with personal data."""
    accounts: Count
    """Accounts of the campaign that share it, drawn or not."""


class Tie(Closed):
    """An account has an item; `bits` is how little chance explains it."""

    account: str
    item: str
    bits: float


class TieGraph(Closed):
    """The strongest part of what ties a campaign together, at most GRAPH_NODES nodes."""

    accounts: list[AccountNode]
    items: list[ItemNode]
    ties: list[Tie]
    accounts_left_out: Count = 0
    items_left_out: Count = 0


class Day(Closed):
    """One UTC day of a campaign."""

    day: date
    exchanges: Count
    harvest_exchanges: Count
    new_accounts: Count
    """Accounts seen for the first time in this scan."""
    active_accounts: Count


class HourProfile(Closed):
    """Exchanges by UTC hour of the day: the campaign against everyone else's."""

    group: Hours
    everyone: Hours


class SampleRequest(Closed):
    """One request of the campaign, as evidence a person can judge."""

    request_id: str
    account_id: str
    ts: datetime
    text: str
    """Masked; empty where the text was not kept."""
    harvest: bool
    """Inferred: counted as harvest rather than as camouflage."""
    flags: list[str]
    """What was seen in it, in words: "asks for reasoning", "same template as 412 others"."""
    output_tokens: Count
    masked: list[str] = Field(default_factory=list)
    """Kinds of personal data or secrets that were masked, for the third parties' sake."""


class MemberRow(Closed):
    """A member as the table shows it."""

    account_id: str
    entity: str | None
    membership: Share
    first_ts: datetime
    last_ts: datetime
    exchanges: Count
    harvest_exchanges: Count
    output_tokens: Count
    ties: Count
    """Items this account shares with others of the campaign."""


class MemberTable(Closed):
    """The surest members first; `total` counts those not listed as well."""

    rows: list[MemberRow]
    total: Count


class Quantiles(Closed):
    """The tenth, fiftieth and ninetieth percentile."""

    p10: float
    p50: float
    p90: float


class Comparison(Closed):
    """A measure over the campaign's accounts beside harmless groups."""

    signal: str
    title: str
    unit: str
    """What the numbers are, e.g. "share of requests"; empty for a pure number."""
    group: Quantiles
    reference: Quantiles
    reference_name: str
    """Who the harmless ones are, e.g. "412 organisations known before"."""


class TechniqueNote(Closed):
    """A technique that a campaign looks like, and what names it so, in a sentence."""

    name: str
    reason: str


class CampaignDetail(Closed):
    """What is shown of one campaign beyond the result document."""

    campaign_id: str
    entities: Count
    """Billing entities behind the accounts, as the provider knows them."""
    graph: TieGraph
    timeline: list[Day]
    hours: HourProfile | None
    samples: list[SampleRequest]
    members: MemberTable
    comparisons: list[Comparison]
    techniques: list[TechniqueNote] = Field(default_factory=list)
    profile: Profile | None = None
    not_dated: str = ""
    """Why `Campaign.detectable_from` is null, where it is."""
    worth: list[WorthBand] = Field(default_factory=list)
    artefacts: ArtefactReplay | None = None
    """None where no exchange of the log sent a reasoning artefact back."""
    personal: list[PersonalCount] | None = None
    """None where no text was looked at for third parties' data."""
    tested: list[ReasonedAlternative] = Field(default_factory=list)
    """Harmless explanations tested on the log itself, with the reason in words."""


class ClearedGroup(Closed):
    """A group that was looked at and not named, and why: nobody is accused in silence."""

    id: str
    accounts: Count
    exchanges: Count
    looks_like: str
    """The likeliest harmless reading, e.g. "one company behind one address"."""
    failed: Literal["coordination", "extraction", "both"]
    """The axis that did not hold."""
    reason: str
    coordination: float | None
    extraction: float | None


class Thresholds(Closed):
    """What each axis had to reach, in the units of `Campaign.coordination` and `.extraction`."""

    coordination: float
    extraction: float


class StepTime(Closed):
    """How long a named step of the scan took."""

    step: str
    seconds: float


class ReportDetail(Closed):
    """The sidecar `report.json`, written by the same scan as `campaigns.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["stillwatch.report/1"] = Field(REPORT_SCHEMA, alias="schema")
    settings_digest: str
    """Equal to the result's, else the two files are of different scans."""
    made_at: datetime
    command: str
    """The command line that gives this result again."""
    versions: dict[str, str]
    steps: list[StepTime]
    thresholds: Thresholds | None
    groups_considered: Count
    groups_cleared: Count
    """All of them; `cleared` may list fewer."""
    cleared: list[ClearedGroup]
    signals: list[SignalNote]
    campaigns: list[CampaignDetail]
    artefacts: ArtefactReplay | None = None
    """Of the whole log; None where no exchange sent a reasoning artefact back."""
    exceptions: list[NotedException] = Field(default_factory=list)
    allow_notes: list[AllowNote] = Field(default_factory=list)
    """Entries of the allow-list that have expired, or that matched nothing."""
    price_note: str = ""
    """Where the value range comes from, e.g. "list price of 2026-09, 15 to 75 USD a million"."""

    def of(self, campaign_id: str) -> CampaignDetail:
        """Return the part on `campaign_id`; raises ResultError where there is none."""
        for part in self.campaigns:
            if part.campaign_id == campaign_id:
                return part
        raise ResultError(
            f"nothing is recorded on campaign {campaign_id!r}",
            where="report.json",
            remedy="run the scan again, so that campaigns.json and report.json are of one run",
        )

    def note(self, signal: str) -> SignalNote:
        """Return how `signal` is introduced; one not described is shown by its own name."""
        for note in self.signals:
            if note.signal == signal:
                return note
        return SignalNote(signal=signal, title=signal, family="other", axis="coordination")
