"""What a scan says at its end, short enough to be read in one look."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from stillwatch.interfaces.report import formats, words
from stillwatch.interfaces.show.text import grid, plain
from stillwatch.model.masking import short_id
from stillwatch.model.result import Campaign, ResultDocument

_SHOWN = 20


def render_summary(
    document: ResultDocument, groups_cleared: int | None = None, excepted: int = 0
) -> RenderableType:
    """Return the headline, a line for each campaign, and what could not be told."""
    campaigns = words.ordered(document)
    basis = (
        f"{formats.plural(document.input.exchanges, 'exchange')} of "
        f"{formats.plural(document.input.accounts, 'account')} looked at"
    )
    if document.input.rejected:
        basis += f", {formats.plural(document.input.rejected, 'row')} rejected"
    parts: list[RenderableType] = [
        Text(words.headline(document, groups_cleared, excepted), style="bold"),
        Text(basis, style="dim"),
    ]
    if campaigns:
        parts.append(grid([_row(c) for c in campaigns[:_SHOWN]], right=(2, 3)))
    if len(campaigns) > _SHOWN:
        parts.append(Text(f"and {len(campaigns) - _SHOWN:,} more in campaigns.json", style="dim"))
    if document.could_not_tell:
        names = ", ".join(u.signal for u in document.could_not_tell[:_SHOWN])
        told = formats.plural(len(document.could_not_tell), "signal")
        parts.append(plain(f"{told} had too little to look at: {names}", "dim"))
    return Group(*parts)


def _row(campaign: Campaign) -> tuple[str | Text, ...]:
    return (
        Text(campaign.verdict, style="bold" if campaign.verdict == "campaign" else "dim"),
        plain(short_id(campaign.id, 24)),
        formats.plural(len(campaign.accounts), "account"),
        formats.plural(campaign.harvest.exchanges, "exchange"),
        plain(", ".join(campaign.techniques[:4]) or "no known technique", limit=60),
    )
