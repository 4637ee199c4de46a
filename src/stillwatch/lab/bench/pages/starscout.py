"""What ties say of accounts that somebody else labelled."""

from __future__ import annotations

from pathlib import Path

from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.starscout import Linked, StarScoutFigures, evaluate


def starscout_lines(folder: Path) -> list[str]:
    """Link StarScout's accounts and return the figures as Markdown."""
    return lines(evaluate(folder))


def lines(figures: StarScoutFigures) -> list[str]:
    """Return the figures as Markdown, the caveat first."""
    rows = [
        ("groups beyond chance", figures.found.groups),
        ("accounts in them", f"{figures.found.accounts:,} (largest group {figures.largest:,})"),
        ("of all suspected accounts", figures.recall),
        ("of those that a later list names, suspected", figures.precision),
        ("the same of all accounts, in groups or not", figures.suspected_anyway),
        ("repositories dealt anew: groups, all false", _linked(figures.dealt_anew)),
        ("dealt anew within each month", _linked(figures.dealt_by_month)),
    ]
    return [
        f"{figures.stars:,} stars of {figures.accounts:,} accounts for {figures.repositories:,}",
        "repositories, linked as exchanges are: who starred the same things in the same days.",
        "",
        f"**{figures.caveat}**",
        "",
        *pooled.markdown(("", "found"), rows),
    ]


def _linked(linked: Linked) -> str:
    return f"{linked.groups} groups, {linked.accounts:,} accounts"
