"""Settings: validated once, at the edge."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from stillwatch.lab.simulate.settings import Technique, WorldSpec
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
    ],
)
def test_worlds_that_cannot_be_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WorldSpec(**{"customers": (PEOPLE,), **change})
    assert WorldSpec(customers=(PEOPLE,)).days == 14
