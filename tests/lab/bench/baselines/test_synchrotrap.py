from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stillwatch.lab.bench.baselines.synchrotrap import SynchroTrap, linked_groups
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import sent, window

DAY = 86_400.0
CREW = tuple(f"crew{number}" for number in range(8))


def found(folder: Path, rows: list[dict[str, Any]], **settings: Any) -> Found:
    with window(folder, rows) as engine:
        return SynchroTrap(**settings).find(engine)


def in_step(accounts: tuple[str, ...], days: int = 4, **fields: Any) -> list[dict[str, Any]]:
    """Return one exchange of every account and day, minutes apart."""
    return [
        sent(account, day * DAY + 60.0 * place, **fields)
        for day in range(days)
        for place, account in enumerate(accounts)
    ]


def strangers(count: int) -> list[dict[str, Any]]:
    return [
        sent(f"s{n}", d * DAY, client_ip=f"192.0.2.{n}", template_hash=1_000 * n + d)
        for n in range(count)
        for d in range(4)
    ]


@pytest.mark.parametrize("shared", [{"client_ip": "198.51.100.1"}, {"template_hash": 7}])
def test_accounts_in_step_are_a_group_and_strangers_are_not(
    shared: dict[str, Any], tmp_path: Path
) -> None:
    answer = found(tmp_path, in_step(CREW, **shared) + strangers(20))
    assert [group.accounts for group in answer.named] == [CREW]
    assert answer.scores == dict.fromkeys(CREW, 1.0)


def test_the_same_object_at_other_times_is_no_synchrony(tmp_path: Path) -> None:
    rows = [
        sent(account, DAY * (place + len(CREW) * turn), template_hash=7)
        for place, account in enumerate(CREW)
        for turn in range(4)
    ]
    answer = found(tmp_path, rows)
    assert (list(answer.named), answer.scores) == ([], {})


def test_a_prompt_of_one_day_is_not_lasting(tmp_path: Path) -> None:
    """Thousands paste the prompt of the day once; two common actions are one too few."""
    assert found(tmp_path, in_step(CREW, days=2, template_hash=7)).named == []


def test_camouflage_lowers_the_likeness(tmp_path: Path) -> None:
    own = [
        sent(account, day * DAY, template_hash=1_000 * (place + 1) + 10 * day + turn)
        for place, account in enumerate(CREW)
        for day, turn in itertools.product(range(4), range(3))
    ]
    # Four actions in common, twelve of one's own: 4 / 28 of a pair.
    alike = found(tmp_path / "a", in_step(CREW, template_hash=7) + own, similarity=0.14)
    assert alike.scores == dict.fromkeys(CREW, pytest.approx(4 / 28))
    assert found(tmp_path / "b", in_step(CREW, template_hash=7) + own).named == []


def test_few_accounts_are_no_group_but_are_ranked(tmp_path: Path) -> None:
    answer = found(tmp_path, in_step(CREW[:7], client_ip="198.51.100.1"))
    assert answer.named == []
    assert set(answer.scores) == set(CREW[:7])


def test_a_popular_action_is_cut_to_the_same_accounts_each_time(tmp_path: Path) -> None:
    crowd = tuple(f"c{number:03d}" for number in range(40))
    answer = found(tmp_path, in_step(crowd, template_hash=7), most_holders=10)
    assert [len(group.accounts) for group in answer.named] == [10]


def test_without_objects_it_refuses(tmp_path: Path) -> None:
    assert "neither addresses nor prompts" in (found(tmp_path, in_step(CREW)).refused or "")


def test_objects_that_nobody_shares_link_nobody(tmp_path: Path) -> None:
    answer = found(tmp_path, strangers(5))
    assert (list(answer.named), answer.scores, answer.refused) == ([], {}, None)


def test_the_setting_says_what_it_runs_with() -> None:
    assert "slots of 6 h" in SynchroTrap(slot_hours=6).setting


def test_likeness_is_that_of_the_sets(tmp_path: Path) -> None:
    """Held against Python sets on random logs."""
    rng = np.random.default_rng(4)
    drawn = [
        (f"a{rng.integers(12)}", int(rng.integers(6)), int(rng.integers(4))) for _ in range(90)
    ]
    rows = [sent(account, day * DAY, template_hash=item) for account, item, day in drawn]
    held: dict[str, set[tuple[int, int]]] = {}
    for account, item, day in drawn:
        held.setdefault(account, set()).add((item, day))
    likeness: dict[str, float] = {}
    for one, other in itertools.permutations(held, 2):
        common = len(held[one] & held[other])
        alike = common / len(held[one] | held[other])
        if common >= 3 and alike >= 0.2:
            likeness[one] = max(likeness.get(one, 0.0), alike)
    assert len(likeness) > 5, "the log must hold pairs to compare"
    assert found(tmp_path, rows, similarity=0.2).scores == pytest.approx(likeness)


def test_single_linkage_chains() -> None:
    names = np.array(list("abcdef"), object)
    edges = (np.array([0, 1, 4]), np.array([1, 2, 5]), np.ones(3))
    assert [group.accounts for group in linked_groups(names, edges, 2)] == [
        ("a", "b", "c"),
        ("e", "f"),
    ]
    assert [group.accounts for group in linked_groups(names, edges, 3)] == [("a", "b", "c")]
