"""Levels of metadata: from everything to next to nothing, each within the one before."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from stillwatch.lab.simulate.metadata import LEVELS, Level, hidden_fields, settings_at
from stillwatch.model.exchange import EXCHANGE_SCHEMA, REQUIRED, TEXT_FIELDS
from tests.lab.simulate.worlds import spec_with, write_world


def known(level: Level) -> set[str]:
    """What is known at a step of the curve, by the settings of that step."""
    texts = set() if settings_at(level)["texts"] else set(TEXT_FIELDS)
    return set(EXCHANGE_SCHEMA.names) - hidden_fields(level) - texts


def test_each_level_knows_less_than_the_one_before() -> None:
    assert LEVELS[0] == "full"
    assert known("full") == set(EXCHANGE_SCHEMA.names)
    for richer, poorer in pairwise(LEVELS[:-1]):
        assert known(poorer) < known(richer)
    # What sketches hold lies in columns of their own.
    assert known("poor") == known("sketches")
    assert [settings_at(level)["sketches"] for level in LEVELS[-2:]] == [True, False]
    assert known("poor") == {*REQUIRED, "input_tokens"}


@pytest.mark.parametrize("level", LEVELS)
def test_logs_hold_what_the_level_knows_and_no_more(level: Level, tmp_path: Path) -> None:
    rows = write_world(spec_with(days=1, **settings_at(level)), tmp_path).rows
    filled = {name for name in EXCHANGE_SCHEMA.names if rows[name].null_count < rows.num_rows}
    # Everyday people have no organisation and no users, the fake texts no system prompt.
    never = {"org_id", "end_user_id", "system_instructions"}
    assert filled == known(level) - never
    assert (rows.num_columns > len(EXCHANGE_SCHEMA) + 3) == (level == "sketches")
