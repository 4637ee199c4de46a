"""Learning which patterns are harvest, from counts alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.harvest_features import BITS, FEATURES
from stillwatch.campaigns.harvest_mixture import KINDS, chances, learn, unpack

PLACE = {feature.name: place for place, feature in enumerate(FEATURES)}
ALONE, TALKING = 5, 7


def pattern(**levels: int) -> int:
    return sum(level << (BITS * PLACE[name]) for name, level in levels.items())


def test_patterns_unpack_to_their_levels() -> None:
    (levels,) = unpack(np.array([pattern(content=4, task=12, configuration=20)]))
    assert levels[PLACE["content"]] == 4
    assert levels[PLACE["task"]] == 12
    assert levels[PLACE["configuration"]] == 20
    assert levels.sum() == 36


def test_every_level_fits_its_place_and_every_kind_names_all_levels() -> None:
    assert all(feature.known < 1 << BITS for feature in FEATURES)
    assert len(FEATURES) * BITS < 63
    known = {feature.name: feature.known for feature in FEATURES}
    for kind in KINDS:
        for name, bits in {**kind.defined_by, **kind.begins_with}.items():
            assert len(bits) == known[name]


def test_what_the_control_does_as_well_is_camouflage() -> None:
    task, talk = pattern(shape=ALONE, task=2), pattern(shape=TALKING, task=6)
    counts = pa.table(
        {
            "set_no": [0, 0, -1, -1],
            "pattern": [task, talk] * 2,
            "weight": [800.0, 200.0, 20.0, 980.0],
        }
    )
    found = {row["pattern"]: row["chance"] for row in learn(counts).to_pylist()}
    assert found[task] > 0.9
    assert found[talk] < 0.1


def test_a_pattern_that_only_outsiders_have_is_rated_too() -> None:
    task, talk = pattern(shape=ALONE, task=2), pattern(shape=TALKING, task=6)
    counts = pa.table(
        {"set_no": [0, 0, -1], "pattern": [task, talk, talk], "weight": [90.0, None, 90.0]}
    )
    found = {row["pattern"]: row["chance"] for row in learn(counts).to_pylist()}
    assert found[talk] < 0.5 < found[task]


def test_what_is_unknown_says_nothing() -> None:
    levels = unpack(np.array([pattern(shape=ALONE), pattern(shape=ALONE, style=0)]))
    one, other = chances(levels, np.array([10.0, 10.0]), levels, np.array([10.0, 10.0]))
    assert one == other


def test_no_campaign_gives_an_empty_table() -> None:
    empty = pa.table({"set_no": pa.array([], pa.int64()), "pattern": pa.array([], pa.int64()),
                      "weight": pa.array([], pa.float64())})  # fmt: skip
    assert learn(empty).num_rows == 0
