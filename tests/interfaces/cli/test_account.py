"""`account` says where any account stands, named or not, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.scanned import Scanned, stillwatch


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


def test_a_member_is_shown_with_its_campaign(scanned: Scanned) -> None:
    campaign = scanned.surest
    account = campaign.accounts[0].account_id
    said = stillwatch("account", account, "--out", scanned.out)
    assert said.code == 0
    assert said.out.splitlines()[0] == account
    assert f"member of {campaign.id}" in said.out


def test_any_account_stands_somewhere(scanned: Scanned) -> None:
    others = [row for row in scanned.accounts() if row["campaign_id"] is None]
    by_verdict = {row["verdict"]: row for row in others}
    assert by_verdict
    for row in by_verdict.values():
        said = stillwatch("account", row["account_id"], "--out", scanned.out)
        assert said.code == 0
        flat = " ".join(said.out.split())
        assert " ".join(row["reason"].split()[:6]) in flat
        assert f"{row['exchanges']:,} exchange" in flat


def test_an_unknown_account_is_answered_with_the_closest(scanned: Scanned) -> None:
    account = scanned.surest.accounts[0].account_id
    said = stillwatch("account", account[:-2] + "zz", "--out", scanned.out)
    assert said.code == 1
    assert "there is no account" in said.err
    assert account[:6] in said.err


def test_without_a_scan_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = stillwatch("account", "a1", "--out", tmp_path)
    assert said.code == 1
    assert "run `stillwatch scan" in said.err
