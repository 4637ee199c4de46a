"""Holdings in memory are what the engine's tables say, and no more than is shared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.linkage.chance import degree_class
from stillwatch.linkage.holdings import Everything, load_holdings, membership_matrix
from stillwatch.model.signal import TieSignal
from tests.linkage.population import POPULARITY, Holdings, everything, independent, linked, signal

ACCOUNTS = 300


def loaded(folder: Path, held: dict[str, Holdings], *signals: TieSignal) -> Everything:
    with linked(folder, held, ACCOUNTS, signals, ties=False) as engine:
        return everything(engine, signals)


def test_only_what_two_hold_is_kept_and_all_of_it_is_counted(tmp_path: Path) -> None:
    who = np.array([0, 1, 0, 0, 0, 5])
    items = np.array([7, 7, 8, 9, 10, 10])
    (held,) = loaded(tmp_path, {"s": (who, items)}, signal("s")).holdings
    assert held.held.shape == (ACCOUNTS + 1, 2), "number 0 is nobody; two items are shared"
    assert held.held.toarray()[1].tolist() == [1, 1]
    assert held.held.sum(axis=0).tolist() == [[2, 2]]
    assert held.things[[1, 2, 6, 3, 0]].tolist() == [4, 1, 1, 0, 0]
    # Each of the four is a quarter of what the first holds, and two of them are shared.
    assert held.weight.toarray()[1].tolist() == [0.25, 0.25]
    assert held.weight.toarray()[6].sum() == 1.0


def test_a_thing_of_several_views_is_one_thing(tmp_path: Path) -> None:
    who, items = np.repeat([0, 1], 6), np.tile(np.arange(6), 2)
    (held,) = loaded(tmp_path, {"s": (who, items)}, signal("s", views=3)).holdings
    assert held.things[[1, 2]].tolist() == [2, 2]


def test_what_is_held_twice_is_held_once(tmp_path: Path) -> None:
    who, items = np.array([0, 0, 0, 1]), np.array([7, 7, 7, 7])
    (held,) = loaded(tmp_path, {"s": (who, items)}, signal("s")).holdings
    assert held.held.max() == 1
    assert held.things[1] == 1


@pytest.mark.parametrize("law", ["even", "zipf"])
def test_holdings_agree_with_the_pairs_and_with_the_null(law: str, tmp_path: Path) -> None:
    who, items = independent(np.random.default_rng(3), ACCOUNTS, POPULARITY[law](400), 6, 1.0)
    pairs = set(zip(who.tolist(), items.tolist(), strict=True))
    holders = np.bincount([item for _, item in pairs], minlength=400)
    reach = np.bincount([account for account, _ in pairs], minlength=ACCOUNTS)
    (held,) = loaded(tmp_path, {"s": (who, items)}, signal("s")).holdings
    assert held.held.nnz == sum(holders[item] >= 2 for _, item in pairs)
    assert sorted(held.held.sum(axis=0).A1) == sorted(holders[holders >= 2])
    assert held.things[1:].tolist() == reach.tolist()
    assert held.classes[1:].tolist() == degree_class(reach).tolist()
    popular = held.held.sum(axis=0).A1
    cells = held.chance.tocoo()
    wanted = held.model.chance[held.classes[cells.row], degree_class(popular[cells.col])]
    assert cells.data == pytest.approx(wanted)
    assert 0 < cells.data.min() <= cells.data.max() < 1


def test_items_of_all_signals_stand_apart(tmp_path: Path) -> None:
    cards = (np.array([0, 1]), np.array([7, 7]))
    texts = (np.array([1, 2, 3]), np.array([7, 7, 7]))
    found = loaded(tmp_path, {"card": cards, "text": texts}, signal("card"), signal("text"))
    assert found.entities == ACCOUNTS
    assert [each.signal.name for each in found.holdings] == ["card", "text"]
    rows = [np.unique(each.held.nonzero()[0]).tolist() for each in found.holdings]
    assert rows == [[1, 2], [2, 3, 4]]


def test_accounts_of_one_organisation_hold_together(tmp_path: Path) -> None:
    held = {"s": (np.array([0, 1, 2]), np.array([7, 7, 7]))}
    orgs = ["one", "one", *[None] * (ACCOUNTS - 2)]
    each = signal("s")
    with linked(tmp_path, held, ACCOUNTS, [each], orgs=orgs, ties=False) as engine:
        found = everything(engine, [each])
    assert found.entities == ACCOUNTS - 1
    assert found.holdings[0].held.sum() == 2


def test_nothing_shared_is_nothing_held(tmp_path: Path) -> None:
    held = {"s": (np.arange(ACCOUNTS), np.arange(ACCOUNTS))}
    (found,) = loaded(tmp_path, held, signal("s")).holdings
    assert found.held.nnz == 0
    assert found.things[1:].tolist() == [1] * ACCOUNTS
    with linked(tmp_path / "more", held, ACCOUNTS, [], ties=False) as engine:
        assert load_holdings(engine, [], {}).holdings == ()


def test_a_membership_matrix_has_a_row_a_group() -> None:
    groups = [np.array([1, 3]), np.array([], np.int64), np.array([2, 3, 4])]
    found = membership_matrix(groups, 6).toarray()
    assert found.tolist() == [[0, 1, 0, 1, 0, 0], [0] * 6, [0, 0, 1, 1, 1, 0]]
    assert membership_matrix([], 6).shape == (0, 6)
