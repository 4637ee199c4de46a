"""Log text in the terminal is neither markup nor escape code."""

from __future__ import annotations

from rich.console import Console

from stillwatch.interfaces.report.page import reasons
from stillwatch.interfaces.show.text import bar, evidence_rows, grid, heading, plain
from tests.interfaces.invented import Pair


def test_log_text_is_neither_markup_nor_escape_code() -> None:
    console = Console(width=80, force_terminal=True, color_system="truecolor")
    with console.capture() as capture:
        console.print(plain("[red]x[/red] \x1b]0;title\x07 \u202e"))
    assert capture.get() == "[red]x[/red] ⟨U+001B⟩]0;title⟨U+0007⟩ ⟨U+202E⟩\n"


def test_bars_are_of_one_length() -> None:
    assert bar(0.5, 4) == "━━··"
    assert [len(bar(share)) for share in (-1, 0, 0.3, 1, 9)] == [16] * 5


def test_rows_of_unequal_length_make_one_grid() -> None:
    assert len(grid([("a", "b"), ("c", "d", "e")]).columns) == 3
    assert grid([]).row_count == 0


def test_a_heading_says_whether_it_was_seen_or_concluded() -> None:
    assert heading("Harvest", "inferred").plain == "\nHarvest  inferred"


def test_a_family_is_named_once(pair: Pair) -> None:
    rows = evidence_rows(reasons(pair[0].campaigns[0].evidence, pair[1])[0])
    names = [str(row[0]) for row in rows]
    assert names.count("What is asked") == 1
    assert names.count("") == 1
