"""One campaign in the terminal."""

from __future__ import annotations

import pytest
from rich.console import Console, RenderableType

from stillwatch.interfaces.show import render_campaign
from stillwatch.model.errors import ResultError
from stillwatch.model.noted import PersonalCount, WorthBand
from tests.interfaces.invented import Pair, hostile_pair


def printed(face: RenderableType) -> str:
    console = Console(width=110)
    with console.capture() as capture:
        console.print(face)
    return capture.get()


def test_a_campaign_says_what_how_sure_and_why(pair: Pair) -> None:
    text = printed(render_campaign(*pair, pair[0].campaigns[0].id))
    for part in (
        "420 accounts of 105 billing entities",
        "Of 10,000 groups with evidence this strong, about 8 are",
        "211 of 420 accounts pay with 9 cards",
        "Why it is a harvest",
        "writing code",
        "weak evidence for it",
        "Who is behind it    this result does not say",
        "and 410 more, in accounts.parquet",
    ):
        assert part in text, part


def test_third_parties_data_and_worth_are_told(pair: Pair) -> None:
    document, detail = pair
    band = WorthBand(kind="code", exchanges=90_000, examples=75_000, gain="past it", source="M")
    part = detail.of(document.campaigns[0].id).model_copy(
        update={"worth": [band], "personal": [PersonalCount(kind="card number", exchanges=3)]}
    )
    others = [each for each in detail.campaigns if each.campaign_id != part.campaign_id]
    told = detail.model_copy(update={"campaigns": [part, *others]})
    text = printed(render_campaign(document, told, part.campaign_id))
    assert "card number in 3" in text
    assert "90,000 exchanges of writing code; for comparison, 75,000 examples: past it (M)" in text
    assert "Third parties" not in printed(render_campaign(*pair, part.campaign_id)), (
        "nothing was looked at"
    )


def test_the_start_of_an_id_is_enough_while_it_is_clear(pair: Pair) -> None:
    whole = pair[0].campaigns[2].id
    assert whole in printed(render_campaign(*pair, whole[:7]))
    with pytest.raises(ResultError, match="3 campaigns begin with 'cmp-'"):
        render_campaign(*pair, "cmp-")


def test_an_unknown_id_names_the_closest(pair: Pair) -> None:
    known = pair[0].campaigns[0].id
    with pytest.raises(ResultError, match=f"did you mean.*{known}"):
        render_campaign(*pair, known[:-1] + "z")


def test_hostile_text_does_not_drive_the_terminal() -> None:
    hostile = hostile_pair("[bold]\x1b[2J\u202e")
    text = printed(render_campaign(*hostile, hostile[0].campaigns[0].id))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]⟨U+001B⟩" in text
