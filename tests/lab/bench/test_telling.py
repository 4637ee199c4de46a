"""Areas under the curve: tells of any shape are found, learning by heart is not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from sklearn.tree import DecisionTreeClassifier

from stillwatch.lab.bench import telling
from stillwatch.lab.bench.intervals import Estimate

RNG = np.random.default_rng(1)
ATTACK = np.arange(2_000) % 4 == 0
ALONE = np.arange(2_000)


def told(column: pa.Array, clusters: telling.Codes = ALONE) -> float:
    fold = telling.folds_of(clusters, ATTACK)
    scores = telling.out_of_fold(telling.cut(column), ATTACK, fold)
    return telling.area(scores, ATTACK, clusters).value


@pytest.mark.parametrize(
    "column",
    [
        pa.array(np.where(ATTACK, 0.5, RNG.choice([0.0, 1.0], 2_000))),
        pa.array(np.where(ATTACK, "b", RNG.choice(["a", "c"], 2_000))),
        pa.array(RNG.random(2_000), mask=ATTACK),
        pa.array(~ATTACK),
    ],
    ids=["a value between", "a text", "an absence", "a flag"],
)
def test_a_tell_of_any_shape_is_found(column: pa.Array) -> None:
    assert told(column) > 0.95


def test_chance_is_a_half_and_the_interval_holds_it() -> None:
    codes = telling.cut(pa.array(RNG.random(2_000)))
    fold = telling.folds_of(ALONE, ATTACK)
    found = telling.area(telling.out_of_fold(codes, ATTACK, fold), ATTACK, ALONE)
    assert found.low < 0.5 < found.high
    assert found.high - found.low < 0.12


def test_what_only_one_cluster_has_is_not_learned_by_heart() -> None:
    clusters = ALONE // 100 * 4 + ALONE % 4
    own_value = pa.array([f"value {number}" for number in clusters])
    assert told(own_value) > 0.95, "each value is of one kind only"
    assert told(own_value, clusters) < 0.6, "but no other cluster has it"


def test_the_area_is_mann_whitneys() -> None:
    scores, attack = np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, True, False, True])
    assert telling.plain_area(scores, attack) == pytest.approx(3.5 / 4)


def test_a_shared_thing_counts_once() -> None:
    clusters = np.repeat(np.arange(60), np.where(np.arange(60) < 10, 8, 1))
    attack = clusters < 30
    scores = np.where(attack, np.where(clusters < 10, 9.0, 1.0), 5.0)
    weights = telling.each_once(clusters)
    assert telling.area(scores, attack, clusters).value == pytest.approx(80 / 100)
    assert telling.area(scores, attack, clusters, weights).value == pytest.approx(10 / 30)


def test_too_few_clusters_give_no_interval() -> None:
    found = telling.area(np.arange(4.0), np.array([True, True, False, False]), np.arange(4))
    assert np.isnan(found.value)
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_pair_tells_what_neither_does() -> None:
    one, other = RNG.integers(0, 2, (2, 2_000))
    attack = one == other
    fold = telling.folds_of(ALONE, attack)
    for codes in (one, other):
        scores = telling.out_of_fold(codes, attack, fold)
        assert telling.plain_area(scores, attack) < 0.55
    both = telling.crossed(one, other)
    reached = telling.plain_area(telling.out_of_fold(both, attack, fold), attack)
    assert reached > 0.99
    assert telling.quick_area(both, attack, fold) == pytest.approx(reached)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0)
    assert telling.plain_area(telling.classified([one, other], attack, fold, tree), attack) > 0.99


def test_the_best_of_many_must_be_better() -> None:
    one = Estimate(0.7, 0.65, 0.75, 40)
    assert telling.best_of(1, one).low == pytest.approx(one.low)
    many = telling.best_of(1_000, one)
    assert many.low == pytest.approx(0.7 - 0.05 * 4.0556 / 1.95996, abs=1e-4)
    assert many.high > one.high
