"""`stillwatch demo`: a small world, scanned, with a report to look at."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from stillwatch.ingest.run import IngestOptions
from stillwatch.interfaces.cli.ingest import run_ingest, say
from stillwatch.interfaces.cli.progress import progress
from stillwatch.interfaces.cli.scan import scan_with_progress, summarise
from stillwatch.interfaces.scanning import ScanRequest
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.world import simulate
from stillwatch.model.errors import InputError
from stillwatch.settings import Settings
from stillwatch.store.lake import Lake

SIZE = 200_000
MARKER = "made-by-stillwatch-demo"
"""File that tells a folder of an earlier demo, which may be replaced, from anything else."""


def demo(
    out: Annotated[Path, typer.Option(help="Folder to work in; an earlier demo is replaced.")] = (
        Path("demo")
    ),
    size: Annotated[int, typer.Option(help="Exchanges of the world.", min=5_000)] = SIZE,
    seed: Annotated[int, typer.Option(help="Seed of the world.")] = 7,
) -> None:
    """Build a small world, scan it, and write a report to look at."""
    _clear(out)
    settings = Settings()
    typer.echo(f"building a world of about {size:,} exchanges in {out} ...")
    spec = preset("demo", size=size, seed=seed)
    with progress("simulate", total_rows=spec.planned_exchanges) as shown:
        content = content_from(None, seed=seed)
        world = simulate(spec, content, out / "world", lambda rows: shown.advance(rows=rows))
    typer.echo(
        f"{world.exchanges:,} exchanges of {world.accounts:,} accounts; "
        f"{world.campaign_accounts:,} of them belong to two campaigns (truth in {world.truth})"
    )
    lake = Lake.create_or_open(out / "lake")
    for report in run_ingest([str(world.logs)], lake, IngestOptions(settings=settings.ingest)):
        if report.rejected:
            say(report)
    written = scan_with_progress(
        ScanRequest(
            lake=lake,
            out=out / "result",
            since=None,
            until=None,
            settings=settings,
            command=f"stillwatch scan --lake {out / 'lake'} --out {out / 'result'}",
        )
    )
    summarise(written)


def _clear(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise InputError(
                "the folder holds other things",
                where=str(out),
                remedy="name an empty or new folder with --out",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()
