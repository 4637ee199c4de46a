"""Settings: validated once, at the edge."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from stillwatch.lab.simulate.settings import Reuse, Technique, WorldSpec, accounts_at
from tests.lab.simulate.worlds import PEOPLE, campaign


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": datetime(2026, 5, 4, 3, tzinfo=UTC)}, "midnight"),
        ({"customers": (PEOPLE, PEOPLE)}, "own name"),
        ({"campaigns": (campaign(Technique.FARM, pool="x"),)}, "not in pools"),
        ({"campaigns": (campaign(Technique.FARM, first_day=30),)}, "first_day"),
        ({"surprise": 1}, "extra"),
        ({"days": 0}, "days"),
        ({"metadata": "much"}, "metadata"),
        ({"metadata": "sketches"}, "set it to true"),
    ],
)
def test_worlds_that_cannot_be_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WorldSpec(**{"customers": (PEOPLE,), **change})
    assert WorldSpec(customers=(PEOPLE,)).days == 14


@pytest.mark.parametrize(
    "change",
    [{"camouflage": 1.0}, {"paraphrase": 1.1}, {"bought": -0.1}, {"languages": ()},
     {"languages": ("DE",)}, {"organisations": float("nan")}, {"shards": 0}],
)  # fmt: skip
def test_campaigns_that_cannot_be_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(change))):
        campaign(Technique.FARM, **change)


def test_paraphrase_takes_yes_and_no_for_all_and_nothing() -> None:
    assert campaign(Technique.FARM, paraphrase=True).paraphrase == 1.0
    assert campaign(Technique.FARM, paraphrase=False).paraphrase == 0.0


def test_a_plan_counts_everybodys_exchanges_and_the_camouflage() -> None:
    farm = campaign(Technique.FARM, camouflage=0.75)
    spec = WorldSpec(customers=(PEOPLE,), campaigns=(farm,))
    assert spec.planned_exchanges == PEOPLE.exchanges + 4 * farm.exchanges


def test_cards_are_reused_as_reported() -> None:
    assert 3 <= Reuse().per_card <= 6
    assert accounts_at(26, 26 * 14 * 50, 14) == 50
    assert accounts_at(26, 10, 14, least=40) == 40
