"""The null keeps everybody's holdings and every item's holders, and no chance is above one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.linkage.chance import EXACT, degree_class, degree_class_sql, fit, fit_chance
from stillwatch.store.duckdb_engine import DuckEngine
from tests.linkage.population import POPULARITY, independent, linked, signal


@pytest.mark.parametrize("law", POPULARITY)
def test_degrees_come_out_right_in_expectation(law: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    held = independent(rng, 800, POPULARITY[law](300), 12, 1.5)
    each = signal("s")
    with linked(tmp_path, {"s": held}, 800, [each], ties=False) as engine:
        model = fit_chance(engine, each)
        reach = engine.read("SELECT held FROM reach_s").column(0).to_numpy()
    assert model.chance.min() >= 0
    assert model.chance.max() <= 1
    there = model.entities > 0
    holds = (model.chance * model.items).sum(axis=1)[there]
    wanted = np.bincount(degree_class(reach), reach)[there] / model.entities[there]
    assert holds == pytest.approx(wanted, rel=0.01)
    holders = (model.chance * model.entities[:, None]).sum(axis=0)
    assert holders[model.items > 0] == pytest.approx(model.holders[model.items > 0], rel=0.01)


def test_nobody_holds_a_thing_more_than_surely() -> None:
    # One entity holds all hundred items, a hundred others hold one each: k d / M would say 1.98.
    model = fit(np.array([1.0, 100.0]), np.array([100.0, 1.0]), np.array([2.0]), np.array([100.0]))
    busiest = model.chance[degree_class(np.array([100]))[0], 2]
    assert busiest == pytest.approx(1.0, abs=0.01)


def test_pairs_share_no_more_than_items_popular_enough() -> None:
    model = fit(np.array([5.0]), np.array([40.0]), np.array([2.0, 10.0]), np.array([50.0, 10.0]))
    few, all_of_them = model.pair_rates(2.0)[5, 5], model.pair_rates(99.0)[5, 5]
    assert 0 < few < all_of_them
    assert all_of_them == pytest.approx(50 * (2 / 40) ** 2 + 10 * (10 / 40) ** 2, rel=0.02)


def test_classes_are_the_same_in_sql_and_grow_with_the_degree(tmp_path: Path) -> None:
    degrees = np.unique(np.concatenate([np.arange(1, 400), np.geomspace(400, 1e7, 300).round()]))
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        told = engine.read(
            f"SELECT {degree_class_sql('d')} AS c FROM (SELECT unnest({degrees.tolist()}) AS d) "
            "ORDER BY d"
        )
    classes = degree_class(degrees)
    assert told.column(0).to_pylist() == classes.tolist()
    assert (np.diff(classes) >= 0).all()
    assert classes[: EXACT - 1].tolist() == list(range(1, EXACT))
    assert classes[-1] < 300


def test_where_nothing_is_held_nothing_is_expected() -> None:
    nothing = np.empty(0)
    model = fit(nothing, nothing, np.array([1.0]), np.array([0.0]))
    assert model.pair_rates(64).sum() == 0
