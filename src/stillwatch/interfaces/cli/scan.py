"""`stillwatch scan`: name campaigns in a lake, or in logs directly."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from stillwatch.campaigns.allow import load_allow
from stillwatch.ingest.formats import AUTO
from stillwatch.ingest.mapping import NO_MAPPING, load_mapping
from stillwatch.ingest.run import IngestOptions
from stillwatch.interfaces.cli.ingest import (
    KeepText,
    breakable,
    lake_for,
    run_ingest,
    say,
    with_keep_text,
)
from stillwatch.interfaces.cli.progress import progress
from stillwatch.interfaces.scanning import ScanRequest, Written, run_scan
from stillwatch.settings import load_settings
from stillwatch.store.lake import Lake

FOUND = 3
"""Exit code of --fail-on-campaign where one was found."""


def scan(
    out: Annotated[Path, typer.Option(help="Folder for the result and the report.")],
    paths: Annotated[
        list[str] | None, typer.Argument(help="Logs to take in first; none: scan the lake as is.")
    ] = None,
    lake: Annotated[
        Path | None, typer.Option(help="Folder of the lake; OUT/lake where not given.")
    ] = None,
    map: Annotated[Path | None, typer.Option("--map", help="Mapping file.")] = None,
    format: Annotated[str, typer.Option(help="Format of PATHS.")] = AUTO,
    since: Annotated[
        str | None, typer.Option(help="Only exchanges from this time on (ISO 8601, UTC).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only exchanges before this time.")] = None,
    engine: Annotated[str, typer.Option(help="duckdb.")] = "duckdb",
    keep_text: KeepText = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (YAML).")] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Reference groups of your own (JSON).")
    ] = None,
    allow: Annotated[
        Path | None, typer.Option(help="Allow-list (YAML): who is vouched for, and until when.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print campaigns.json too.")] = False,
    fail_on_campaign: Annotated[
        bool, typer.Option(help="Exit with 3 where a campaign is found.")
    ] = False,
) -> int:
    """Scan request logs and name campaigns: who acts as one, and harvests.

    With --lake each scan is one look of many, and the lake remembers what it found: campaigns
    keep their ids, and looking daily does not inflate the error rate.
    """
    if engine != "duckdb":
        raise typer.BadParameter(f"--engine {engine} is not in this version; use duckdb")
    if not paths and (map is not None or format != AUTO):
        raise typer.BadParameter("--map and --format say how PATHS are read, and none are named")
    window = moment("--since", since), moment("--until", until)
    if window[0] and window[1] and window[0] >= window[1]:
        raise typer.BadParameter(f"--since {since} is not before --until {until}")
    chosen = load_settings(settings)
    chosen = chosen.model_copy(update={"ingest": with_keep_text(chosen.ingest, keep_text)})
    vouched = load_allow(allow) if allow else []
    folder = lake or out / "lake"
    if paths:
        options = IngestOptions(format, load_mapping(map) if map else NO_MAPPING, chosen.ingest)
        opened = lake_for(list(paths), folder, options)
        for report in run_ingest(list(paths), opened, options):
            if not json:
                say(report)
    opened = Lake.open(folder)
    request = ScanRequest(
        opened,
        out,
        *window,
        chosen,
        command_line(),
        reference,
        remember=lake is not None,
        allow=vouched,
    )
    written = scan_with_progress(request)
    if json:
        typer.echo(written.document.model_dump_json(by_alias=True, indent=1))
    else:
        summarise(written)
    found = any(c.verdict == "campaign" for c in written.document.campaigns)
    return FOUND if fail_on_campaign and found else 0


def scan_with_progress(request: ScanRequest) -> Written:
    """Scan, with the step under way on stderr."""
    with breakable() as check, progress("scan") as shown:

        def told(step: str) -> None:
            check()
            shown.phase(step)

        return run_scan(request, told)


def summarise(written: Written) -> None:
    """Print what was found and where the report lies."""
    from rich.console import Console

    from stillwatch.interfaces.show.summary import render_summary

    detail = written.detail
    told = render_summary(written.document, detail.groups_cleared, len(detail.exceptions))
    Console().print(told)
    typer.echo(f"report: {written.report}")


def moment(option: str, text: str | None) -> datetime | None:
    """Read a time of the command line; without a zone it is UTC. Others are wrong usage."""
    if text is None:
        return None
    try:
        parsed = datetime.fromisoformat(text)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise typer.BadParameter(
            f"{option} {text!r} is not a time; write it as 2026-05-01 or 2026-05-01T12:00:00"
        ) from fault


def command_line() -> str:
    """Return the command as it was typed, for the report's reader to run again."""
    return shlex.join(["stillwatch", *sys.argv[1:]])
