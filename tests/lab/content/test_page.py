"""The page names every corpus, language and weight; the one that ships tells what ships."""

from __future__ import annotations

import re

from stillwatch.ingest.sketch_task import shipped
from stillwatch.lab.content.fit import fit
from stillwatch.lab.content.leave_out import on_test_side, on_train_side
from stillwatch.lab.content.page import page
from tests.conftest import ROOT
from tests.lab.content.made import both


def test_every_corpus_language_and_weight_has_a_row() -> None:
    every, weights = [*both(), *both("test")], fit(both())
    lines = page(weights, on_test_side(every, weights), on_train_side(every), {"de": (0.9, 1.0)})
    told = "\n".join(lines)
    for each in every:
        assert f"| `{each.name}` |" in told
    assert "| de | 0.90 | 1.00 |" in told
    assert all(f"| `{name}` | {weight:+.2f} |" in told for name, weight in weights.items())


def test_the_page_that_ships_has_the_weights_that_ship() -> None:
    told = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([+-]\d\.\d\d) \|$", told, flags=re.MULTILINE))
    assert rows == {name: f"{weight:+.2f}" for name, weight in shipped().items()}
