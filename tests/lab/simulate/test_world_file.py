"""Worlds as files: written and read back the same; faults name file, setting and remedy."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from stillwatch.lab.simulate.presets import PRESETS, preset
from stillwatch.lab.simulate.world_file import as_document, as_yaml, read_world
from stillwatch.model.errors import SettingsError

SMALL = """
days: 4
customers: [{group: everyday, accounts: 50, exchanges: 400}]
campaigns: [{actor: a, technique: farm, exchanges: 400, %s}]
"""


@pytest.mark.parametrize("name", PRESETS)
def test_every_world_reads_back_as_it_was_written(name: str, tmp_path: Path) -> None:
    spec = preset(name, size=20_000, seed=4)
    for suffix, text in (
        ("yaml", as_yaml(spec)),
        ("json", orjson.dumps(as_document(spec)).decode()),
    ):
        path = tmp_path / f"world.{suffix}"
        path.write_text(text, encoding="utf-8")
        assert read_world(path) == spec


def test_a_short_file_takes_the_usual_settings_and_a_rate_for_accounts(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(SMALL % "rate: 5, paraphrase: true, first_day: 1", encoding="utf-8")
    (campaign,) = read_world(path).campaigns
    assert campaign.accounts == round(400 / (5 * 3))
    assert campaign.paraphrase == 1.0
    assert campaign.reuse.per_card == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL % "acounts: 4", r"world.yaml: campaigns.0.accounts: Field required -- `stillwatch"),
        (SMALL % "accounts: 0", r"world.yaml: campaigns.0.accounts: .* greater than or equal to 1"),
        (SMALL % "accounts: 9, rate: 2", r"world.yaml: a: give accounts or rate, not both"),
        (SMALL % "rate: fast", r"world.yaml: a: rate is exchanges per account and day, above 0"),
        (SMALL % "rate: .inf", r"above 0, not inf"),
        (SMALL % "rate: 2, first_day: soon", r"campaigns.0.first_day: .* integer"),
        (SMALL % "accounts: 9, churn: .nan", r"campaigns.0.churn: .* finite"),
        (SMALL % "accounts: 9, languages: [german]", r"campaigns.0.languages.0: "),
        (SMALL % "accounts: 9, camouflage: 1", r"campaigns.0.camouflage: .* less than"),
        ("days: [", r"world.yaml:1: is neither YAML nor JSON"),
        ("- a list", r"world.yaml: holds no settings by name"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_world(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read.*check the path"):
        read_world(tmp_path / "none.yaml")
