"""`stillwatch account`: where one account stands, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stillwatch.interfaces.cli.show import Out
from stillwatch.interfaces.report import load_account, load_detail, load_result
from stillwatch.interfaces.show.account import render_account


def account(
    account_id: Annotated[str, typer.Argument(metavar="ID", help="The account's id.")],
    out: Out = Path(),
) -> None:
    """Show where one account stands, and why."""
    from rich.console import Console

    document = load_result(out)
    detail = load_detail(out, document)
    Console().print(render_account(load_account(out, account_id), document, detail))
