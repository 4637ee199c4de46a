"""`demo` builds, scans and shows; it replaces its own work and nobody else's."""

from __future__ import annotations

from pathlib import Path

from stillwatch.interfaces.cli.demo import MARKER
from stillwatch.interfaces.report import load_result
from tests.interfaces.scanned import stillwatch


def test_a_demo_replaces_the_last_one_and_leaves_a_report(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    (folder / "world").mkdir(parents=True)
    (folder / MARKER).touch()
    old = folder / "world" / "left over"
    old.touch()
    said = stillwatch("demo", "--out", folder, "--size", "5000")
    assert said.code == 0, said.err
    assert "building a world of about 5,000 exchanges" in said.out
    assert f"report: {folder / 'result' / 'report.html'}" in said.out
    assert {path.name for path in folder.iterdir()} == {MARKER, "lake", "result", "world"}
    assert not old.exists()
    document = load_result(folder / "result")
    assert document.input.accounts > 50
    assert document.input.exchanges >= 5_000


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "thesis.txt"
    mine.write_text("four years of work", encoding="utf-8")
    said = stillwatch("demo", "--out", tmp_path, "--size", "5000")
    assert said.code == 1
    assert "the folder holds other things -- name an empty or new folder with --out" in said.err
    assert mine.read_text(encoding="utf-8") == "four years of work"


def test_too_small_a_world_is_wrong_usage(tmp_path: Path) -> None:
    assert stillwatch("demo", "--out", tmp_path / "demo", "--size", "10").code == 2
    assert not (tmp_path / "demo").exists()
