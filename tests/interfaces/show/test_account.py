"""One account in the terminal: named, cleared, alone, or not to be told."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console, RenderableType

from stillwatch.interfaces.show import render_account
from stillwatch.model.errors import ResultError
from stillwatch.model.report import AccountRow
from tests.interfaces.invented import START, Pair


def a_row(**fields: Any) -> AccountRow:
    plain: dict[str, Any] = {
        "account_id": "acct-1",
        "entity": None,
        "group_id": None,
        "campaign_id": None,
        "verdict": "not_grouped",
        "reason": "It shares nothing rare with anybody.",
        "coordination": None,
        "extraction": None,
        "membership": None,
        "exchanges": 40,
        "output_tokens": 9_000,
        "first_ts": START,
        "last_ts": START,
    }
    return AccountRow.model_validate(plain | fields)


def printed(face: RenderableType) -> str:
    console = Console(width=110)
    with console.capture() as capture:
        console.print(face)
    return capture.get()


def test_a_member_is_shown_its_ties_and_its_campaigns_evidence(pair: Pair) -> None:
    document, detail = pair
    campaign, tie = document.campaigns[0], detail.campaigns[0].graph.ties[0]
    row = a_row(
        account_id=tie.account,
        campaign_id=campaign.id,
        verdict="campaign",
        coordination=180.0,
        extraction=46.0,
        membership=0.98,
    )
    text = printed(render_account(row, document, detail))
    assert "named in a campaign" in text
    assert "180 (reached; 12 is needed)" in text
    assert "card 8f…c1" in text
    assert "campaign: 420 accounts" in text
    assert "388 accounts were created in 11 batches" in text


def test_a_member_whose_ties_were_not_kept_is_told_so(pair: Pair) -> None:
    row = a_row(campaign_id=pair[0].campaigns[0].id, verdict="campaign")
    assert "None of its ties is among the strongest" in printed(render_account(row, *pair))


def test_an_account_of_a_cleared_group_is_told_why(pair: Pair) -> None:
    row = a_row(group_id="grp-0001", verdict="group_cleared", extraction=-5.3)
    text = printed(render_account(row, *pair))
    assert "in a group that was looked at and cleared" in text
    assert "a class with one assignment" in text
    assert "-5.3 (not reached; 8 is needed)" in text
    assert "acts as one, but does not harvest" in text


def test_an_account_alone_is_told_why_too(pair: Pair) -> None:
    text = printed(render_account(a_row(), *pair))
    assert "tied to nobody beyond chance" in text
    assert "It shares nothing rare with anybody." in text
    assert "not measured" in text


def test_missing_data_is_named_where_nothing_could_be_told(pair: Pair) -> None:
    row = a_row(verdict="could_not_tell", reason="too few exchanges")
    assert "the log has no session_id" in printed(render_account(row, *pair))


def test_a_campaign_that_the_result_lacks_is_an_error(pair: Pair) -> None:
    with pytest.raises(ResultError, match="there is no campaign 'gone'"):
        render_account(a_row(campaign_id="gone", verdict="campaign"), *pair)
