"""Write docs/cli.md from the commands themselves, so that the page cannot lag behind them.

Run by `make docs` as `python -m stillwatch.interfaces.cli.reference [PATH]`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from stillwatch.interfaces.cli.app import PROGRAM, command
from stillwatch.interfaces.cli.verbs import VERBS, load

HEAD = """\
# Command line

Written by `make docs` from the commands themselves; a test fails when this page is old.
"""


def reference() -> str:
    """Return the page: the options before the verb, then every verb in the order of its table."""
    parts = [HEAD, *_section(command(), [PROGRAM])]
    for verb in VERBS:
        each = load(verb)
        parts += _section(each, [PROGRAM, verb.name])
        for name, inner in each.commands.items() if isinstance(each, TyperGroup) else ():
            if isinstance(inner, TyperCommand):
                parts += _section(inner, [PROGRAM, verb.name, name])
    return "\n".join(parts)


def _section(each: TyperCommand | TyperGroup, path: list[str]) -> Iterator[str]:
    """Yield one command: its heading, usage, help and parameters."""
    context = typer.Context(each, info_name=" ".join(path))
    yield f"{'#' * max(len(path), 2)} {' '.join(path)}\n"
    yield f"```\n{' '.join([*path, *each.collect_usage_pieces(context)])}\n```\n"
    if each.help:
        yield f"{inspect.cleandoc(each.help)}\n"
    records = [
        param.get_help_record(context)
        for wanted in (True, False)
        for param in each.params
        if isinstance(param, TyperArgument) is wanted
    ]
    rows = [_row(*record) for record in records if record is not None]
    if rows:
        yield "\n".join(["| argument or option | what it does |", "|---|---|", *rows]) + "\n"


def _row(name: str, text: str) -> str:
    """Return one line of the table; a bar inside a cell would end it."""
    cells = (f"`{name}`", " ".join(text.split()))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(words: list[str]) -> int:
    """Write the page to the path given, docs/cli.md unless one is."""
    path = Path(words[0]) if words else Path("docs/cli.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
