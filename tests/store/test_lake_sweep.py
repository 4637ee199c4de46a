"""Swept texts are gone: from the table, from the disk, from the log of changes."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from stillwatch.store.lake import Lake, LakeBatch
from stillwatch.store.tables import EXCHANGES, TEXTS
from tests.store.made_rows import batch, exchanges, keys_in, rejects, texts
from tests.store.writers import Died, append, die_at

SECRET = "qzxvSecretWord"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake.create_or_open(tmp_path / "lake")


def test_a_sweep_takes_texts_off_the_disk_save_those_of_the_named(lake: Lake) -> None:
    accounts = ["named", "it's", "stranger"]
    old = texts([1, 2, 3], account_id=accounts, prompt=[SECRET + name for name in accounts])
    new = texts([4], day="2026-05-09", account_id="stranger", prompt=SECRET + "kept")
    with lake.writing():
        lake.append(LakeBatch(exchanges([1, 2, 3, 4]), old, rejects([]), "log", 4))
        lake.append(LakeBatch(exchanges([5]), new, rejects([]), "log", 5))
        lake.sweep_texts(["named", "it's"], "2026-05-09")
    assert keys_in(lake, TEXTS) == [1, 2, 4]
    assert keys_in(lake, EXCHANGES) == [1, 2, 3, 4, 5]
    assert on_disk(lake, SECRET + "stranger") == []


def test_nothing_of_a_swept_text_stays_in_the_log_of_changes(lake: Lake) -> None:
    # Several times, for a sweep in the millisecond of its commit once left the file behind.
    for key in range(1, 12):
        each = texts(
            [key], prompt=SECRET, response=SECRET, tools=[[SECRET]], system_instructions=SECRET
        )
        with lake.writing():
            lake.append(LakeBatch(exchanges([key]), each, rejects([]), "log", key))
            assert on_disk(lake, SECRET) == lake.files(TEXTS)
            lake.sweep_texts([], "2030-01-01")
        assert on_disk(lake, SECRET) == []


def test_texts_of_killed_commits_and_killed_sweeps_go_too(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(lake, batch([1]))
    with pytest.raises(Died):
        die_at(lake, TEXTS, "after", monkeypatch)(batch([2]))
    with lake.writing():
        pass
    # A sweep that died before it had cleared the disk, and a file that was never committed.
    DeltaTable(str(lake.folder / "texts")).delete("exchange_key = 1")
    stray = lake.folder / "texts" / "day=2026-05-01" / "part-0-stray.parquet"
    stray.write_bytes(SECRET.encode())
    with lake.writing():
        lake.sweep_texts([], "2000-01-01")
    assert list((lake.folder / "texts").glob("day=*/*")) == []


def on_disk(lake: Lake, word: str) -> list[str]:
    """Return the lake's files that hold `word`, as plain bytes or in a Parquet page."""
    found = []
    for file in sorted(path for path in lake.folder.rglob("*") if path.is_file()):
        told = file.read_bytes()
        if file.suffix == ".parquet" and "_delta_log" not in file.parts:
            told += str(pq.ParquetFile(file).read().to_pylist()).encode()
        if word.encode() in told:
            found.append(str(file))
    return found
