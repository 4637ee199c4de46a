"""`stillwatch compare`: two campaigns side by side, of one scan or of two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stillwatch.campaigns.comparison import Told, compare_campaigns
from stillwatch.interfaces.report import load_detail, load_result
from stillwatch.interfaces.report.load import resolve
from stillwatch.interfaces.show import render_comparison


def compare(
    one: Annotated[str, typer.Argument(help="Id of a campaign, or its beginning.")],
    other: Annotated[str, typer.Argument(help="Id of the other, or its beginning.")],
    out: Annotated[Path, typer.Option(help="Folder that `scan` wrote its result to.")] = Path(),
    beside: Annotated[
        Path | None,
        typer.Option("--with", help="Folder of the other's result; --out if not given."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Lay two campaigns side by side: means, disguise, rate, reactions, what is in both."""
    from rich.console import Console

    compared = compare_campaigns(told(one, out), told(other, out if beside is None else beside))
    if json:
        typer.echo(compared.model_dump_json(by_alias=True, indent=1))
    else:
        Console().print(render_comparison(compared))


def told(wanted: str, folder: Path) -> Told:
    """Return a campaign of the result in `folder` with what is shown of it.

    Raises ResultError where there is none of that id.
    """
    document = load_result(folder)
    found = resolve(wanted, [campaign.id for campaign in document.campaigns], "campaign")
    campaign = next(c for c in document.campaigns if c.id == found)
    return campaign, load_detail(folder, document).of(found)
