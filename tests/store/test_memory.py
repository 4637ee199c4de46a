"""A lake remembers looks and findings, and no scan suffers for it."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from stillwatch.model.errors import LakeBusyError, LakeError
from stillwatch.model.look import Finding, PastLook, Span
from stillwatch.store import memory
from stillwatch.store.lake import Lake
from stillwatch.store.memory import looks_of, recall, remember
from stillwatch.store.tables import FINDINGS, LOOKS
from tests.store.made_rows import batch

START = datetime(2026, 5, 4, tzinfo=UTC)


def a_look(day: int) -> PastLook:
    ends = START + timedelta(days=day)
    return PastLook(
        look_id=f"look {day}", number=day, begins=START, ends=ends, since=None,
        until=ends if day % 2 else None, lake_version=day, settings_digest="digest",
        exchanges=10 * day, budget=0.25, made_at=ends,
    )  # fmt: skip


def a_finding(id_: str, accounts: int = 3, rate: float = 0.01) -> Finding:
    spans = {f"account {n}": Span(START, START + timedelta(hours=n)) for n in range(accounts)}
    return Finding(
        id_, "campaign", rate, START, ("farm", "trace"), ("C-older",), spans,
        {"payment": frozenset({1, -5, 1 << 62}), "template": frozenset({7})},
    )  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create_or_open(tmp_path / "lake")


def test_a_lake_that_nobody_looked_at_remembers_nothing(lake: Lake) -> None:
    assert looks_of(lake) == []
    assert recall(lake, []).findings == ()
    assert not (lake.folder / "looks").exists(), "reading makes no table"


def test_what_is_remembered_is_what_was_found(lake: Lake) -> None:
    remember(lake, a_look(1), [a_finding("C-a"), a_finding("C-b", 200)])
    assert looks_of(lake) == [a_look(1)]
    found = recall(lake, looks_of(lake))
    assert found.findings == (a_finding("C-a"), a_finding("C-b", 200))


def test_each_campaign_is_as_it_was_last_seen_among_the_looks_asked_for(lake: Lake) -> None:
    remember(lake, a_look(5), [a_finding("C-a", 9)])
    remember(lake, a_look(2), [a_finding("C-a", 3), a_finding("C-gone")])
    looks = looks_of(lake)
    assert [look.number for look in looks] == [2, 5], "the order is that of event time"
    assert recall(lake, looks).findings == (a_finding("C-gone"), a_finding("C-a", 9))
    assert recall(lake, looks[:1]).findings == (a_finding("C-a", 3), a_finding("C-gone"))


def test_the_same_look_again_takes_its_own_place(lake: Lake) -> None:
    remember(lake, a_look(1), [a_finding("C-a"), a_finding("C-b")])
    remember(lake, a_look(2), [a_finding("C-a")])
    remember(lake, a_look(1), [a_finding("C-a", rate=0.02)])
    assert looks_of(lake) == [a_look(1), a_look(2)]
    assert recall(lake, looks_of(lake)[:1]).findings == (a_finding("C-a", rate=0.02),)
    remember(lake, a_look(1), [])
    assert recall(lake, looks_of(lake)[:1]).findings == ()


def test_ingest_going_on_changes_nothing_of_it(lake: Lake) -> None:
    version = lake.version()
    remember(lake, a_look(1), [a_finding("C-a")])
    assert lake.version() == version, "a look is no new version of the logs"
    with lake.writing():
        remember(lake, a_look(2), [a_finding("C-a")])
        lake.append(batch([1, 2]))
        lake.tidy()
    assert [look.number for look in looks_of(Lake.open(lake.folder))] == [1, 2]


def test_findings_without_their_look_never_were(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = memory._write

    def killed(lake: Lake, table: object, look_id: str, rows: list[dict[str, object]]) -> None:
        if table is LOOKS:
            raise KeyboardInterrupt
        written(lake, FINDINGS, look_id, rows)

    monkeypatch.setattr(memory, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        remember(lake, a_look(1), [a_finding("C-a")])
    monkeypatch.undo()
    assert looks_of(lake) == []
    assert recall(lake, [replace(a_look(2))]).findings == ()


def test_a_lake_that_nobody_may_write_is_said_to_be_one(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(LakeError, match="cannot be written: Permission denied"):
        remember(lake, a_look(1), [])


def test_two_scans_do_not_write_at_once(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "WAIT_SECONDS", 0.1)
    handle = os.open(lake.folder / memory.LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(LakeBusyError):
        remember(lake, a_look(1), [])
    os.close(handle)
    remember(lake, a_look(1), [])
    assert len(looks_of(lake)) == 1


def test_a_damaged_memory_says_how_to_be_rid_of_it(lake: Lake) -> None:
    remember(lake, a_look(1), [])
    for file in (lake.folder / "looks" / "_delta_log").glob("*.json"):
        file.write_text("no log", encoding="utf-8")
    with pytest.raises(LakeError, match="table looks cannot be read"):
        looks_of(lake)


def test_many_looks_do_not_make_many_files(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MANY_FILES", 3)
    for day in range(1, 8):
        remember(lake, a_look(day), [a_finding("C-a", day)])
    looks = looks_of(lake)
    assert len(looks) == 7
    assert recall(lake, looks).findings == (a_finding("C-a", 7),)
    assert len(DeltaTable(str(lake.folder / "findings")).file_uris()) <= 3
