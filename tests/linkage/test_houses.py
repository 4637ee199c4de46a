"""What one company shares at home proves nothing of a group of many; of itself it proves all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from stillwatch.linkage.coordination import group_ties, tie_scan
from stillwatch.linkage.groups import member_table
from stillwatch.linkage.holdings import load_holdings
from stillwatch.linkage.houses import houses_apart, shared_between
from tests.linkage.population import Holdings, everything, linked
from tests.linkage.test_formation import ACCOUNTS, RING, SIGNALS, accounts, add_ring, formed, people

FIRMS = np.arange(300, 332)
"""Eight small companies of four accounts each."""


def fashion() -> tuple[dict[str, Holdings], list[str | None]]:
    """Let eight companies write in one fashion, each on its own card and at its own address."""
    held = people()
    add_ring(held, FIRMS, 10_000)
    firm = np.arange(len(FIRMS)) // 4
    held["card"][1][FIRMS], held["address"][1][FIRMS] = 20_000 + firm, 70_000 + firm
    mail: list[str | None] = [None] * ACCOUNTS
    for account, number in zip(FIRMS.tolist(), firm.tolist(), strict=True):
        mail[account] = f"firm-{number}.example"
    return held, mail


@pytest.mark.parametrize(
    ("house", "wanted"),
    [
        ([0, 0, 0, 0], None),
        ([1, 2, 3, 0], None),
        ([5, 5, 5, 2], None),
        ([5, 5, 2, 2], None),
        ([5, 5, 2, 2, 3], [2, 2, 0, 0, 1]),
        ([5, 5, 0, 0, 3], [1, 1, 2, 3, 0]),
    ],
)
def test_houses_are_told_apart_where_none_is_most_of_the_group(
    house: list[int], wanted: list[int] | None
) -> None:
    known = np.array([0, *house])
    (found,) = houses_apart(known, [np.arange(1, len(known))])
    assert (None if found is None else found.tolist()) == wanted


def test_only_what_two_houses_hold_is_shared_between_them() -> None:
    rows = sparse.csr_matrix(np.array([[1, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 1]]))
    assert shared_between(rows, np.array([0, 0, 1])).tolist() == [False, True, False, True]


def test_companies_of_one_fashion_prove_no_conspiracy_by_what_each_has_at_home(
    tmp_path: Path,
) -> None:
    """Their texts are alike and stay so; cards and addresses no longer speak."""
    held, mail = fashion()
    (unknown,) = formed(tmp_path / "a", held).groups
    assert unknown.families["payment"] + unknown.families["network"] > 20
    (known,) = formed(tmp_path / "b", held, mail=mail).groups
    assert known.families.get("payment", 0) + known.families.get("network", 0) == 0


@pytest.mark.parametrize("domains", [1, 3, 12, 40])
def test_a_ring_is_found_under_however_many_mail_domains(domains: int, tmp_path: Path) -> None:
    held = people()
    add_ring(held, RING, 10_000)
    mail: list[str | None] = [f"{number % 400}.example" for number in range(ACCOUNTS)]
    drawn = np.random.default_rng(5).integers(0, domains, len(RING))
    for account, number in zip(RING.tolist(), drawn.tolist(), strict=True):
        mail[account] = f"ring-{number}.example"
    assert accounts(formed(tmp_path, held, mail=mail)) == [RING.tolist()]


def test_ties_and_items_within_a_house_are_left_out(tmp_path: Path) -> None:
    held, mail = fashion()
    with linked(tmp_path, held, ACCOUNTS, SIGNALS, mail=mail) as engine:
        known = everything(engine, SIGNALS)
        card = next(each for each in known.holdings if each.signal.name == "card")
        apart = houses_apart(known.house, [FIRMS + 1])
        assert group_ties(card, [FIRMS + 1], apart) == []
        (all_of_it,) = group_ties(card, [FIRMS + 1])
        assert all_of_it.bits > 20
        found = []
        for houses in (None, apart):
            engine.put("group_member", member_table([FIRMS + 1], houses))
            found.append(tie_scan(engine, 0.5, 1).get(0, 0.0))
    assert found[0] > found[1]


def test_the_house_of_an_entity_is_its_mail_domain(tmp_path: Path) -> None:
    mail = ["b.example", None, "a.example", "b.example", *[None] * (ACCOUNTS - 4)]
    with linked(tmp_path, people(), ACCOUNTS, SIGNALS, mail=mail, ties=False) as engine:
        house = load_holdings(engine, [], {}).house
    assert house[0] == house[2] == 0
    assert house[1] == house[4] != house[3] > 0
    assert len(house) == ACCOUNTS + 1
