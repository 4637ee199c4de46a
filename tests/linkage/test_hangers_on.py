"""Members that only vouch for each other go; a group without a core is left as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stillwatch.linkage.hangers_on import without_hangers_on
from tests.linkage.population import Holdings, everything, linked, signal

ACCOUNTS = 1200
TEXT = signal("text", "content", texts=True)
CARD = signal("card", "payment")
ADDRESS = signal("address", "network")
SIGNALS = [TEXT, CARD, ADDRESS]
RING = np.arange(40)
COMPANY = np.arange(100, 107)
ALONE = np.array([200])


def world() -> dict[str, Holdings]:
    """A ring chained through cards and addresses; a company of seven on one card and address;
    an account of its own card that sends what the ring sends."""
    rng = np.random.default_rng(3)
    people = np.arange(ACCOUNTS)
    card, address = people + 10_000, people + 10_000
    card[RING], address[RING] = RING // 4, (RING + 2) // 4
    card[COMPANY], address[COMPANY] = 900, 900
    text = [(who, 50_000 + what) for who in RING.tolist() for what in rng.integers(0, 9, 5)]
    text += [(who, 70_000 + what) for who in COMPANY.tolist() for what in range(4)]
    text += [(200, 50_000 + what) for what in range(5)]
    text += [(who, 90_000 + who * 3 + k) for who in range(300, ACCOUNTS) for k in range(3)]
    return {
        "text": (np.array([w for w, _ in text]), np.array([t for _, t in text])),
        "card": (people, card),
        "address": (people, address),
    }


def kept(folder: Path, *members: np.ndarray) -> list[int]:
    group = np.unique(np.concatenate(members)) + 1
    with linked(folder, world(), ACCOUNTS, SIGNALS, ties=False) as engine:
        (found,) = without_hangers_on(everything(engine, SIGNALS), [group])
    return [int(member) - 1 for member in found]


def test_a_company_whose_accounts_vouch_for_each_other_goes(tmp_path: Path) -> None:
    assert kept(tmp_path, RING, COMPANY) == RING.tolist()


def test_who_is_tied_to_the_core_by_what_it_sends_stays(tmp_path: Path) -> None:
    assert kept(tmp_path, RING, ALONE) == [*RING.tolist(), 200]


def test_without_a_core_nobody_goes(tmp_path: Path) -> None:
    some = np.arange(400, 420)
    assert kept(tmp_path, some) == some.tolist()


def test_a_core_of_everybody_is_left_as_it_is(tmp_path: Path) -> None:
    assert kept(tmp_path, RING) == RING.tolist()
