"""Ingest survives SIGKILL at any moment: run again, the lake is that of one clean run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from stillwatch.store.lake import Lake
from tests.conftest import ROOT
from tests.ingest.taken_in import everything, take_in, uneven_log

ROWS = 600
CLI = [sys.executable, "-m", "stillwatch.interfaces.cli"]
SETTINGS = "ingest: {chunk_rows: 20, commit_rows: 60, keep_text: all}\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with good rows, broken ones, repeats and contradictions."""
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    return uneven_log(tmp_path / "log", ROWS)


@pytest.fixture
def wanted(log: Path, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """What one run without a kill brings."""
    clean = Lake.create_or_open(tmp_path / "clean")
    take_in(clean, log, chunk_rows=20, commit_rows=60)
    content = everything(clean)
    assert len(content["exchanges"]) == ROWS
    assert min(len(rows) for rows in content.values()) > 20
    return content


def fresh_seed() -> int:
    """Return a seed that is new every time, or the one a failure named."""
    return int(os.environ.get("STILLWATCH_SEED") or random.SystemRandom().randrange(10**9))


def kill_and_compare(
    kills: int, log: Path, tmp_path: Path, wanted: dict[str, list[dict[str, Any]]]
) -> None:
    seed = fresh_seed()
    again = f"seed {seed}; again: STILLWATCH_SEED={seed}"
    lakes = tmp_path / "lakes"
    lakes.mkdir()
    killing = str(ROOT / "tests" / "ingest" / "killing.py")
    files = [str(log), str(tmp_path / "settings.yaml"), str(lakes)]
    done = subprocess.run(
        [sys.executable, killing, *files, str(seed), str(kills)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{again}\n{done.stderr}"
    assert int(done.stdout) >= kills, again
    for lake in lakes.iterdir():
        assert everything(Lake.open(lake)) == wanted, f"{again}, lake {lake.name}"


def test_twenty_kills_cost_no_row_and_double_none(
    log: Path, tmp_path: Path, wanted: dict[str, list[dict[str, Any]]]
) -> None:
    kill_and_compare(20, log, tmp_path, wanted)


@pytest.mark.heavy
def test_three_hundred_kills_cost_no_row_and_double_none(
    log: Path, tmp_path: Path, wanted: dict[str, list[dict[str, Any]]]
) -> None:
    kill_and_compare(300, log, tmp_path, wanted)


def test_the_command_itself_is_killed_and_run_again(
    log: Path, tmp_path: Path, wanted: dict[str, list[dict[str, Any]]]
) -> None:
    seed = fresh_seed()
    chance = random.Random(seed)
    settings = str(tmp_path / "settings.yaml")
    command = [*CLI, "ingest", str(log), "--lake", str(tmp_path / "lake"), "--settings", settings]
    marker = tmp_path / "lake" / "lake.json"
    for _ in range(3):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not marker.exists() and run.poll() is None:
            time.sleep(0.005)
        time.sleep(0.8 * chance.random())
        run.send_signal(signal.SIGKILL)
        run.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}\n{done.stderr}"
    assert "taken in" in done.stdout
    assert everything(Lake.open(tmp_path / "lake")) == wanted, f"seed {seed}"
