"""The end of a scan."""

from __future__ import annotations

from rich.console import Console, RenderableType

from stillwatch.interfaces.show import render_summary
from tests.interfaces.invented import Pair, build_pair


def printed(face: RenderableType) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(face)
    return capture.get()


def test_the_summary_is_the_headline_and_a_line_each(pair: Pair) -> None:
    lines = printed(render_summary(pair[0], 17)).splitlines()
    assert lines[0].startswith("2 campaigns, 571 accounts, ")
    assert lines[1] == "1,204,331 exchanges of 18,220 accounts looked at, 12 rows rejected"
    assert [line.split()[0] for line in lines[2:5]] == ["campaign", "campaign", "suspect"]
    assert lines[5] == "1 signal had too little to look at: session_hop"


def test_nothing_found_is_said() -> None:
    text = printed(render_summary(build_pair((), suspects=0)[0]))
    assert text.startswith("Nothing named: no campaign found; no suspects\n")


def test_many_campaigns_are_cut_and_counted() -> None:
    text = printed(render_summary(build_pair((5,) * 24)[0]))
    assert "and 4 more in campaigns.json" in text
