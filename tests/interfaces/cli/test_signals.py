"""`signals` lists the whole catalogue."""

from __future__ import annotations

import json

import pytest

from stillwatch.interfaces.cli.app import main
from stillwatch.signals.catalogue import MEASURES, SIGNALS, TIES


def test_the_table_names_every_signal_with_its_axis_and_family(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["signals"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split(maxsplit=3) for line in lines[1 : len(SIGNALS) + 1]]
    expected = [[s.name, s.axis, s.family, s.title] for s in SIGNALS.values()]
    assert [[cell.strip() for cell in row] for row in rows] == expected
    assert f"{len(SIGNALS)} signals" in lines[-1]


def test_json_holds_the_headers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signals", "--json"]) == 0
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert list(listed) == list(SIGNALS)
    assert {name for name, each in listed.items() if each["kind"] == "tie"} == {
        tie.name for tie in TIES
    }
    assert listed[MEASURES[0].name]["kind"] == "measure"
    payment = SIGNALS["payment"]
    assert listed["payment"]["requires"] == list(payment.requires)
    assert listed["payment"]["false_positives"] == list(payment.false_positives)
