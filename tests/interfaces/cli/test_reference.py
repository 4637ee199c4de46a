"""docs/cli.md says what the commands say."""

from __future__ import annotations

from pathlib import Path

from stillwatch.interfaces.cli.reference import main, reference
from stillwatch.interfaces.cli.verbs import VERBS


def test_the_page_is_up_to_date(root: Path) -> None:
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == reference(), "docs/cli.md is old: run `make docs`"


def test_every_verb_has_a_section_in_the_order_of_the_table() -> None:
    headings = [line[3:] for line in reference().splitlines() if line.startswith("## ")]
    assert headings == ["stillwatch", *(f"stillwatch {verb.name}" for verb in VERBS)]


def test_no_path_of_this_machine_becomes_a_default() -> None:
    assert str(Path.home()) not in reference()
    assert str(Path.cwd()) not in reference()


def test_it_writes_where_it_is_told(tmp_path: Path) -> None:
    target = tmp_path / "new" / "cli.md"
    assert main([str(target)]) == 0
    assert target.read_text(encoding="utf-8") == reference()
