"""Candidate groups: the same ties give the same groups, and one group is looked at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwatch.linkage.groups import (
    ALIKE,
    PART,
    Candidate,
    communities,
    disjoint,
    distinct,
    hubs,
    member_table,
)
from stillwatch.settings import LinkageSettings
from tests.linkage.population import linked, signal


def graph(edges: list[tuple[int, int]]) -> pa.Table:
    """Return a tie table of equal ties."""
    ordered = sorted({(min(e), max(e)) for e in edges if e[0] != e[1]})
    return pa.table(
        {
            "one": pa.array([a for a, _ in ordered], pa.int64()),
            "other": pa.array([b for _, b in ordered], pa.int64()),
            "bits": pa.array([20.0] * len(ordered), pa.float64()),
        }
    )


def clique(first: int, size: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(first, first + size) for b in range(a + 1, first + size)]


def members(candidates: list[Candidate]) -> list[list[int]]:
    return [candidate.members.tolist() for candidate in candidates]


def group(*numbers: int, origin: str = "ties") -> Candidate:
    return Candidate(np.array(numbers, np.int64), origin)


# --- Communities ---------------------------------------------------------------------------


def test_cliques_are_communities_largest_first() -> None:
    found = communities(graph([*clique(100, 6), *clique(10, 9), *clique(50, 6)]), 5)
    assert members(found) == [
        list(range(10, 19)),
        list(range(50, 56)),
        list(range(100, 106)),
    ]
    assert {candidate.origin for candidate in found} == {"ties"}


def test_one_chance_tie_seldom_merges_two_groups() -> None:
    # Label propagation can: it depends on who is asked first. The larger the groups, the rarer.
    rng = np.random.default_rng(4)
    merged = 0
    for _ in range(100):
        names = rng.permutation(40).tolist()
        edges = [*clique(0, 20), *clique(20, 20), (0, 20)]
        merged += len(communities(graph([(names[a], names[b]) for a, b in edges]), 5)) == 1
    assert merged <= 5


def test_too_small_a_community_is_none() -> None:
    ties = graph([*clique(1, 4), *clique(10, 5)])
    assert members(communities(ties, 5)) == [list(range(10, 15))]
    assert communities(graph([]), 2) == []


def test_equal_ties_give_equal_communities_whatever_their_order() -> None:
    rng = np.random.default_rng(8)
    # Blocks that are hard to tell: a third of the ties lead out of them.
    edges = []
    for block in range(30):
        inside = rng.integers(block * 40, block * 40 + 40, (240, 2))
        outside = np.stack([inside[:80, 0], rng.integers(0, 1200, 80)], axis=1)
        edges += [tuple(pair) for pair in np.concatenate([inside, outside]).tolist()]
    ties = graph(edges)
    first = members(communities(ties, 5))
    assert first
    for _ in range(3):
        assert members(communities(ties, 5)) == first
    shuffled = ties.take(pa.array(rng.permutation(ties.num_rows)))
    assert (
        members(communities(shuffled.sort_by([("one", "ascending"), ("other", "ascending")]), 5))
        == first
    )


def test_every_entity_is_in_at_most_one_community() -> None:
    rng = np.random.default_rng(9)
    found = communities(graph([tuple(e) for e in rng.integers(0, 300, (700, 2)).tolist()]), 3)
    every = [member for each in members(found) for member in each]
    assert len(every) == len(set(every))
    assert all(each == sorted(each) for each in members(found))


# --- Hubs ----------------------------------------------------------------------------------


def test_the_holders_of_a_popular_item_are_a_candidate(tmp_path: Path) -> None:
    who = np.concatenate([np.arange(8), np.arange(20, 27), np.arange(40, 52)])
    items = np.repeat([1, 2, 3], [8, 7, 12])
    forming, silent = signal("s"), signal("mute")
    object.__setattr__(silent, "forms_groups", False)
    held = {"s": (who, items), "mute": (np.arange(60, 80), np.full(20, 4))}
    with linked(tmp_path, held, 100, [forming, silent], ties=False) as engine:
        found, left_out = hubs(engine, [forming, silent], LinkageSettings())
        assert members(found) == [list(range(41, 53)), list(range(1, 9))]  # Seven are too few.
        assert {candidate.origin for candidate in found} == {"s"}
        assert left_out == 0
        found, left_out = hubs(engine, [forming], LinkageSettings(hub_limit=1))
        assert members(found) == [list(range(41, 53))]
        assert left_out == 1
        assert hubs(engine, [silent], LinkageSettings()) == ([], 0)


def test_what_nearly_everybody_holds_is_no_group(tmp_path: Path) -> None:
    who = np.concatenate([np.arange(50), np.arange(10)])
    items = np.repeat([1, 2], [50, 10])
    each = signal("s")
    with linked(tmp_path, {"s": (who, items)}, 60, [each], ties=False) as engine:
        found, _ = hubs(engine, [each], LinkageSettings())
    assert members(found) == [list(range(1, 11))]


# --- One group once ------------------------------------------------------------------------


def test_nearly_equal_groups_are_one_and_the_larger_stays() -> None:
    whole = group(*range(100))
    most = group(*range(90), origin="s")
    other = group(*range(40), origin="s")
    assert distinct([other, most, whole]) == [whole, other]


def test_of_equal_groups_one_stays() -> None:
    assert len(distinct([group(1, 2, 3), group(1, 2, 3, origin="s"), group(1, 2, 3)])) == 1


@given(st.lists(st.sets(st.integers(1, 30), min_size=3, max_size=20), min_size=1, max_size=12))
@settings(max_examples=50)
def test_what_is_dropped_is_like_something_kept(sets: list[set[int]]) -> None:
    candidates = [group(*sorted(each)) for each in sets]
    kept = members(distinct(candidates))
    assert all(max(jaccard(each, set(k)) for k in kept) >= ALIKE for each in sets)
    assert members(distinct(distinct(candidates))) == kept


def jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)


def test_thousands_of_candidates_are_compared_in_no_time() -> None:
    rng = np.random.default_rng(2)
    each = [group(*sorted(rng.choice(20_000, 40, replace=False).tolist())) for _ in range(2000)]
    assert len(distinct([*each, *each])) == 2000


def test_disjoint_groups_keep_the_stronger_and_what_stands_on_its_own() -> None:
    strong = group(*range(10))
    overlapping = group(*range(5, 25), origin="s")
    mixture = group(0, 1, 2, 3, 20, 21, origin="s")
    small = group(30, 31, 32, origin="s")
    found = disjoint([strong, overlapping, mixture, small], 5)
    assert members(found) == [list(range(10)), list(range(10, 25))]
    assert [candidate.origin for candidate in found] == ["ties", "s"]


@given(
    st.lists(st.sets(st.integers(1, 40), min_size=2, max_size=25), max_size=10),
    st.integers(2, 6),
)
def test_no_entity_is_in_two_of_the_disjoint_groups(sets: list[set[int]], least: int) -> None:
    found = disjoint([group(*sorted(each)) for each in sets], least)
    every = [member for each in members(found) for member in each]
    assert len(every) == len(set(every))
    assert all(len(each) >= least for each in members(found))
    if sets and len(sets[0]) >= least:
        assert members(found)[0] == sorted(sets[0])


def test_a_group_that_loses_more_than_half_is_dropped() -> None:
    assert pytest.approx(0.5) == PART
    first = group(*range(10))
    assert len(disjoint([first, group(*range(5, 15))], 2)) == 2
    assert len(disjoint([first, group(*range(4, 14))], 2)) == 1


def test_members_are_numbered_by_the_order_of_their_groups() -> None:
    table = member_table([np.array([3, 4]), np.array([1])])
    alone = {"group_no": [0, 0, 1], "entity_no": [3, 4, 1], "house": [0, 1, 0]}
    assert table.to_pydict() == alone
    apart = member_table([np.array([3, 4]), np.array([1])], [np.array([7, 7]), None])
    assert apart.to_pydict() == {**alone, "house": [7, 7, 0]}
    assert member_table([]).num_rows == 0
    assert member_table([]).schema == table.schema
