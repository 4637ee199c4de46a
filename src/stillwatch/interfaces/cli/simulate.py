"""`stillwatch simulate`: a world of request logs, with the truth apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stillwatch.interfaces.cli.progress import progress
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import PRESETS, preset
from stillwatch.lab.simulate.world import simulate as build


def simulate(
    scenario: Annotated[str, typer.Argument(help=f"One of {', '.join(PRESETS)}.")],
    out: Annotated[Path, typer.Option(help="Folder to write logs/ and truth/ to.")],
    size: Annotated[int, typer.Option(help="Exchanges of the whole world.", min=5_000)] = 100_000,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = 1,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of real text corpora; none: built-in text.")
    ] = None,
    split: Annotated[str, typer.Option(help="Side of the corpora: train or test.")] = "test",
) -> None:
    """Write a simulated world of request logs, with the truth apart."""
    if split not in ("train", "test"):
        raise typer.BadParameter(f"--split is train or test, not {split!r}")
    with progress("simulate"):
        content = content_from(corpora, seed=seed, split=split)
        world = build(preset(scenario, size=size, seed=seed), content, out)
    typer.echo(
        f"{world.exchanges:,} exchanges of {world.accounts:,} accounts over {world.days} days in "
        f"{world.logs}; of {world.campaign_accounts:,} campaign accounts "
        f"{world.harvest_exchanges:,} are harvest; truth in {world.truth}"
    )
