"""`show` prints one campaign of a real scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.scanned import Scanned, stillwatch


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


def test_a_campaign_is_shown_with_what_it_rests_on(scanned: Scanned) -> None:
    campaign = scanned.surest
    said = stillwatch("show", campaign.id, "--out", scanned.out)
    assert said.code == 0
    assert said.err == ""
    assert campaign.id in said.out
    assert f"{len(campaign.accounts)} accounts of" in said.out
    flat = " ".join(said.out.split())
    for evidence in campaign.evidence[:3]:
        assert " ".join(evidence.statement.split()[:8]) in flat
    for alternative in campaign.alternatives:
        assert alternative.hypothesis in flat


def test_the_beginning_of_an_id_is_enough(scanned: Scanned) -> None:
    short = stillwatch("show", scanned.surest.id[:6], "--out", scanned.out)
    assert short.code == 0
    assert short.out == stillwatch("show", scanned.surest.id, "--out", scanned.out).out


def test_an_unknown_campaign_is_answered_with_those_there_are(scanned: Scanned) -> None:
    said = stillwatch("show", "C-nothing", "--out", scanned.out)
    assert said.code == 1
    assert "there is no campaign 'C-nothing'" in said.err
    assert any(campaign.id in said.err for campaign in scanned.document.campaigns)


def test_without_a_scan_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = stillwatch("show", "C-1", "--out", tmp_path)
    assert said.code == 1
    assert "there is no campaigns.json here -- run `stillwatch scan" in said.err


def test_two_files_of_different_scans_are_not_mixed(scanned: Scanned, tmp_path: Path) -> None:
    text = (scanned.out / "report.json").read_text(encoding="utf-8")
    digest = scanned.document.settings_digest
    (tmp_path / "report.json").write_text(text.replace(digest, "0" * 64), encoding="utf-8")
    (tmp_path / "campaigns.json").write_bytes((scanned.out / "campaigns.json").read_bytes())
    said = stillwatch("show", scanned.surest.id, "--out", tmp_path)
    assert said.code == 1
    assert "the two files are of different scans" in said.err
