"""`stillwatch show`: one campaign of a scan, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stillwatch.interfaces.report import load_detail, load_result
from stillwatch.interfaces.show.campaign import render_campaign

Out = Annotated[Path, typer.Option(help="Folder that `scan` wrote its result to.")]


def show(
    campaign: Annotated[str, typer.Argument(help="Id of the campaign, or its beginning.")],
    out: Out = Path(),
) -> None:
    """Show one campaign of a scan: members, ties, evidence, alternatives."""
    from rich.console import Console

    document = load_result(out)
    Console().print(render_campaign(document, load_detail(out, document), campaign))
