"""Worlds to learn from: the same seed the same world, another seed another one in every way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from stillwatch.lab.calibrate.varied import varied
from stillwatch.lab.calibrate.worlds import ATTACKS, BENIGN
from stillwatch.lab.simulate.metadata import Level, settings_at
from stillwatch.lab.simulate.presets import PRESETS
from stillwatch.lab.simulate.settings import WorldSpec

SIZE = 12_000
LEVELS: tuple[Level, ...] = ("full", "no_payment", "network", "no_network", "sketches")


def carried(spec: WorldSpec) -> Level:
    """Return how much the logs of a world carry."""
    plain = spec.model_dump()
    fits = [level for level in LEVELS if settings_at(level).items() <= plain.items()]
    assert len(fits) == 1, fits
    return fits[0]


def drawn(name: str, seeds: range) -> list[WorldSpec]:
    return [varied(name, size=SIZE, seed=seed) for seed in seeds]


def campaigns(specs: list[WorldSpec]) -> list[dict[str, Any]]:
    return [dict(each) for spec in specs for each in spec.model_dump()["campaigns"]]


@pytest.mark.parametrize("name", [*BENIGN, *ATTACKS])
def test_the_same_seed_is_the_same_world(name: str) -> None:
    first, other = varied(name, size=SIZE, seed=5_001), varied(name, size=SIZE, seed=5_002)
    assert varied(name, size=SIZE, seed=5_001) == first
    assert first.model_copy(update={"seed": other.seed}) != other


def test_what_the_logs_carry_is_drawn_and_most_carry_all() -> None:
    levels = Counter(carried(spec) for spec in drawn("farm", range(1_000, 1_150)))
    assert set(levels) == set(LEVELS)
    assert 0.4 < levels["full"] / 150 < 0.8
    assert max((levels[level], level) for level in LEVELS)[1] == "full"


def test_days_stay_within_reach_of_the_preset() -> None:
    usual = PRESETS["benign"].days
    days = [spec.days for spec in drawn("benign", range(1_000, 1_040))]
    assert len(set(days)) > 5
    assert max(7, usual // 2) <= min(days) <= max(days) < 2 * usual


def test_how_common_each_look_alike_is_differs() -> None:
    shares = []
    for spec in drawn("benign", range(1_000, 1_012)):
        exchanges = {group.group: group.exchanges for group in spec.customers}
        shares.append(exchanges["university_class"] / sum(exchanges.values()))
    assert max(shares) > 2 * min(shares)


def test_no_campaign_goes_about_it_as_another_and_some_as_reported() -> None:
    usual = PRESETS["hydra"].world(SIZE, 1).model_dump()["campaigns"][0]
    made = campaigns(drawn("hydra", range(5_000, 5_060)))
    as_reported = sum(each["camouflage"] == usual["camouflage"]
                      and each["synchrony"] == usual["synchrony"] for each in made)  # fmt: skip
    assert 0.2 < as_reported / len(made) < 0.65
    others = {each["synchrony"] for each in made} - {usual["synchrony"]}
    assert len(others) > 0.3 * len(made)
    assert {each["hours"] for each in made} == {"flat", "office", "people"}
    assert len({each["templates"] for each in made}) > 8


def test_the_technique_stays_what_it_is() -> None:
    for name in ATTACKS:
        usual = [each["technique"] for each in campaigns([PRESETS[name].world(SIZE, 1)])]
        assert [each["technique"] for each in campaigns([varied(name, size=SIZE, seed=9)])] == usual


def test_a_benign_world_stays_without_a_campaign() -> None:
    assert campaigns(drawn("benign", range(1_000, 1_010))) == []
