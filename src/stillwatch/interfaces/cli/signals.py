"""`stillwatch signals`: all reasons to look twice, in a table or as JSON."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
import typer

from stillwatch.interfaces.show.text import grid
from stillwatch.model.signal import Signal, TieSignal
from stillwatch.signals.catalogue import SIGNALS


def signals(
    json: Annotated[bool, typer.Option("--json", help="Print the headers as JSON.")] = False,
) -> None:
    """List the signals a scan looks at; `explain` tells more of one."""
    if json:
        listed = [header(signal) for signal in SIGNALS.values()]
        typer.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2).decode())
        return
    from rich.console import Console
    from rich.text import Text

    heads = tuple(Text(head, style="bold") for head in ("name", "axis", "family", "what it sees"))
    rows = [(s.name, s.axis, s.family, s.title) for s in SIGNALS.values()]
    console = Console()
    console.print(grid([heads, *rows]))
    console.print(
        Text(f"\n{len(rows)} signals; `stillwatch explain NAME` tells more of one.", style="dim")
    )


def header(signal: Signal) -> dict[str, Any]:
    """Return what is said of a signal, for programs; its SQL is left to `explain`."""
    return {
        "name": signal.name,
        "title": signal.title,
        "kind": "tie" if isinstance(signal, TieSignal) else "measure",
        "axis": signal.axis,
        "family": signal.family,
        "rationale": signal.rationale,
        "requires": list(signal.requires),
        "any_of": signal.any_of,
        "references": list(signal.references),
        "false_positives": list(signal.false_positives),
    }
