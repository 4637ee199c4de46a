"""`simulate` writes logs that ingest reads, and the truth apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.scanned import Scanned, stillwatch


def test_logs_and_truth_lie_apart(scanned: Scanned) -> None:
    days = sorted(path.name for path in (scanned.world / "logs").iterdir())
    assert len(days) == 14
    assert days[0] == "2026-05-04.parquet"
    truth = sorted(path.name for path in (scanned.world / "truth").iterdir())
    assert truth == ["accounts.parquet", "exchanges.parquet"]


def test_it_says_what_was_written(scanned: Scanned) -> None:
    said = scanned.said["simulate"].out
    truth = scanned.truth().values()
    campaign = [row for row in truth if row["kind"] == "campaign"]
    exchanges = sum(row["exchanges"] for row in truth)
    harvest = sum(row["harvest_exchanges"] for row in truth)
    assert f"{exchanges:,} exchanges of {len(truth):,} accounts over 14 days" in said
    assert f"of {len(campaign)} campaign accounts {harvest:,} are harvest" in said


def test_equal_seeds_give_equal_bytes(scanned: Scanned, tmp_path: Path) -> None:
    words = ("simulate", "demo", "--out", tmp_path / "again", "--size", "6000", "--seed", "3")
    assert stillwatch(*words).code == 0
    for path in sorted(scanned.world.rglob("*.parquet")):
        twin = tmp_path / "again" / path.relative_to(scanned.world)
        assert twin.read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing"], 1, "no world is called 'nothing' -- use farm, hydra, drip"),
        (["demo", "--size", "10"], 2, "greater than or equal to 5000"),
        (["demo", "--split", "middle"], 2, "--split is train or test, not 'middle'"),
        (["demo", "--corpora", "nowhere"], 1, "nowhere: no such folder"),
    ],
)
def test_what_cannot_be_built_is_said_in_one_line(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    found = stillwatch("simulate", *words, "--out", tmp_path / "world")
    assert found.code == code
    assert said in found.err
    assert len(found.err.splitlines()) == 1
    assert not (tmp_path / "world" / "logs").exists()


def test_logs_that_are_there_are_not_written_over(scanned: Scanned) -> None:
    found = stillwatch("simulate", "demo", "--out", scanned.world, "--size", "5000")
    assert found.code == 1
    assert "the folder already holds logs -- name an empty folder" in found.err
