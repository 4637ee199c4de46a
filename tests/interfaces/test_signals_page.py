"""docs/signals.md says what the catalogue and the cases say."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.interfaces.signals_page import about, main, page
from stillwatch.model.errors import InputError
from stillwatch.signals.catalogue import SIGNALS


def test_the_page_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "signals.md").read_text(encoding="utf-8")
    assert written == page(root / "tests" / "cases"), (
        "docs/signals.md is old: run `python -m stillwatch.interfaces.signals_page`"
    )


def test_every_signal_has_a_section_and_a_row_that_leads_there(root: Path) -> None:
    lines = page(root / "tests" / "cases").splitlines()
    assert sorted(line[4:] for line in lines if line.startswith("### ")) == sorted(SIGNALS)
    assert [line.split("]")[0][3:] for line in lines if line.startswith("| [")] == list(SIGNALS)


def test_a_limit_says_what_clears_it(tmp_path: Path) -> None:
    (tmp_path / "payment").mkdir()
    (tmp_path / "payment" / "limit.jsonl").write_text(
        '{"about": "A.", "cleared_by": "their size"}\n'
    )
    assert about(tmp_path, "payment", "limit") == "A. Cleared by their size."
    assert about(tmp_path, "address", "limit") is None


def test_a_signal_without_its_cases_cannot_be_written_about(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"hit\.jsonl: is missing"):
        page(tmp_path)


def test_it_writes_where_it_is_told(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert main([str(tmp_path / "new" / "signals.md")]) == 0
    written = (tmp_path / "new" / "signals.md").read_text(encoding="utf-8")
    assert written == page(root / "tests" / "cases")
