"""`compare` lays two campaigns of a real scan side by side."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from stillwatch.model.comparison import Compared
from tests.interfaces.scanned import Scanned, stillwatch


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "180")


def test_two_campaigns_are_shown(scanned: Scanned) -> None:
    one = scanned.surest.id
    other = scanned.document.campaigns[-1].id
    said = stillwatch("compare", one, other, "--out", scanned.out)
    assert (said.code, said.err) == (0, "")
    for part in (one, other, "Payment card", "Camouflage", "Over time"):
        assert part in said.out, part


def test_json_is_the_closed_document(scanned: Scanned) -> None:
    one = scanned.surest.id
    said = stillwatch(
        "compare", one, one[:6], "--with", scanned.out, "--out", scanned.out, "--json"
    )
    assert said.code == 0
    found = Compared.model_validate(orjson.loads(said.out))
    assert found.same_campaign
    assert found.accounts.share_of_smaller == 1.0
    assert found.one.profile is not None
    assert found.one.profile.harvest == found.one.harvest.exchanges


def test_each_campaign_is_looked_up_in_its_own_result(scanned: Scanned, tmp_path: Path) -> None:
    said = stillwatch(
        "compare", scanned.surest.id, "C-nothing", "--out", scanned.out, "--with", scanned.out
    )
    assert said.code == 1
    assert "there is no campaign 'C-nothing'" in said.err
    gone = stillwatch("compare", "a", "b", "--out", scanned.out, "--with", tmp_path)
    assert gone.code == 1
