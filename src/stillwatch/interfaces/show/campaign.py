"""One campaign in the terminal: `stillwatch show CAMPAIGN`."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from stillwatch.interfaces.report import formats, words
from stillwatch.interfaces.report.load import resolve
from stillwatch.interfaces.report.page import capabilities, reasons, surest
from stillwatch.interfaces.show.text import (
    INFERRED,
    OBSERVED,
    bar,
    evidence_rows,
    grid,
    heading,
    plain,
)
from stillwatch.model.masking import short_id
from stillwatch.model.report import CampaignDetail, ReportDetail
from stillwatch.model.result import Campaign, ResultDocument

_MEMBERS = 10
_ITEMS = 8
_STUDIES = 4


def render_campaign(
    document: ResultDocument, detail: ReportDetail, campaign_id: str
) -> RenderableType:
    """Return what is known of one campaign. An id may be cut short while it stays clear.

    Raises ResultError, with the closest ids, where none or several campaigns fit.
    """
    found = resolve(campaign_id, [c.id for c in document.campaigns], "campaign")
    campaign = next(c for c in document.campaigns if c.id == found)
    part = detail.of(found)
    return Group(
        *_head(campaign, part),
        *_harvest(campaign, part),
        *_evidence(campaign, detail),
        *_ties(part),
        *_alternatives(campaign),
        *_members(part),
    )


def _head(campaign: Campaign, part: CampaignDetail) -> list[RenderableType]:
    title = Text(campaign.verdict.capitalize(), style="bold reverse")
    title.append(" ").append_text(plain(short_id(campaign.id, 40), "bold not reverse"))
    detectable = campaign.detectable_from
    rows: list[tuple[str | Text, ...]] = [
        ("How sure", words.error_rate(campaign.error_rate)),
        *(("Technique", plain(_technique(t, part))) for t in campaign.techniques[:12]),
        (
            "Could be told from",
            f"{formats.moment(detectable)} UTC" if detectable else _undated(part),
        ),
        *(("Continues", plain(short_id(i, 40))) for i in campaign.continues[:20]),
        *(("Shares a pool with", plain(short_id(i, 40))) for i in campaign.shares_pool_with[:20]),
        ("Who is behind it", "this result does not say"),
    ]
    return [
        title,
        Text(
            f"{formats.plural(len(campaign.accounts), 'account')} of "
            f"{formats.plural(part.entities, 'billing entity', 'billing entities')}, "
            f"{formats.moment(campaign.first_ts)} to {formats.moment(campaign.last_ts)} UTC"
        ),
        heading("Judgement", INFERRED),
        grid(rows),
    ]


def _technique(name: str, part: CampaignDetail) -> str:
    """Say what a technique is, and by what it was named."""
    reason = next((note.reason for note in part.techniques if note.name == name), "")
    return f"{name}: {words.technique(name)}" + (f" ({reason})" if reason else "")


def _undated(part: CampaignDetail) -> str | Text:
    return plain(f"not known: {part.not_dated}") if part.not_dated else "not known"


def _harvest(campaign: Campaign, part: CampaignDetail) -> list[RenderableType]:
    taken = campaign.harvest
    facts: list[tuple[str | Text, ...]] = [
        ("Exchanges", formats.large(taken.exchanges)),
        ("Output tokens", formats.large(taken.output_tokens)),
        ("Camouflage", f"{formats.percent(taken.camouflage_share)} of the accounts' traffic"),
        ("At list price", formats.dollars(taken.value_low, taken.value_high)),
    ]
    asked: list[tuple[str | Text, ...]] = [
        (plain(p.title, limit=40), bar(p.share), formats.percent(p.share), formats.count(p.count))
        for p in capabilities(campaign)
    ]
    if part.personal is not None:
        kinds = ", ".join(f"{k.kind} in {formats.count(k.exchanges)}" for k in part.personal)
        facts.append(("Third parties' data", plain(kinds or "none was seen")))
    told = [plain(words.worth(band)) for band in part.worth[:_STUDIES]]
    return [heading("Harvest", INFERRED), grid(facts), grid(asked, right=(2, 3)), *told]


def _evidence(campaign: Campaign, detail: ReportDetail) -> list[RenderableType]:
    out: list[RenderableType] = []
    for axis in reasons(campaign.evidence[:40], detail):
        out += [heading(axis.title, f"{OBSERVED}, its strength {INFERRED}")]
        out += [grid(evidence_rows(axis))]
    return out


def _ties(part: CampaignDetail) -> list[RenderableType]:
    items = sorted(part.graph.items, key=lambda i: (-i.accounts, i.id))
    if not items:
        return []
    rows: list[tuple[str | Text, ...]] = [
        (plain(i.kind, limit=40), plain(i.label, limit=70), formats.plural(i.accounts, "account"))
        for i in items[:_ITEMS]
    ]
    more = len(items) - _ITEMS + part.graph.items_left_out
    tail = [Text(f"and {more:,} more", style="dim")] if more > 0 else []
    return [heading("Most shared", OBSERVED), grid(rows, right=(2,)), *tail]


def _alternatives(campaign: Campaign) -> list[RenderableType]:
    rows: list[tuple[str | Text, ...]] = [
        (plain(words.hypothesis(a.hypothesis), limit=120), words.against(a.bits_against))
        for a in sorted(campaign.alternatives, key=lambda a: a.bits_against)[:20]
    ]
    return [heading("What else could explain it", INFERRED), grid(rows) if rows else Text("none")]


def _members(part: CampaignDetail) -> list[RenderableType]:
    rows: list[tuple[str | Text, ...]] = [
        (
            plain(m.account_id, limit=60),
            f"{m.membership:.2f}",
            formats.plural(m.exchanges, "exchange"),
            f"{formats.day(m.first_ts)} to {formats.day(m.last_ts)}",
        )
        for m in surest(part)[:_MEMBERS]
    ]
    more = part.members.total - len(rows)
    tail = [Text(f"and {more:,} more, in accounts.parquet", style="dim")] if more > 0 else []
    return [heading("Members, the surest first"), grid(rows, right=(1, 2)), *tail]
