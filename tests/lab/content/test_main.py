"""The command writes weights and tables, the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stillwatch.ingest.sketch_task import INTERCEPT
from stillwatch.lab.content import __main__ as command
from stillwatch.lab.content.sources import Source
from tests.lab.content.made import ORDERS, TALK, both, source


def test_weights_and_tables_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, int]] = []
    abroad = [
        source(f"own_de_{name}", texts, harvest=harvest, side="test", real=False, language="de")
        for name, texts, harvest in (("made", ORDERS, True), ("said", TALK, False))
    ]

    def small(corpora: Path | None, seed: int) -> list[Source]:
        asked.append((corpora, seed))
        return [*both(), *both("test"), *abroad]

    monkeypatch.setattr(command, "sources", small)
    out, table = tmp_path / "weights.json", tmp_path / "table.md"
    arguments = ["--corpora", str(tmp_path), "--out", str(out), "--table", str(table)]
    assert command.main([*arguments, "--seed", "3"]) == 0
    assert asked == [(tmp_path, 3)]
    assert INTERCEPT in json.loads(out.read_bytes())["weights"]
    assert "| `test_made_0` |" in table.read_text(encoding="utf-8")
    first = out.read_bytes()
    command.main(arguments)
    assert out.read_bytes() == first
