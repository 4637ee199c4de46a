"""`stillwatch bench`: how good the detector is, on worlds nobody tuned it on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from stillwatch.interfaces.cli.ingest import breakable
from stillwatch.interfaces.cli.progress import progress
from stillwatch.interfaces.cli.scan import command_line
from stillwatch.lab.bench.cell import Cell
from stillwatch.model.errors import SettingsError

if TYPE_CHECKING:
    from stillwatch.lab.bench.giveaway import Giveaway

EXTRA: Final = {
    "coordination_network_toolkit": "coordination-network-toolkit",
    "matplotlib": "matplotlib",
    "sklearn": "scikit-learn",
    "splink": "splink",
}
"""Modules of the extra `lab`, by the names they are installed under."""
GIVES_AWAY: Final = 1


def bench(
    out: Annotated[
        Path, typer.Option(help="Page to write; plots go to a folder of its name beside it.")
    ] = Path("benchmark.md"),
    quick: Annotated[
        bool, typer.Option("--quick", help="A few small worlds: minutes, and no verdict.")
    ] = False,
    core: Annotated[
        bool,
        typer.Option(
            "--core",
            help="Techniques, harmless worlds, two scanned daily: half an hour. No knob is turned, "
            "nothing left out by turns, and there is no attacker.",
        ),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="A world to judge, by its preset; may be given again. All where absent."),
    ] = None,
    giveaway: Annotated[
        bool,
        typer.Option(
            "--giveaway",
            help="Only look for fields that betray simulated attackers; exit 1 where there are.",
        ),
    ] = False,
    work: Annotated[
        Path, typer.Option(help="Keeps what every world came to; a broken-off run goes on.")
    ] = Path(".bench"),
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of real corpora, for every second world.")
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(help="Exchanges of a world; 60,000 (quick: 12,000).", min=5_000),
    ] = None,
    processes: Annotated[
        int, typer.Option(help="Worlds judged beside each other, some 2 GB each; 0: per core.")
    ] = 0,
) -> int:
    """Measure the detector, and others beside it, on worlds nobody tuned it on."""
    _need_extra()
    # Imported late: the extra may be missing, and the line above says so better.
    from stillwatch.lab.bench import whole

    run = whole.Run(work, corpora, processes or os.cpu_count() or 1, command_line(), out)
    with breakable() as check, progress("bench") as shown:

        def began(part: str, exchanges: int) -> None:
            check()
            shown.phase(part, total_rows=exchanges or None)

        def judged(cell: Cell, _before: bool) -> None:
            check()
            shown.advance(rows=cell.size)

        if giveaway:
            tables = whole.giveaways(run, began, size)
        else:
            plan = whole.plan_of(quick=quick, size=size, corpora=corpora, core=core)
            plan = whole.restricted(plan, only or ())
            summary = whole.benchmark(run, plan, began, judged)
    if giveaway:
        return _betrayed(whole.giveaway_lines(tables), [each.offending for each in tables])
    typer.echo("\n".join([*summary, f"page: {out}"]))
    return 0


def _betrayed(lines: Sequence[str], offending: Sequence[Sequence[Giveaway]]) -> int:
    """Print the tables and return the exit code: 1 where anything gives an attacker away."""
    typer.echo("\n".join(lines))
    found = [each for table in offending for each in table]
    for each in found:
        typer.echo(
            f"{each.name} of {each.of} gives attackers away: {each.area.value:.2f}, and "
            f"{each.limit:.2f} is the limit",
            err=True,
        )
    return GIVES_AWAY if found else 0


def _need_extra() -> None:
    missing = [package for module, package in EXTRA.items() if find_spec(module) is None]
    if missing:
        raise SettingsError(
            f"{', '.join(missing)} not installed",
            where="stillwatch bench",
            remedy="install the extra `lab`: pip install 'stillwatch[lab]'",
        )
