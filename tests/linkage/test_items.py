"""The bipartite tables: degrees are taken over all items, shared or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from stillwatch.linkage.items import item_steps
from stillwatch.store.steps import Step
from tests.linkage.population import linked, signal


def test_degrees_count_entities_once_and_reach_counts_what_nobody_shares(tmp_path: Path) -> None:
    who = np.array([0, 0, 0, 1, 1, 2, 3])
    items = np.array([7, 7, 8, 7, 9, 9, 5])
    with linked(tmp_path, {"s": (who, items)}, 5, [signal("s")], ties=False) as engine:
        held = engine.read("FROM item_s ORDER BY entity_no, item").to_pylist()
        assert [(r["entity_no"], r["item"], r["exchanges"]) for r in held] == [
            (1, 7, 2),
            (1, 8, 1),
            (2, 7, 1),
            (2, 9, 1),
            (3, 9, 1),
            (4, 5, 1),
        ]
        assert engine.read("FROM degree_s ORDER BY item").to_pylist() == [
            {"item": 7, "holders": 2},
            {"item": 9, "holders": 2},
        ]
        assert engine.read("FROM reach_s ORDER BY entity_no").to_pylist() == [
            {"entity_no": 1, "held": 2},
            {"entity_no": 2, "held": 2},
            {"entity_no": 3, "held": 1},
            {"entity_no": 4, "held": 1},
        ]


def test_what_only_one_organisation_shares_within_itself_is_not_shared(tmp_path: Path) -> None:
    who, items = np.array([0, 1, 2]), np.array([7, 7, 7])
    orgs = ["acme", "acme", None]
    with linked(tmp_path, {"s": (who, items)}, 3, [signal("s")], orgs=orgs, ties=False) as engine:
        assert engine.read("FROM degree_s").to_pylist() == [{"item": 7, "holders": 2}]
    with linked(
        tmp_path, {"s": (who[:2], items[:2])}, 3, [signal("s")], orgs=orgs, ties=False
    ) as engine:
        assert engine.read("FROM degree_s").num_rows == 0


def test_a_missing_value_is_no_item_that_accounts_share(tmp_path: Path) -> None:
    each = signal("s")
    with linked(tmp_path, {}, 3, [each], ties=False) as engine:
        engine.run(
            [
                Step(
                    "missing",
                    "SELECT account_id, 's' AS signal, NULL::BIGINT AS item FROM exchange",
                )
            ]
        )
        engine.view("without", each.items_sql("missing"))
        assert engine.read("FROM without").num_rows == 3
        engine.run(item_steps(replace(each, items_sql=lambda _: "FROM without")))
        assert [engine.read(f"FROM {t}_s").num_rows for t in ("item", "degree", "reach")] == [0] * 3
