"""`ingest` says what it took each file for, what became of it, and may be run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from stillwatch.interfaces.cli.ingest import breakable
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES, TEXTS, Table
from tests.interfaces.good_rows import row
from tests.interfaces.scanned import Scanned, stillwatch


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


def held(lake: Path, table: Table, column: str) -> list[Any]:
    files = Lake.open(lake).files(table)
    return list(ds.dataset(files).to_table([column])[column].to_pylist()) if files else []


def test_each_file_is_named_with_what_it_was_taken_for(scanned: Scanned) -> None:
    lines = scanned.said["ingest"].out.splitlines()
    assert len(lines) == 15
    assert all(": table (a Parquet file): " in line for line in lines[:-1])
    exchanges = sum(each["exchanges"] for each in scanned.truth().values())
    assert lines[-1] == f"{exchanges:,} exchanges taken in, 0 rows rejected; lake {scanned.lake}"


def test_a_second_run_takes_nothing_twice(tmp_path: Path) -> None:
    log = write(tmp_path / "log.jsonl", [row(n) for n in range(50)])
    lake = tmp_path / "lake"
    assert stillwatch("ingest", log, "--lake", lake).code == 0
    again = stillwatch("ingest", log, "--lake", lake)
    assert again.code == 0
    assert "in the lake already" in again.out
    assert again.out.splitlines()[-1].startswith("0 exchanges taken in, 0 rows rejected")
    more = write(tmp_path / "more.jsonl", [row(n) for n in range(40, 60)])
    third = stillwatch("ingest", log, more, "--lake", lake)
    assert (
        "more.jsonl: table (JSON records, one per line): 10 exchanges, 10 in the lake" in third.out
    )
    assert len(held(lake, EXCHANGES, "request_id")) == 60


def test_one_is_said_as_one(tmp_path: Path) -> None:
    log = write(tmp_path / "log.jsonl", [row(1), row(2, output_tokens="many")])
    said = stillwatch("ingest", log, "--lake", tmp_path / "lake")
    assert ": 1 exchange, 1 rejected" in said.out
    assert said.out.splitlines()[-1].startswith("1 exchange taken in, 1 row rejected")


def test_the_first_rejects_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    rows = [row(n, output_tokens=-1 if n % 2 else n) for n in range(20)]
    log = write(tmp_path / "log.jsonl", rows)
    said = stillwatch("ingest", log, "--lake", tmp_path / "lake")
    lines = said.err.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith(f"  {log}:2: output_tokens: ")
    assert lines[0].endswith("-1 is not a whole number from 0 to 10^12")
    assert lines[-1] == "  ... and 5 more in the table rejects"


@pytest.mark.parametrize(("keep", "texts"), [("never", 0), ("suspects", 20), ("all", 20)])
def test_texts_are_kept_as_asked(keep: str, texts: int, tmp_path: Path) -> None:
    log = write(tmp_path / "log.jsonl", [row(n) for n in range(20)])
    lake = tmp_path / "lake"
    assert stillwatch("ingest", log, "--lake", lake, "--keep-text", keep).code == 0
    assert len(held(lake, TEXTS, "prompt")) == texts
    assert len(held(lake, EXCHANGES, "template_hash")) == 20, "sketches are kept in any case"
    raw = b"".join(path.read_bytes() for path in lake.rglob("*") if path.is_file())
    assert (b"What is 3 plus 3?" in raw) == bool(texts) or texts, "nor does a file hold it"


def test_pseudonyms_leave_no_identifier(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(os.urandom(32))
    rows = [row(n, payment_id=f"card-{n % 3}") for n in range(20)]
    log = write(tmp_path / "log.jsonl", rows)
    lake = tmp_path / "lake"
    said = stillwatch("ingest", log, "--lake", lake, "--pseudonymise", key)
    assert said.code == 0, said.err
    assert not {f"a{n}" for n in range(7)} & set(held(lake, EXCHANGES, "account_id"))
    assert len(set(held(lake, EXCHANGES, "payment_id"))) == 3
    again = stillwatch("ingest", log, "--lake", tmp_path / "other", "--pseudonymise", key)
    assert again.code == 0
    assert set(held(lake, EXCHANGES, "payment_id")) == set(
        held(tmp_path / "other", EXCHANGES, "payment_id")
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Missing argument"),
        (["log.jsonl"], "Missing option '--lake'"),
        (["log.jsonl", "--lake", "lake", "--keep-text", "some"], "never, suspects or all"),
    ],
)
def test_wrong_usage_is_two(words: list[str], said: str) -> None:
    found = stillwatch("ingest", *words)
    assert found.code == 2
    assert said in found.err


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    """Ctrl-C in a real process: nothing is lost, nothing is taken twice."""
    log = write(tmp_path / "log.jsonl", [row(n) for n in range(30_000)])
    lake, settings = tmp_path / "lake", tmp_path / "settings.yaml"
    settings.write_text("ingest: {chunk_rows: 500, commit_rows: 500}", encoding="utf-8")
    words = ["ingest", str(log), "--lake", str(lake), "--settings", str(settings)]
    command = [sys.executable, "-m", "stillwatch.interfaces.cli", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not _some(lake):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted before it was done -- run the same command again" in err
    assert "Traceback" not in err
    before = len(held(lake, EXCHANGES, "request_id"))
    assert 0 < before < 30_000
    assert stillwatch("ingest", log, "--lake", lake).code == 0
    assert sorted(held(lake, EXCHANGES, "request_id")) == sorted(f"r{n}" for n in range(30_000))


def swallowing(then: Callable[[], None]) -> None:
    """Be a library that loses the Ctrl-C that meets it, and goes on."""
    with breakable() as check:
        check()
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        then()
        check()


def fail() -> None:
    raise RuntimeError("Query interrupted")


@pytest.mark.parametrize("then", [fail, lambda: None])
def test_a_break_that_a_library_lost_is_not_lost(then: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt):
        swallowing(then)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_that_nobody_broke_off_stays_one() -> None:
    with pytest.raises(RuntimeError, match="Query interrupted"), breakable():
        fail()


def _some(lake: Path) -> bool:
    return any((lake / "exchanges").rglob("*.parquet"))


def test_what_is_no_log_is_passed_over_in_a_folder_of_logs(tmp_path: Path) -> None:
    logs, note = tmp_path / "logs", tmp_path / "logs" / "README.txt"
    logs.mkdir()
    note.write_text("These are the logs of May.\n")
    alone = stillwatch("ingest", logs, "--lake", tmp_path / "lake")
    assert (alone.code, "is of no known format" in alone.err) == (1, True)
    write(logs / "a.jsonl", [row(n) for n in range(9)])
    said = stillwatch("ingest", logs, "--lake", tmp_path / "lake")
    assert said.code == 0, said.err
    assert f"{note}: passed over, is of no known format" in said.out
    assert "9 exchanges taken in" in said.out
    named = stillwatch("ingest", note, "--lake", tmp_path / "lake")
    assert (named.code, "is of no known format" in named.err) == (1, True)


@pytest.mark.parametrize("verb", ["ingest", "scan"])
def test_a_mistyped_path_leaves_no_lake_behind(tmp_path: Path, verb: str) -> None:
    lake, out = tmp_path / "lake", tmp_path / "out"
    more: list[str | Path] = ["--out", out] if verb == "scan" else []
    said = stillwatch(verb, tmp_path / "lgos", "--lake", lake, *more)
    assert (said.code, "no such file or folder" in said.err) == (1, True)
    assert not lake.exists()
    assert not out.exists()
