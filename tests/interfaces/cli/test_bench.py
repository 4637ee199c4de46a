"""The verb as it is typed. What it computes is held by tests/lab/bench."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.interfaces.cli import bench
from tests.interfaces.scanned import stillwatch


def test_quick_writes_a_page_and_a_second_run_reads_what_was_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    words = ("bench", "--quick", "--size", "6000", "--out", page, "--work", tmp_path / "work")
    first = stillwatch(*words)
    assert first.code == 0
    assert "farm: " in first.out
    assert f"page: {page}" in first.out
    written = page.read_text(encoding="utf-8")
    assert "3 simulated worlds" in written
    assert "## Honest customers named" in written
    assert "| `thresholds` |" in written
    assert stillwatch(*words).out == first.out


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bench.EXTRA, "no_such_module", "no-such-package")
    said = stillwatch("bench", "--quick")
    assert said.code == 1
    assert "no-such-package not installed" in said.err
