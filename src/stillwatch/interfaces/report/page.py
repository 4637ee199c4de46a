"""What the page shows, chosen and capped: the step between documents and templates.

Every list here has a most, so that the page of 200 campaigns of 25,000 accounts still opens;
what is left out is counted and said, with the place where the rest is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stillwatch.interfaces.report import words
from stillwatch.interfaces.report.charts import HourChart, Strip, Timeline, hours, strip, timeline
from stillwatch.interfaces.report.graph import AxisMap, Drawing, axis_map, draw
from stillwatch.model.masking import mask
from stillwatch.model.report import (
    CampaignDetail,
    ClearedGroup,
    Comparison,
    ItemNode,
    MemberRow,
    ReportDetail,
    SampleRequest,
)
from stillwatch.model.result import Campaign, Evidence, ResultDocument

FULL_CAMPAIGNS: Final = 12
"""Campaigns shown with graph, samples and members; the others in short."""
MEMBER_ROWS: Final = 8_000
"""Rows of all member tables together; about 200 bytes each."""
MEMBER_ROWS_EACH: Final = 5_000
SAMPLES: Final = 12
SAMPLE_CHARS: Final = 1_200
EVIDENCE: Final = 40
LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence with its heading."""

    title: str
    evidence: Evidence
    width: float
    """Length of the strength bar, 0..100, the strongest of the page's campaign being 100."""


@dataclass(frozen=True, slots=True)
class FamilyOfReasons:
    """Evidence that looks at the same thing, and so counts once."""

    title: str
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class AxisOfReasons:
    """All evidence on one of the two axes."""

    title: str
    note: str
    families: list[FamilyOfReasons]


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a whole, with its share 0..1."""

    title: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class AlternativeBar:
    """A harmless explanation with its bar: to the right against it, to the left for it."""

    hypothesis: str
    bits_against: float
    told: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as the page shows it."""

    anchor: str
    campaign: Campaign
    detail: CampaignDetail
    full: bool
    sure: str
    axes: list[AxisOfReasons]
    evidence_left_out: int
    capabilities: list[Part]
    alternatives: list[AlternativeBar]
    drawing: Drawing | None
    shared: list[ItemNode]
    timeline: Timeline | None
    hours: HourChart | None
    strips: list[tuple[Comparison, Strip]]
    samples: list[SampleRequest]
    members: list[MemberRow]
    continues: list[tuple[str, str | None]]
    shares_pool_with: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    headline: str
    campaigns: list[CampaignView]
    map: AxisMap | None
    cleared: list[ClearedGroup]
    document: ResultDocument
    detail: ReportDetail


def build(document: ResultDocument, detail: ReportDetail) -> Page:
    """Choose what is shown. Raises ResultError where the two documents do not fit."""
    campaigns = words.ordered(document)
    anchors = {c.id: f"campaign-{n}" for n, c in enumerate(campaigns, 1)}
    rows = min(MEMBER_ROWS_EACH, MEMBER_ROWS // max(1, min(len(campaigns), FULL_CAMPAIGNS)))
    return Page(
        headline=words.headline(document, detail.groups_cleared, len(detail.exceptions)),
        campaigns=[
            _campaign(c, detail, anchors, rows if n < FULL_CAMPAIGNS else 0)
            for n, c in enumerate(campaigns)
        ],
        map=axis_map(campaigns, detail.cleared, detail.thresholds),
        cleared=sorted(detail.cleared, key=lambda g: (-g.accounts, g.id))[:LISTED],
        document=document,
        detail=detail,
    )


def _campaign(
    campaign: Campaign, detail: ReportDetail, anchors: dict[str, str], rows: int
) -> CampaignView:
    part = detail.of(campaign.id)
    full = rows > 0
    strongest = sorted(campaign.evidence, key=lambda e: -e.bits)[:EVIDENCE]
    return CampaignView(
        anchor=anchors[campaign.id],
        campaign=campaign,
        detail=part,
        full=full,
        sure=words.error_rate(campaign.error_rate),
        axes=reasons(strongest, detail),
        evidence_left_out=len(campaign.evidence) - len(strongest),
        capabilities=capabilities(campaign),
        alternatives=_alternatives(campaign),
        drawing=draw(part.graph) if full else None,
        shared=sorted(part.graph.items, key=lambda i: (-i.accounts, i.id))[:25] if full else [],
        timeline=timeline(part.timeline, campaign.detectable_from) if full else None,
        hours=hours(part.hours) if full else None,
        strips=[(c, strip(c)) for c in part.comparisons[:30]] if full else [],
        samples=[_sample(s) for s in part.samples[:SAMPLES]] if full else [],
        members=surest(part)[:rows],
        continues=[(i, anchors.get(i)) for i in campaign.continues[:20]],
        shares_pool_with=[(i, anchors.get(i)) for i in campaign.shares_pool_with[:20]],
    )


def surest(part: CampaignDetail) -> list[MemberRow]:
    """Return the listed members, the surest first and of equals the busiest."""
    return sorted(part.members.rows, key=lambda m: (-m.membership, -m.exchanges, m.account_id))


def reasons(evidence: list[Evidence], detail: ReportDetail) -> list[AxisOfReasons]:
    """Group evidence by axis and family, the strongest family first."""
    top = max((e.bits for e in evidence), default=0.0)
    sorted_in: dict[str, dict[str, list[Reason]]] = {axis: {} for axis in words.AXES}
    for e in sorted(evidence, key=lambda e: -e.bits):
        note = detail.note(e.signal)
        width = round(100 * max(0.0, e.bits) / top, 1) if top > 0 else 0.0
        sorted_in[note.axis].setdefault(note.family, []).append(Reason(note.title, e, width))
    return [
        AxisOfReasons(
            words.AXES[axis],
            words.AXIS_NOTES[axis],
            [FamilyOfReasons(words.family(name), told) for name, told in families.items()],
        )
        for axis, families in sorted_in.items()
        if families
    ]


def capabilities(campaign: Campaign) -> list[Part]:
    """Return what was asked for, the most first, in at most ten parts."""
    by_size = sorted(campaign.harvest.by_capability.items(), key=lambda kv: (-kv[1], kv[0]))
    total = sum(campaign.harvest.by_capability.values()) or 1
    parts = [Part(words.capability(name), n, n / total) for name, n in by_size[:10]]
    rest = sum(n for _, n in by_size[10:])
    return [*parts, Part("everything else", rest, rest / total)] if rest else parts


def _alternatives(campaign: Campaign) -> list[AlternativeBar]:
    ranked = sorted(campaign.alternatives, key=lambda a: a.bits_against)[:20]
    top = max((abs(a.bits_against) for a in ranked), default=0.0) or 1.0
    return [
        AlternativeBar(
            a.hypothesis,
            a.bits_against,
            words.against(a.bits_against),
            60 + min(0.0, a.bits_against / top) * 60,
            max(1.0, abs(a.bits_against) / top * 60),
        )
        for a in ranked
    ]


def _sample(sample: SampleRequest) -> SampleRequest:
    """Mask once more, for what is printed cannot be taken back, and cut."""
    masked = mask(sample.text[: SAMPLE_CHARS * 4])
    kinds = sorted({*sample.masked, *(kind for kind, _ in masked.found)})
    return sample.model_copy(
        update={"text": masked.text, "masked": kinds, "flags": sample.flags[:8]}
    )
