"""Which verbs exist, in the order a user meets them, and how one is loaded when it is asked for.

A verb is a plain typed function in a file of its own; its docstring is its help, its
annotations are its arguments. It becomes a command by one line in `VERBS`. Nothing of it is
imported before it is called, so that `stillwatch --help` answers at once whatever the verbs
need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its name, the line that `--help` shows, and where its function lies.

    `target` is "module:attribute"; the attribute is the function, or a `typer.Typer` where the
    verb has verbs of its own. `summary` repeats the first line of the function's docstring
    (a test holds them together), since reading that one would import the verb.
    """

    name: str
    summary: str
    target: str


VERBS: Final[tuple[Verb, ...]] = (
    Verb(
        "demo",
        "Build a small world, scan it, and write a report to look at.",
        "stillwatch.interfaces.cli.demo:demo",
    ),
    Verb(
        "ingest",
        "Take request logs into a lake; may be run again at any time.",
        "stillwatch.interfaces.cli.ingest:ingest",
    ),
    Verb(
        "scan",
        "Scan request logs and name campaigns: who acts as one, and harvests.",
        "stillwatch.interfaces.cli.scan:scan",
    ),
    Verb(
        "show",
        "Show one campaign of a scan: members, ties, evidence, alternatives.",
        "stillwatch.interfaces.cli.show:show",
    ),
    Verb(
        "compare",
        "Lay two campaigns side by side: means, disguise, rate, reactions, what is in both.",
        "stillwatch.interfaces.cli.compare:compare",
    ),
    Verb(
        "account",
        "Show where one account stands, and why.",
        "stillwatch.interfaces.cli.account:account",
    ),
    Verb(
        "signals",
        "List the signals a scan looks at; `explain` tells more of one.",
        "stillwatch.interfaces.cli.signals:signals",
    ),
    Verb(
        "explain",
        "Explain one signal: why it tells anything, what it needs, its SQL, when it is wrong.",
        "stillwatch.interfaces.cli.explain:explain",
    ),
    Verb(
        "simulate",
        "Write a simulated world of request logs, with the truth apart.",
        "stillwatch.interfaces.cli.simulate:simulate",
    ),
    Verb(
        "bench",
        "Measure the detector, and others beside it, on worlds nobody tuned it on.",
        "stillwatch.interfaces.cli.bench:bench",
    ),
    Verb(
        "doctor",
        "Say whether this machine can run Stillwatch, and what to mend where not.",
        "stillwatch.interfaces.cli.doctor:doctor",
    ),
)


def load(verb: Verb) -> TyperCommand | TyperGroup:
    """Import `verb` and return its command.

    Raises ImportError or AttributeError where the table names what is not there.
    """
    module, _, attribute = verb.target.partition(":")
    target: Callable[..., int | None] | typer.Typer = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        app = typer.Typer(add_completion=False)
        app.command(verb.name)(target)
        target = app
    command = typer.main.get_command(target)
    if not isinstance(command, TyperCommand | TyperGroup):
        raise TypeError(f"{verb.target} made a {type(command).__name__}")
    command.name = verb.name
    return command
