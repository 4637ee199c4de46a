"""The allow-list: read with line numbers, matched, expired, and never hiding anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stillwatch.campaigns.allow import AllowEntry, load_allow, noted_exceptions, with_exceptions
from stillwatch.model.errors import SettingsError
from tests.campaigns import made
from tests.campaigns.conftest import Scene

TODAY = date(2026, 6, 1)
GOOD = """# who may
allow:
  - id: lab
    org_id: [o-1, o-2]
    owner: Ada
    reason: contract 7
    expires: 2027-06-30
  - {id: b, template: ab12cd34, owner: Bo, reason: test, expires: 2026-07-01, share: 0.95}
"""


def entry(*accounts: str, share: float = 0.9, expires: date = date(2027, 1, 1)) -> AllowEntry:
    matches = tuple(("account_id", account) for account in accounts)
    return AllowEntry("e", "Ada", "contract 7", expires, matches, share)


def test_a_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "allow.yaml"
    path.write_text(GOOD)
    one, two = load_allow(path)
    assert one.matches == (("org_id", "o-1"), ("org_id", "o-2"))
    assert (two.share, two.expires) == (0.95, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("owner: Ada", "boss: Ada", 3, "boss"),
        ("    owner: Ada\n", "", 3, "owner is missing"),
        ("2027-06-30", "soon", 3, "no date"),
        ("share: 0.95", "share: 7", 8, "share"),
        ("template: ab12cd34, ", "", 8, "names nobody"),
        ("id: b", "id: lab", 8, "stands twice"),
        ("allow:", "alow:", 1, "allow"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    path = tmp_path / "allow.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(SettingsError, match=said) as caught:
        load_allow(path)
    assert f"allow.yaml:{line}" in str(caught.value)


def test_a_covered_campaign_is_an_exception_and_the_other_is_not(scene: Scene) -> None:
    entries = [entry(*made.NORTH, *made.HIDDEN)]
    found, notes = noted_exceptions(scene.engine, scene.scan.named, entries, TODAY)
    assert [each.campaign_id for each in found] == [scene.named("north").campaign.id]
    assert notes == []
    assert set(found[0].account_ids) <= {*made.NORTH, *made.HIDDEN}


def test_too_few_an_expired_one_and_nobody_are_said(scene: Scene) -> None:
    entries = [
        entry(*made.NORTH[:4]),
        replace(entry(*made.NORTH, expires=date(2026, 5, 31)), id="old"),
        replace(entry("nobody"), id="none"),
    ]
    found, notes = noted_exceptions(scene.engine, scene.scan.named, entries, TODAY)
    assert found == []
    said = {note.entry: note.said for note in notes}
    assert "matches 4 of the" in said["e"]
    assert "expired on 2026-05-31; 30 named accounts" in said["old"]
    assert "no account" in said["none"]


def test_excepted_accounts_stand_in_the_table_with_the_reason(scene: Scene) -> None:
    found, _ = noted_exceptions(scene.engine, scene.scan.named, [entry(*made.NORTH)], TODAY)
    before = scene.scan.accounts
    after = before.slice(0, 0)
    rows = with_exceptions(after, before, found).to_pylist()
    assert {row["account_id"] for row in rows} == set(found[0].account_ids)
    assert {row["verdict"] for row in rows} == {"group_cleared"}
    assert {row["campaign_id"] for row in rows} == {None}
    assert "contract 7 (answers for it: Ada; until 2027-01-01)" in rows[0]["reason"]
