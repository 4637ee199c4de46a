"""Pieces of one campaign are united; actors that share a pool, and nothing else, are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stillwatch.linkage.pieces import OWN, pieces, shared_hands
from tests.linkage.population import Holdings, everything, linked, signal

ACCOUNTS = 1000
CARD = signal("card", "payment", value_space=1 << 30)
ADDRESS = signal("address", "network")
SIGNALS = [CARD, ADDRESS]
ONE, OTHER = np.arange(20), np.arange(20, 40)


def world(*, cards: int, addresses: int) -> dict[str, Holdings]:
    """Two groups of twenty: so many cards and addresses are held on both sides."""
    people = np.arange(ACCOUNTS)
    card, address = people + 10_000, people + 10_000
    for place in range(cards):
        card[[ONE[place], OTHER[place]]] = place
    address[:40] = np.arange(40) % 4 + 500 if addresses else address[:40]
    return {"card": (people, card), "address": (people, address)}


@pytest.mark.parametrize(("cards", "wanted"), [(0, 2), (2, 2), (8, 1), (20, 1)])
def test_pieces_that_share_cards_are_one(cards: int, wanted: int, tmp_path: Path) -> None:
    with linked(tmp_path, world(cards=cards, addresses=0), ACCOUNTS, SIGNALS, ties=False) as engine:
        found = pieces(everything(engine, SIGNALS), [ONE + 1, OTHER + 1])
    assert len(found) == wanted
    assert sorted(place for piece in found for place in piece) == [0, 1]


def test_one_pool_does_not_make_two_actors_one(tmp_path: Path) -> None:
    held = world(cards=0, addresses=4)
    held["card"][1][:40] = np.arange(40) // 4  # Each has cards of its own.
    with linked(tmp_path, held, ACCOUNTS, SIGNALS, ties=False) as engine:
        known = everything(engine, SIGNALS)
        assert pieces(known, [ONE + 1, OTHER + 1]) == [[0], [1]]
        assert shared_hands(known, [ONE + 1, OTHER + 1])[0, 1] == 0


def test_a_card_of_too_many_is_a_default_value(tmp_path: Path) -> None:
    held = world(cards=0, addresses=0)
    held["card"][1][:40] = 7
    assert OWN < 40
    with linked(tmp_path, held, ACCOUNTS, SIGNALS, ties=False) as engine:
        assert shared_hands(everything(engine, SIGNALS), [ONE + 1, OTHER + 1])[0, 1] == 0


def test_only_what_is_one_persons_by_nature_counts(tmp_path: Path) -> None:
    plain = [replace(CARD, value_space=0), ADDRESS]
    with linked(tmp_path, world(cards=20, addresses=0), ACCOUNTS, plain, ties=False) as engine:
        assert shared_hands(everything(engine, plain), [ONE + 1, OTHER + 1]).sum() == 0


def test_no_groups_have_no_pieces(tmp_path: Path) -> None:
    with linked(tmp_path, world(cards=1, addresses=0), ACCOUNTS, SIGNALS, ties=False) as engine:
        assert pieces(everything(engine, SIGNALS), []) == []
