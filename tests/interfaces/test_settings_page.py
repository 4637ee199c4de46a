"""docs/operations.md says what the settings say, and what it shows can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.interfaces.settings_page import BEGIN, END, main, renewed, section
from stillwatch.model.errors import InputError
from stillwatch.settings import Settings, load_settings


def settings() -> dict[str, object]:
    """Return every setting by its full name, with its default."""
    return {
        f"{part}.{name}": value
        for part, values in Settings().model_dump().items()
        for name, value in values.items()
    }


def cells(name: str) -> list[str]:
    (line,) = (line for line in section().splitlines() if line.startswith(f"| `{name}` |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_page_is_up_to_date(root: Path) -> None:
    page = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    assert page == renewed(page), "docs/operations.md is old: run `make docs`"


@pytest.mark.parametrize("name", settings())
def test_every_setting_has_its_default_its_bounds_and_its_meaning(name: str) -> None:
    _, default, bounds, meaning = cells(name)
    value = settings()[name]
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    assert default.strip("`") == ("none" if value == () else shown)
    assert bounds
    assert len(meaning) > 20


def test_bounds_are_said_in_words() -> None:
    assert cells("linkage.chance_degree")[2] == "number above 0 below 1"
    assert cells("linkage.scales")[2] == "whole number from 1 to 8"
    assert cells("judgement.without")[2] == "list of words"
    assert cells("ingest.keep_text")[2] == "`never`, `suspects`, `all`"


def test_the_example_on_the_page_is_valid(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    path = tmp_path / "settings.yaml"
    of_settings = page.partition("## Settings\n")[2]
    path.write_text(of_settings.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert load_settings(path).ingest.keep_text == "never"
    assert load_settings(path) != Settings()


def test_only_what_lies_between_the_marks_changes(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"before\n{BEGIN}of last year\n{END}after\n", encoding="utf-8")
    assert main([str(path)]) == 0
    page = path.read_text(encoding="utf-8")
    assert page.startswith(f"before\n{BEGIN}")
    assert page.endswith(f"{END}after\n")
    assert "of last year" not in page
    assert renewed(page) == page


def test_missing_marks_are_said() -> None:
    with pytest.raises(InputError, match="marks of the settings"):
        renewed("nothing here")
