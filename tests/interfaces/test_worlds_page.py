"""docs/worlds.md says what the simulator has, and nothing it has is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.interfaces.worlds_page import main, page
from stillwatch.lab.simulate.customers.catalogue import CUSTOMERS
from stillwatch.lab.simulate.metadata import LEVELS
from stillwatch.lab.simulate.presets import PRESETS
from stillwatch.lab.simulate.settings import CampaignSpec, Technique, WorldSpec


def test_the_page_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "worlds.md").read_text(encoding="utf-8")
    assert written == page(), "docs/worlds.md is old: run `make docs`"


@pytest.mark.parametrize("name", [*PRESETS, *CUSTOMERS, *LEVELS, *(t.value for t in Technique)])
def test_everything_has_a_line_that_says_something(name: str) -> None:
    lines = [line for line in page().splitlines() if line.startswith(f"| `{name}` | ")]
    assert lines
    assert all(len(line.split(" | ")[1]) >= len("nothing") for line in lines)


@pytest.mark.parametrize("name", [*WorldSpec.model_fields, *CampaignSpec.model_fields])
def test_every_knob_is_there(name: str) -> None:
    assert f"| `{name}` | " in page()


def test_it_writes_where_it_is_told(tmp_path: Path) -> None:
    assert main([str(tmp_path / "worlds.md")]) == 0
    assert (tmp_path / "worlds.md").read_text(encoding="utf-8") == page()
