"""Small pieces all text faces share. Log text never becomes rich markup or an escape code."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from stillwatch.interfaces.report import words
from stillwatch.interfaces.report.formats import number
from stillwatch.interfaces.report.page import AxisOfReasons
from stillwatch.model.masking import visible

OBSERVED = "observed"
INFERRED = "inferred"
_BAR = 16


def plain(text: str, style: str = "", limit: int = 400) -> Text:
    """Return log text as it is: no markup, nothing invisible, at most `limit` characters."""
    return Text(visible(text, limit), style=style)


def heading(title: str, mark: str = "") -> Text:
    """Return a heading, and whether what follows was observed or inferred."""
    text = Text(f"\n{title}", style="bold")
    return text.append(f"  {mark}", style="italic dim") if mark else text


def bar(share: float, width: int = _BAR) -> str:
    """Return a bar of `width` cells for a share of 0..1."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "━" * full + "·" * (width - full)


def grid(rows: Iterable[tuple[str | Text, ...]], right: tuple[int, ...] = ()) -> Table:
    """Return rows in aligned columns without lines; the columns of `right` align right."""
    listed = list(rows)
    table = Table.grid(padding=(0, 2, 0, 0))
    for n in range(max((len(row) for row in listed), default=0)):
        table.add_column(justify="right" if n in right else "left", overflow="fold")
    for row in listed:
        table.add_row(*(Text(c) if isinstance(c, str) else c for c in row))
    return table


def evidence_rows(axis: AxisOfReasons) -> list[tuple[str | Text, ...]]:
    """Return the reasons of one axis, a family after the other."""
    return [
        (
            plain(family.title if n == 0 else "", "dim", 40),
            plain(reason.evidence.statement),
            bar(reason.width / 100),
            f"{words.strength(reason.evidence.bits)}, {number(reason.evidence.bits)} bits",
        )
        for family in axis.families
        for n, reason in enumerate(family.reasons)
    ]
