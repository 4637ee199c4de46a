"""Verbs that end in every way a verb can end, for the tests of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stillwatch.model.errors import InputError, StepError


def refused() -> None:
    """Raise an error of ours."""
    raise InputError("no such lake", where="lake/", remedy="name an existing one")


def step() -> None:
    """Raise an error that carries SQL."""
    raise StepError("degrees", "SELECT 1\nFROM nowhere", "no table nowhere")


def bug() -> None:
    """Raise what nobody foresaw."""
    raise ZeroDivisionError("first line\nsecond line")


def missing() -> None:
    """Open a file that is not there."""
    Path("not-there.csv").read_text(encoding="utf-8")


def interrupted() -> None:
    """Be broken off by the user."""
    raise KeyboardInterrupt


def found() -> int:
    """Return a code of its own."""
    return 3


def counted(times: Annotated[int, typer.Argument(help="How often.")]) -> None:
    """Print a number."""
    typer.echo(times)


nested = typer.Typer(help="Hold verbs of its own.")


@nested.command("open")
def open_one(name: str) -> None:
    """Open one."""
    typer.echo(f"opened {name}")


@nested.command("close")
def close_one(name: str) -> None:
    """Close one."""
    typer.echo(f"closed {name}")
