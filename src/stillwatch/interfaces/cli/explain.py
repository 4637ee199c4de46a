"""`stillwatch explain`: one signal, with all that is needed to doubt it."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from textwrap import indent
from typing import Annotated

import typer

from stillwatch.interfaces.show.text import heading
from stillwatch.model.errors import StillwatchError
from stillwatch.model.signal import MeasureSignal, Signal, TieSignal
from stillwatch.signals.catalogue import SIGNALS


def explain(
    signal: Annotated[str, typer.Argument(help="Name of the signal, as `signals` lists it.")],
) -> None:
    """Explain one signal: why it tells anything, what it needs, its SQL, when it is wrong."""
    from rich.console import Console
    from rich.text import Text

    found = signal_named(signal)
    console = Console()
    console.print(Text(found.title, style="bold"))
    console.print(Text(f"{found.name} · {found.axis} · {found.family}", style="dim"))
    console.print(heading("Why it tells anything"), Text(found.rationale), sep="\n")
    console.print(heading("What it needs"), Text(needs(found)), sep="\n")
    console.print(heading("How it is measured"), Text(how(found)), sep="\n")
    # As it is, so that it can be copied: no line is broken at the terminal's width.
    console.print(Text(indent(sql_of(found), "    ")), soft_wrap=True)
    for title, lines in (
        ("When it is wrong", found.false_positives),
        ("References", found.references),
    ):
        console.print(heading(title), *(Text(f"- {line}") for line in lines), sep="\n")


def signal_named(name: str) -> Signal:
    """Return a signal by its name; raises StillwatchError naming the closest one."""
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in SIGNALS:
        return SIGNALS[folded]
    close = get_close_matches(folded, SIGNALS, n=1, cutoff=0.0)
    raise StillwatchError(
        f"there is no signal {name!r}; the closest is {close[0]!r}",
        remedy="`stillwatch signals` lists them all",
    )


def needs(signal: Signal) -> str:
    """Say which columns a signal cannot do without."""
    if len(signal.requires) == 1:
        return f"{signal.requires[0]}; where it is empty the signal cannot tell"
    names = ", ".join(signal.requires)
    if signal.any_of:
        return f"one of {names}; where all are empty the signal cannot tell"
    return f"{names}; where one is empty the signal cannot tell"


def how(signal: Signal) -> str:
    """Say in a sentence or two what is done with the SQL's answer."""
    if isinstance(signal, TieSignal):
        rarity = (
            f" Some {signal.value_space:,} values are taken to exist, however small the log."
            if signal.value_space
            else ""
        )
        hubs = (
            "The holders of one popular item are looked at as a group of their own."
            if signal.forms_groups
            else "One item alone forms no group."
        )
        return (
            "Accounts are tied where they share more of these items than chance explains, given "
            f"how many items each holds and how popular each is.{rarity} {hubs}"
        )
    assert isinstance(signal, MeasureSignal)
    return (
        "One value per group, held against groups that are coordinated and harmless; unusually "
        f"{signal.tail} values count. Told from {signal.minimum_exchanges} exchanges on."
    )


def sql_of(signal: Signal) -> str:
    """Return the SQL as it runs, without the indent it has in the code."""
    if isinstance(signal, TieSignal):
        return inspect.cleandoc(signal.items_sql("exchange"))
    assert isinstance(signal, MeasureSignal)
    return inspect.cleandoc(signal.measure_sql("group_row", "account"))
