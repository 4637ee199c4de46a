"""`stillwatch ingest`: request logs into a lake."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from stillwatch.ingest.formats import FORMATS
from stillwatch.ingest.mapping import NO_MAPPING, load_mapping
from stillwatch.ingest.normalise import explain_note
from stillwatch.ingest.pseudonyms import read_key
from stillwatch.ingest.run import IngestOptions, SourceReport, recognise
from stillwatch.ingest.run import ingest as take_in
from stillwatch.ingest.source import Source
from stillwatch.interfaces.cli.progress import progress
from stillwatch.interfaces.report.formats import plural
from stillwatch.settings import IngestSettings, load_settings
from stillwatch.store.lake import Lake

SHOWN = 5
"""Rejected rows shown for each source; all of them are in the lake's table `rejects`."""

KeepText = Annotated[
    str | None, typer.Option("--keep-text", help="never, suspects or all; see docs/operations.md.")
]


def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or globs; .gz and .zst too.")],
    lake: Annotated[Path, typer.Option(help="Folder of the lake; made where there is none.")],
    format: Annotated[str, typer.Option(help=f"auto or one of {', '.join(FORMATS)}.")] = "auto",
    map: Annotated[
        Path | None, typer.Option("--map", help="Mapping file for tables of your own.")
    ] = None,
    keep_text: KeepText = None,
    pseudonymise: Annotated[
        Path | None, typer.Option(help="Key file: identifiers are kept as keyed hashes only.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (YAML).")] = None,
) -> int:
    """Take request logs into a lake; may be run again at any time."""
    chosen = load_settings(settings).ingest
    options = IngestOptions(
        format,
        load_mapping(map) if map else NO_MAPPING,
        with_keep_text(chosen, keep_text),
        read_key(pseudonymise) if pseudonymise else None,
    )
    reports = run_ingest(list(paths), lake_for(list(paths), lake, options), options)
    for report in reports:
        say(report)
    kept, rejected = sum(r.kept for r in reports), sum(r.rejected for r in reports)
    taken, refused = plural(kept, "exchange"), plural(rejected, "row")
    typer.echo(f"{taken} taken in, {refused} rejected; lake {lake}")
    return 0


def with_keep_text(settings: IngestSettings, keep_text: str | None) -> IngestSettings:
    """Return the settings with --keep-text applied. Wrong values are wrong usage."""
    if keep_text is None:
        return settings
    if keep_text not in ("never", "suspects", "all"):
        raise typer.BadParameter(f"--keep-text is never, suspects or all, not {keep_text!r}")
    return IngestSettings.model_validate({**settings.model_dump(), "keep_text": keep_text})


@contextmanager
def breakable() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C be what it is, also inside libraries that lose it or make another error of it.

    Yields what is to be called between parts of the work: it raises the KeyboardInterrupt that
    was lost.
    """
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        raise KeyboardInterrupt

    def check() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    # Only where Python would raise it here: not in other threads, nor where it is ignored.
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    own = usual and threading.current_thread() is threading.main_thread()
    if own:
        signal.signal(signal.SIGINT, ask)
    try:
        yield check
    except Exception as fault:
        if asked.is_set():
            raise KeyboardInterrupt from fault
        raise
    finally:
        if own:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def lake_for(paths: list[str], folder: Path, options: IngestOptions) -> Lake:
    """Return the lake in `folder`, made where there is none: not before `paths` are known to be
    logs, for a slip in a path should leave nothing behind."""
    recognise(paths, options)
    return Lake.create_or_open(folder)


def run_ingest(paths: list[str], lake: Lake, options: IngestOptions) -> list[SourceReport]:
    """Take paths into a lake, with progress on stderr."""
    with breakable() as check, progress("ingest") as shown:

        def began(source: Source, taken_for: str) -> None:
            shown.phase(f"{source.name} as {taken_for}", total_bytes=source.size)

        def advance(rows: int, count: int) -> None:
            check()
            shown.advance(rows=rows, bytes=count)

        return take_in(paths, lake, options, began=began, advance=advance)


def say(report: SourceReport) -> None:
    """Print what became of one source, and the first rows that were refused."""
    head = f"{report.name}: {report.format} ({report.why})"
    if report.passed_over:
        typer.echo(f"{report.name}: passed over, {report.why}")
        return
    if report.already:
        typer.echo(f"{head}: in the lake already")
        return
    again = f", {report.again:,} in the lake already" if report.again else ""
    refused = f", {report.rejected:,} rejected" if report.rejected else ""
    typer.echo(f"{head}: {plural(report.kept, 'exchange')}{again}{refused}")
    for name, count in sorted(report.notes.items()):
        typer.echo(f"  note: {explain_note(name, count)}")
    for reject in report.rejects[:SHOWN]:
        typer.echo(f"  {reject.source}:{reject.row}: {reject.reason}", err=True)
    if report.rejected > SHOWN:
        typer.echo(f"  ... and {report.rejected - SHOWN:,} more in the table rejects", err=True)
