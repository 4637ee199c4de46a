"""A group's ties: chance gives few bits, however busy its members; a plot gives many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import binom, poisson

from stillwatch.linkage.coordination import (
    _divergence,
    _poisson_bits,
    _two_or_more,
    group_ties,
    tie_graph_bits,
    tie_scan,
)
from stillwatch.linkage.entities import DRAW_SPACE
from stillwatch.linkage.groups import member_table
from stillwatch.model.tie import GroupTies
from stillwatch.store.duckdb_engine import DuckEngine
from tests.linkage.population import (
    POPULARITY,
    Holdings,
    everything,
    independent,
    linked,
    signal,
)

ACCOUNTS = 2000
DRAWS = 300
Members = list[np.ndarray]


def judged(folder: Path, held: Holdings, groups: Members, views: int = 1) -> dict[int, GroupTies]:
    """Judge groups of account numbers by one signal."""
    each = signal("s", views=views)
    with linked(folder, {"s": held}, ACCOUNTS, [each], ties=False) as engine:
        (holdings,) = everything(engine, [each]).holdings
        return {tie.group_no: tie for tie in group_ties(holdings, [g + 1 for g in groups])}


def put_groups(engine: DuckEngine, groups: Members) -> None:
    """Keep `group_member`; accounts are entities here, numbered from 1."""
    engine.put("group_member", member_table([group + 1 for group in groups]))


def drawn(rng: np.random.Generator, weights: np.ndarray) -> Members:
    """Draw groups of 5 to 40 accounts, the likelier the heavier."""
    chances = weights / weights.sum()
    return [
        rng.choice(ACCOUNTS, rng.integers(5, 41), replace=False, p=chances) for _ in range(DRAWS)
    ]


def share_of_three_bits(found: dict[int, GroupTies]) -> float:
    return sum(tie.bits >= 3 for tie in found.values()) / DRAWS


# --- Chance --------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0.5, 1.5])
@pytest.mark.parametrize("law", POPULARITY)
def test_random_groups_have_few_bits(law: str, spread: float, tmp_path: Path) -> None:
    shares = []
    for seed, items in ((1, 500), (2, 20_000)):
        rng = np.random.default_rng(seed)
        held = independent(rng, ACCOUNTS, POPULARITY[law](items), 10, spread)
        found = judged(tmp_path, held, drawn(rng, np.ones(ACCOUNTS)))
        shares.append(share_of_three_bits(found))
    # Three bits promise one in eight; the bounds keep well below.
    assert max(shares) <= 0.05, f"law {law}, spread {spread}: {shares}"


@pytest.mark.parametrize("views", [1, 4])
@pytest.mark.parametrize("chosen", ["busy", "quiet"])
def test_groups_of_busy_or_quiet_accounts_have_few_bits(
    chosen: str, views: int, tmp_path: Path
) -> None:
    shares = []
    for seed, law in ((1, "even"), (2, "zipf"), (3, "lognormal")):
        rng = np.random.default_rng(seed)
        who, items = independent(rng, ACCOUNTS, POPULARITY[law](20_000), 10, 1.0)
        activity = np.bincount(who, minlength=ACCOUNTS)
        weights = activity if chosen == "busy" else 1 / (1 + activity)
        held = (np.repeat(who, views), (items[:, None] * views + np.arange(views)).ravel())
        shares.append(share_of_three_bits(judged(tmp_path, held, drawn(rng, weights), views)))
    assert max(shares) <= 0.05, f"{chosen}, {views} views: {shares}"


@pytest.mark.parametrize("law", ["zipf", "steep", "lognormal"])
def test_groups_of_the_busiest_have_few_bits_where_items_are_few(law: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    held = independent(rng, ACCOUNTS, POPULARITY[law](500), 10, 1.5)
    groups = drawn(rng, np.bincount(held[0], minlength=ACCOUNTS))
    share = share_of_three_bits(judged(tmp_path, held, groups))
    assert share <= 0.05, share


# --- Planted -------------------------------------------------------------------------------


def test_a_planted_item_gives_many_bits_and_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    who, items = independent(rng, ACCOUNTS, POPULARITY["zipf"](20_000), 10, 1.0)
    plot = np.arange(30)
    held = (np.concatenate([who, plot[:20]]), np.concatenate([items, np.full(20, 30_000)]))
    found = judged(tmp_path, held, [plot, np.arange(100, 130)])
    assert found[0].bits > 60
    assert (found[0].inside, found[0].by_one_item) == (20, True)
    assert found[0].tied >= 20
    assert found[0].inside_expected < 1.5
    assert 1 not in found or found[1].bits < 5


def test_many_small_shared_items_give_many_bits_too(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    who, items = independent(rng, ACCOUNTS, POPULARITY["zipf"](20_000), 10, 1.0)
    plot = np.arange(40)
    # Each of 60 tasks is done by two members: no item of its own stands out.
    pairs = np.concatenate([rng.choice(plot, 2, replace=False) for _ in range(60)])
    held = (
        np.concatenate([who, pairs]),
        np.concatenate([items, np.repeat(np.arange(30_000, 30_060), 2)]),
    )
    found = judged(tmp_path, held, [plot])[0]
    assert found.bits > 20
    assert not found.by_one_item
    assert found.items >= 60
    assert found.items > 2 * found.expected


def test_camouflage_takes_bits_but_not_all(tmp_path: Path) -> None:
    bits = []
    for mean in (2, 10, 40):
        rng = np.random.default_rng(5)
        who, items = independent(rng, ACCOUNTS, POPULARITY["zipf"](20_000), mean, 1.0)
        held = (np.concatenate([who, np.arange(20)]), np.concatenate([items, np.full(20, 30_000)]))
        bits.append(judged(tmp_path, held, [np.arange(30)])[0].bits)
    assert min(bits) > 60


def test_a_group_that_shares_nothing_is_not_spoken_of(tmp_path: Path) -> None:
    held = (np.arange(ACCOUNTS), np.arange(ACCOUNTS))
    assert judged(tmp_path, held, [np.arange(30)]) == {}


def test_counts_are_those_of_the_group(tmp_path: Path) -> None:
    who = np.array([0, 1, 2, 0, 1, 3, 4, 5])
    items = np.array([7, 7, 7, 8, 8, 8, 9, 9])
    found = judged(tmp_path, (who, items), [np.array([0, 1, 4]), np.array([2, 3])])
    assert list(found) == [0]
    assert (found[0].items, found[0].tied, found[0].signal) == (2, 2, "s")
    assert found[0].inside == 2


# --- The bounds ----------------------------------------------------------------------------


def test_bounds_never_promise_more_than_the_tails_they_bound() -> None:
    for holders in (2, 5, 40, 300):
        for share in (0.001, 0.02, 0.3):
            inside = np.arange(1, holders + 1)
            nats = holders * _divergence(inside / holders, np.array(share))
            assert (nats <= -binom.logsf(inside - 1, holders, share) + 1e-9).all()
    for expected in (1e-4, 0.1, 3.0, 50.0):
        for seen in (1, 4, 80):
            tail = -poisson.logsf(seen - 1, expected) / np.log(2)
            assert _poisson_bits(seen, expected) <= tail + 1e-9


def test_nothing_unusual_gives_no_bits() -> None:
    assert (_divergence(np.array([0.0, 0.1, 0.2]), np.array(0.2)) == 0).all()
    assert _poisson_bits(2, 3.0) == 0.0
    assert _divergence(np.array([1.0]), np.array(0.5))[0] == pytest.approx(np.log(2))


def test_the_chance_of_two_or_more_is_the_binomial_one() -> None:
    degrees = np.array([2.0, 3.0, 30.0, 1000.0])
    for share in (1e-6, 0.01, 0.4):
        wanted = binom.sf(1, degrees, share)
        assert _two_or_more(degrees, np.array(share)) == pytest.approx(wanted, rel=1e-6, abs=1e-9)


# --- The tie graph -------------------------------------------------------------------------


def test_ties_are_counted_inside_each_group_at_its_best_scale(tmp_path: Path) -> None:
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        draws = [0] * 30 + [DRAW_SPACE - 1] * 970
        engine.put("entity", pa.table({"entity_no": range(1, 1001), "draw": draws}))
        ring = [(a, b) for a in range(1, 11) for b in range(a + 1, 11)]
        ties = pa.table({"one": [a for a, _ in ring], "other": [b for _, b in ring]})
        engine.put("tie_0", ties.slice(0, 5))
        engine.put("tie_1", ties)
        put_groups(engine, [np.arange(10), np.arange(500, 510)])
        found = tie_scan(engine, 0.5, 2)
    # Among the thirty that the second scale looks at, ten are all tied to each other.
    best = tie_graph_bits(45, 10, 30, 0.25) - 1
    assert found == {0: pytest.approx(best)}
    assert tie_graph_bits(5, 10, 1000, 0.25) < best


def test_a_denser_graph_has_more_bits_and_a_sparse_one_pays_for_the_search() -> None:
    bits = [tie_graph_bits(ties, 20, 2000, 0.5) for ties in (0, 10, 40, 100, 190)]
    assert bits == sorted(bits)
    assert bits[:2] == [0.0, 0.0]
    assert bits[-1] > 500
    assert tie_graph_bits(100, 20, 200_000, 0.5) > tie_graph_bits(100, 20, 2000, 0.5)


def test_the_densest_part_of_a_chance_graph_has_few_bits() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        count = rng.poisson(0.5 * ACCOUNTS / 2)
        edges = rng.integers(0, ACCOUNTS, (count, 2))
        neighbours: dict[int, set[int]] = {}
        for one, other in edges.tolist():
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
        hub = max(neighbours, key=lambda node: len(neighbours[node]))
        inside = {hub, *neighbours[hub]}
        ties = sum(one in inside and other in inside for one, other in edges.tolist())
        assert tie_graph_bits(ties, len(inside), ACCOUNTS, 0.5) < 3
