"""The command line itself: options before the verb, exit codes, and how a fault is said.

Exit codes: 0 done; 1 an error, said in one line with its remedy; 2 wrong usage; 3 where
`scan --fail-on-campaign` found one; 130 where the user broke it off. Only this file ends the
process: everything below raises, and a verb returns its code or nothing.
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from stillwatch import __version__
from stillwatch.interfaces.cli.verbs import VERBS, load
from stillwatch.model.errors import StillwatchError

EXIT_DONE: Final = 0
EXIT_ERROR: Final = 1
EXIT_USAGE: Final = 2
EXIT_CAMPAIGN_FOUND: Final = 3
EXIT_INTERRUPTED: Final = 130

PROGRAM: Final = "stillwatch"
PACKAGE: Final = Path(__file__).resolve().parents[2]


class VerbGroup(TyperGroup):
    """The top command. It lists verbs by their table and imports only the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for verb in VERBS:
            self.add_command(TyperCommand(verb.name, help=verb.summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the verb's name, its real command, and the words left for it."""
        name, command, rest = super().resolve_command(ctx, args)
        chosen = [verb for verb in VERBS if verb.name == name]
        return name, load(chosen[0]) if chosen else command, rest


def _version(wanted: bool) -> None:
    """Print the version before anything else is looked at."""
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Print the trace of an error; works after a verb too.")
    ] = False,
) -> None:
    """Find unlicensed distillation of a model in its own request logs, and account for it.

    Exit codes: 0 done, 1 an error (one line with its remedy), 2 wrong usage,
    3 `scan --fail-on-campaign` found a campaign, 130 interrupted.
    """


def command() -> TyperGroup:
    """Return the whole command, with verbs still unloaded."""
    app = typer.Typer(cls=VerbGroup, add_completion=False, no_args_is_help=True)
    app.callback()(root)
    built = typer.main.get_command(app)
    assert isinstance(built, TyperGroup)
    return built


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; `arguments` default to the process's.

    SystemExit passes through; everything else a verb raises becomes one line on stderr.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    own = words[: words.index("--")] if "--" in words else words
    debug = "--debug" in own
    if debug:
        # Taken out wherever it stands: people add it to the end of the line that failed.
        words = [word for word in own if word != "--debug"] + words[len(own) :]
    try:
        outcome = command().main(args=words, prog_name=PROGRAM, standalone_mode=False)
    except TyperException as error:
        return _refuse(error)
    except KeyboardInterrupt:
        outcome = EXIT_INTERRUPTED
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _fail(fault_line(error, debug=debug))
    if outcome == EXIT_INTERRUPTED:
        typer.echo(
            f"\n{PROGRAM}: interrupted before it was done -- run the same command again", err=True
        )
    return outcome if isinstance(outcome, int) else EXIT_DONE


def fault_line(error: Exception, *, debug: bool = False) -> str:
    """Return what to tell a person about `error`; the last line says place, fault and remedy."""
    if isinstance(error, StillwatchError):
        return error.line()
    reason = str(error).strip().partition("\n")[0] or "no reason given"
    if isinstance(error, OSError) and error.filename is not None:
        remedy = _OS_REMEDIES.get(error.errno or 0, "check the path and its permissions")
        return f"{error.filename}: {error.strerror} -- {remedy}"
    if isinstance(error, MemoryError):
        return f"out of memory: {reason} -- close other programs or take a narrower window"
    remedy = "the trace is above" if debug else "run again with --debug for the trace"
    return f"unexpected {type(error).__name__}{_place(error)}: {reason} -- {remedy}"


_OS_REMEDIES: Final = {
    errno.ENOENT: "check the path",
    errno.EACCES: "check who may read and write it",
    errno.EPERM: "check who may read and write it",
    errno.ENOSPC: "free some disk space",
    errno.EROFS: "name a place that can be written",
    errno.EISDIR: "name a file, not a folder",
    errno.ENOTDIR: "name a folder, not a file",
    errno.EEXIST: "name another place, or remove what is there",
}


def _place(error: Exception) -> str:
    """Return the innermost line of ours that the error passed, as " in file.py:12"."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not ours:
        return ""
    return f" in {Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}"


def _fail(line: str) -> int:
    """Print `line` as the error it is. Details that precede the last line stay above it."""
    details, _, last = line.rpartition("\n")
    if details:
        typer.echo(details, err=True)
    typer.secho(f"{PROGRAM}: error: ", fg=typer.colors.RED, bold=True, nl=False, err=True)
    typer.echo(last, err=True)
    return EXIT_ERROR


def _refuse(error: TyperException) -> int:
    """Say in one line what was wrong with the command line, and where to read how it goes."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    said = " ".join(error.format_message().split())
    if said:  # Empty where no verb was named: the help itself has been printed already.
        typer.echo(f"{PROGRAM}: {said} -- see `{path} --help`", err=True)
    return error.exit_code
