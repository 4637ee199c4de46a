"""A scan of a lake is one look of many, remembered where it can be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillwatch.campaigns.looks import share
from stillwatch.interfaces import looking
from stillwatch.interfaces.looking import look_name
from stillwatch.interfaces.scanning import ScanRequest, run_scan
from stillwatch.model.errors import LakeError
from stillwatch.model.result import ResultDocument
from stillwatch.settings import Settings
from stillwatch.store.lake import Lake
from stillwatch.store.memory import looks_of, recall
from tests.interfaces.scanned import Scanned


@pytest.fixture(scope="module")
def lake(scanned: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the lake, so that what it remembers is of this file's making."""
    return shutil.copytree(scanned.lake, tmp_path_factory.mktemp("looked") / "lake",
                           ignore=shutil.ignore_patterns("looks", "findings"))  # fmt: skip


def look(
    scanned: Scanned, lake: Path, out: Path, until: datetime | None = None, remember: bool = True
) -> ResultDocument:
    request = ScanRequest(
        Lake.open(lake), out, None, until, Settings(), "again", scanned.reference, remember
    )
    return run_scan(request).document


def test_a_look_at_the_past_comes_before_and_the_next_keeps_its_names(
    scanned: Scanned, lake: Path, tmp_path: Path
) -> None:
    opened = Lake.open(lake)
    now = look(scanned, lake, tmp_path / "now")
    assert [each.number for each in looks_of(opened)] == [1]
    again = look(scanned, lake, tmp_path / "again")
    assert again == now, "the same version, window and settings are the same look"
    assert [each.budget for each in looks_of(opened)] == [share(1)]
    kept = recall(opened, looks_of(opened)).findings
    assert {f.campaign_id for f in kept} == {c.id for c in now.campaigns}
    # Midway, taken later: a look of the past, with nothing before it.
    first, last = looks_of(opened)[0].begins, looks_of(opened)[0].ends
    look(scanned, lake, tmp_path / "past", until=first + (last - first) * 0.7)
    looks = looks_of(opened)
    assert [each.number for each in looks] == [1, 1]
    assert looks[0].until is not None
    # Nothing has changed since: the first look keeps its place and what it could spend.
    third = look(scanned, lake, tmp_path / "third")
    assert [each.number for each in looks_of(opened)] == [1, 1]
    past = {f.campaign_id for f in recall(opened, looks[:1]).findings}
    for campaign in third.campaigns:
        grew = [f for f in recall(opened, looks[:1]).findings
                if set(f.accounts) & {m.account_id for m in campaign.accounts}]  # fmt: skip
        if len(grew) == 1 and len(third.campaigns) == 1:
            assert campaign.id in past


def test_a_scan_without_a_lasting_lake_remembers_nothing(scanned: Scanned, tmp_path: Path) -> None:
    copied = shutil.copytree(scanned.lake, tmp_path / "lake",
                             ignore=shutil.ignore_patterns("looks", "findings"))  # fmt: skip
    look(scanned, copied, tmp_path / "out", remember=False)
    assert looks_of(Lake.open(copied)) == []


def test_a_memory_that_cannot_be_used_spoils_no_scan(
    scanned: Scanned, lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise LakeError("cannot be written: Read-only file system", where="lake")

    monkeypatch.setattr(looking, "remember", broken)
    monkeypatch.setattr(Lake, "writing", broken)
    named = look(scanned, lake, tmp_path / "out")
    assert named.campaigns
    monkeypatch.setattr(looking, "looks_of", broken)
    assert look(scanned, lake, tmp_path / "alone").campaigns


def test_other_windows_versions_and_settings_are_other_looks() -> None:
    settings = Settings()
    day = datetime(2026, 5, 1, tzinfo=UTC)
    stricter = settings.model_copy(
        update={"judgement": settings.judgement.model_copy(update={"error_rate": 0.01})}
    )
    every = [
        look_name(1, (None, None), settings),
        look_name(2, (None, None), settings),
        look_name(1, (day, None), settings),
        look_name(1, (None, day), settings),
        look_name(1, (None, None), stricter),
    ]
    assert len(set(every)) == len(every)
    assert look_name(1, (None, day), settings) == look_name(1, (None, day), Settings())


def test_a_lake_without_an_exchange_is_no_look(scanned: Scanned, tmp_path: Path) -> None:
    empty = Lake.create_or_open(tmp_path / "empty")
    request = ScanRequest(empty, tmp_path / "out", None, None, Settings(), "c", scanned.reference)
    assert run_scan(replace(request, remember=True)).document.campaigns == []
    assert looks_of(empty) == []
