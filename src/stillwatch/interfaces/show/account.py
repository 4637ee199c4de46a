"""One account in the terminal: `stillwatch account ID`, named or not, and why."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from stillwatch.interfaces.report import formats, words
from stillwatch.interfaces.report.load import resolve
from stillwatch.interfaces.report.page import reasons
from stillwatch.interfaces.show.text import (
    INFERRED,
    OBSERVED,
    evidence_rows,
    grid,
    heading,
    plain,
)
from stillwatch.model.masking import short_id
from stillwatch.model.report import AccountRow, CampaignDetail, ReportDetail
from stillwatch.model.result import ResultDocument

_TIES = 15


def render_account(
    row: AccountRow, document: ResultDocument, detail: ReportDetail
) -> RenderableType:
    """Return where an account stands: axes, group, verdict or why none, ties, campaign.

    `row` comes from `load_account`. Raises ResultError where the row names a campaign that
    the result does not hold.
    """
    parts: list[RenderableType] = [
        plain(row.account_id, "bold", 120),
        Text(
            f"{formats.plural(row.exchanges, 'exchange')}, "
            f"{formats.large(row.output_tokens)} output tokens, "
            f"{formats.moment(row.first_ts)} to {formats.moment(row.last_ts)} UTC"
        ),
        heading("Verdict", INFERRED),
        grid(_verdict(row, detail)),
    ]
    if row.campaign_id is not None:
        parts += _in_campaign(row, document, detail)
    elif row.group_id is not None:
        parts += _in_group(row.group_id, detail)
    if row.verdict == "could_not_tell":
        parts += _unseen(document, detail)
    return Group(*parts)


def _verdict(row: AccountRow, detail: ReportDetail) -> list[tuple[str | Text, ...]]:
    needed = detail.thresholds
    return [
        ("This account is", Text(words.VERDICTS[row.verdict], style="bold")),
        ("Why", plain(row.reason)),
        ("Entity", plain(row.entity or "not known", limit=80)),
        ("Group", plain(row.group_id or "none", limit=80)),
        ("Campaign", plain(row.campaign_id or "none", limit=80)),
        ("Membership", "none" if row.membership is None else f"{row.membership:.2f}"),
        ("Coordination", _axis(row.coordination, needed.coordination if needed else None)),
        ("Extraction", _axis(row.extraction, needed.extraction if needed else None)),
    ]


def _axis(value: float | None, needed: float | None) -> str:
    if value is None:
        return "not measured"
    if needed is None:
        return formats.number(value)
    place = "reached" if value >= needed else "not reached"
    return f"{formats.number(value)} ({place}; {formats.number(needed)} is needed)"


def _in_campaign(
    row: AccountRow, document: ResultDocument, detail: ReportDetail
) -> list[RenderableType]:
    found = resolve(row.campaign_id or "", [c.id for c in document.campaigns], "campaign")
    campaign = next(c for c in document.campaigns if c.id == found)
    out = _ties(row.account_id, detail.of(found))
    out += [
        heading(f"Campaign {short_id(found, 40)}", INFERRED),
        Text(
            f"{campaign.verdict}: {formats.plural(len(campaign.accounts), 'account')}, "
            f"{formats.large(campaign.harvest.exchanges)} exchanges harvested. "
            + words.error_rate(campaign.error_rate)
        ),
    ]
    for axis in reasons(campaign.evidence[:40], detail):
        out += [heading(axis.title, f"{OBSERVED}, of the whole group"), grid(evidence_rows(axis))]
    return out


def _ties(account_id: str, part: CampaignDetail) -> list[RenderableType]:
    items = {i.id: i for i in part.graph.items}
    ties = [t for t in part.graph.ties if t.account == account_id and t.item in items]
    if not ties:
        told = "None of its ties is among the strongest, which report.json keeps."
        return [heading("What ties it to the others", OBSERVED), Text(told, style="dim")]
    rows: list[tuple[str | Text, ...]] = [
        (
            plain(items[t.item].kind, limit=60),
            plain(items[t.item].label, limit=70),
            f"shared by {formats.plural(items[t.item].accounts, 'account')}",
            f"{words.strength(t.bits)}, {formats.number(t.bits)} bits",
        )
        for t in sorted(ties, key=lambda t: (-t.bits, t.item))[:_TIES]
    ]
    return [heading("What ties it to the others", OBSERVED), grid(rows)]


def _in_group(group_id: str, detail: ReportDetail) -> list[RenderableType]:
    group = next((g for g in detail.cleared if g.id == group_id), None)
    if group is None:
        return []
    rows: list[tuple[str | Text, ...]] = [
        ("Looks like", plain(words.hypothesis(group.looks_like))),
        ("Accounts", formats.count(group.accounts)),
        ("Cleared because", Text(words.FAILED[group.failed])),
        ("", plain(group.reason)),
    ]
    return [heading("Its group", INFERRED), grid(rows)]


def _unseen(document: ResultDocument, detail: ReportDetail) -> list[RenderableType]:
    rows: list[tuple[str | Text, ...]] = [
        (plain(detail.note(u.signal).title, limit=60), plain(u.reason))
        for u in document.could_not_tell[:20]
    ]
    return [heading("Signals that had too little to look at"), grid(rows)] if rows else []
