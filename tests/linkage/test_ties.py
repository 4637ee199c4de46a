"""Pairs tied beyond chance: counted right, rarer is stronger, chance itself ties almost nobody."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from dataclasses import replace
from math import comb, exp, log2
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, poisson

from stillwatch.linkage.groups import communities
from stillwatch.linkage.ties import combined_bits_sql, pair_sql, tie_steps
from stillwatch.settings import LinkageSettings
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.linkage.population import POPULARITY, Holdings, independent, linked, signal

ACCOUNTS = 2000
LEAST = LinkageSettings()


def tied(engine: DuckEngine) -> dict[tuple[int, int], float]:
    """Return the bits of every tie."""
    rows = engine.read("SELECT one, other, bits FROM tie").to_pylist()
    return {(row["one"], row["other"]): row["bits"] for row in rows}


def pairs(engine: DuckEngine, name: str = "s", scale: int = 0) -> dict[tuple[int, int], float]:
    """Return the bits of every pair that one signal speaks of."""
    rows = engine.read(f"FROM pair_{name}_{scale}").to_pylist()
    return {(row["one"], row["other"]): row["bits"] for row in rows}


# --- Counting ------------------------------------------------------------------------------

holdings = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 14)), min_size=1, max_size=90).map(
    lambda held: (np.array([w for w, _ in held]), np.array([i for _, i in held]))
)


@given(held=holdings, cap=st.integers(4, 9))
@settings(max_examples=25)
def test_shared_items_are_counted_as_by_hand(held: Holdings, cap: int) -> None:
    chosen = LinkageSettings(pair_cap=cap)
    # Without the floor of one bit, every pair is there to be counted.
    sql = pair_sql(signal("s"), 0, chosen)
    assert sql.count(">= 1") == 1
    with (
        tempfile.TemporaryDirectory() as folder,
        linked(Path(folder), {"s": held}, 12, [signal("s")], ties=False) as engine,
    ):
        engine.run([Step("every", sql.replace(">= 1", ">= -1"))])
        rows = engine.read("FROM every").to_pylist()
    found = {(r["one"] - 1, r["other"] - 1): (r["shared"], r["bits"]) for r in rows}
    assert {pair: shared for pair, (shared, _) in found.items()} == by_hand(held, cap)
    for (one, other), (shared, bits) in found.items():
        assert bits == pytest.approx(bits_by_hand(held, cap, one, other, shared), abs=0.01)


def by_hand(held: Holdings, cap: int) -> dict[tuple[int, int], int]:
    """Count shared items pair by pair, of items with up to `cap` holders."""
    holders: dict[int, set[int]] = {}
    for account, item in zip(*(each.tolist() for each in held), strict=True):
        holders.setdefault(item, set()).add(account)
    counted: Counter[tuple[int, int]] = Counter()
    for each in holders.values():
        if len(each) <= cap:
            counted.update(itertools.combinations(sorted(each), 2))
    return dict(counted)


def bits_by_hand(held: Holdings, cap: int, one: int, other: int, shared: int) -> float:
    """Chernoff's bound of the Poisson tail on the items that chance lets the pair share."""
    distinct = set(zip(*(each.tolist() for each in held), strict=True))
    reach, degree = Counter(a for a, _ in distinct), Counter(i for _, i in distinct)
    who, items = sorted(reach), sorted(degree)
    k, d = (np.array([c[n] for n in of], float) for c, of in ((reach, who), (degree, items)))
    x, y = k / np.sqrt(k.sum()), d / np.sqrt(d.sum())
    for _ in range(300):  # The fixed point, node by node instead of class by class.
        x = k / (y / (1 + np.outer(x, y))).sum(axis=1)
        y = d / (x[:, None] / (1 + np.outer(x, y))).sum(axis=0)
    chance = np.outer(x, y) / (1 + np.outer(x, y))
    counted = d <= cap
    rate = float((chance[who.index(one)] * chance[who.index(other)])[counted].sum())
    bits = (shared * np.log(shared / rate) - (shared - rate)) / np.log(2) if shared > rate else 0.0
    return float(bits)


def test_the_bound_is_never_more_than_the_poisson_tail_itself() -> None:
    for rate, shared in itertools.product((1e-6, 0.01, 0.3, 2.0, 40.0), (1, 2, 5, 60)):
        if shared > rate:
            bits = (shared * np.log(shared / rate) - (shared - rate)) / np.log(2)
            assert bits <= -poisson.logsf(shared - 1, rate) / np.log(2) + 1e-9


# --- Strength ------------------------------------------------------------------------------


@pytest.mark.parametrize("value_space", [0, 1 << 20])
def test_the_rarer_the_item_the_stronger_the_tie(tmp_path: Path, value_space: int) -> None:
    each = signal("s", value_space=value_space)
    background = independent(np.random.default_rng(1), 400, np.ones(4000), 5, 0.5)
    strength = []
    for holders in (2, 4, 8, 16, 32, 64):
        who = np.concatenate([background[0] + 100, np.arange(holders)])
        items = np.concatenate([background[1], np.full(holders, 9999)])
        with linked(tmp_path, {"s": (who, items)}, 500, [each]) as engine:
            strength.append(pairs(engine).get((1, 2), 0.0))
    assert all(rarer >= more - 1e-9 for rarer, more in itertools.pairwise(strength))
    assert strength[0] > strength[-1]


def test_more_shared_items_are_stronger(tmp_path: Path) -> None:
    background = independent(np.random.default_rng(1), 400, np.ones(4000), 5, 0.5)
    strength = []
    for shared in (1, 2, 4, 8):
        own = np.arange(9000, 9016)
        # Both hold sixteen items, whatever they share.
        who = np.concatenate([background[0] + 100, np.zeros(16, int), np.ones(16, int)])
        items = np.concatenate([background[1], own, own + 16 - shared])
        with linked(tmp_path, {"s": (who, items)}, 500, [signal("s")]) as engine:
            strength.append(pairs(engine)[(1, 2)])
    assert strength == sorted(strength)
    assert strength[-1] > 4 * strength[0]


def test_busy_accounts_need_more_to_be_tied(tmp_path: Path) -> None:
    strength = []
    for others in (0, 20, 200):
        who = np.repeat([0, 1], 3 + others)
        shared = np.arange(3)
        items = np.concatenate(
            [shared, np.arange(100, 100 + others), shared, np.arange(500, 500 + others)]
        )
        background = independent(np.random.default_rng(1), 400, np.ones(4000), 5, 0.5)
        held = (
            np.concatenate([who, background[0] + 100]),
            np.concatenate([items, background[1] + 1000]),
        )
        with linked(tmp_path, {"s": held}, 500, [signal("s")]) as engine:
            strength.append(pairs(engine).get((1, 2), 0.0))
    assert strength == sorted(strength, reverse=True)
    assert strength[0] > strength[-1]


def test_several_views_of_one_thing_count_once(tmp_path: Path) -> None:
    who, items = np.arange(50), np.concatenate([[1], np.arange(1, 50)])
    plain = signal("s")
    with linked(tmp_path, {"s": (who, items)}, 50, [plain]) as engine:
        once = pairs(engine)[(1, 2)]
    four = (np.repeat(who, 4), (items[:, None] * 4 + np.arange(4)).ravel())
    with linked(tmp_path, {"s": four}, 50, [replace(plain, views=4)]) as engine:
        assert pairs(engine)[(1, 2)] == pytest.approx(once, abs=1e-9)


def test_families_combine_as_fisher_says_and_choosing_them_has_its_price(tmp_path: Path) -> None:
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        for families, spoke, bits in itertools.product((1, 4, 7), (1, 2, 4), (5.0, 20.0, 90.0)):
            if spoke > families:
                continue
            sql = combined_bits_sql(f"{bits}::DOUBLE", str(spoke), families)
            told = engine.read(f"SELECT {sql} AS bits").column(0)[0].as_py()
            tail = gamma.logsf(bits * np.log(2), spoke) / np.log(2)
            assert told == pytest.approx(-tail - log2(comb(families, spoke)), abs=1e-6)


def test_of_one_family_only_the_strongest_signal_counts(tmp_path: Path) -> None:
    who, items = np.repeat([0, 1], 9), np.tile(np.arange(9), 2)
    background = independent(np.random.default_rng(1), 300, np.ones(5000), 5, 0.5)
    held = (np.concatenate([who, background[0] + 10]), np.concatenate([items, background[1] + 10]))
    one, again = signal("one", "content"), signal("again", "content")
    other = signal("other", "device")
    both = {"one": held, "again": held, "other": held}
    with linked(tmp_path, both, 310, [one, again]) as engine:
        same = tied(engine)[(1, 2)]
    with linked(tmp_path, both, 310, [one]) as engine:
        assert tied(engine)[(1, 2)] == pytest.approx(same)
    with linked(tmp_path, both, 310, [one, other]) as engine:
        assert tied(engine)[(1, 2)] > same
        assert engine.read("SELECT max(families) AS f FROM tie").to_pylist() == [{"f": 2}]


# --- Scales --------------------------------------------------------------------------------


def test_an_item_too_popular_for_pairs_is_seen_on_a_sample(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    background = independent(rng, ACCOUNTS, np.ones(40_000), 5, 0.5)
    farm = np.arange(200)  # All hold the same six items: past the first cap of 64.
    who = np.concatenate([background[0], np.repeat(farm, 6)])
    items = np.concatenate([background[1], np.tile(np.arange(50_000, 50_006), 200)])
    with linked(tmp_path, {"s": (who, items)}, ACCOUNTS, [signal("s")]) as engine:
        scales = engine.read("SELECT scale, count(*) AS n FROM tie GROUP BY scale").to_pylist()
        found = communities(engine.read("SELECT one, other, bits FROM tie"), 5)
        names = engine.read("SELECT entity_no FROM entity WHERE entity < 'account a000200'")
    assert {row["scale"] for row in scales if row["n"] > 100} == {1}
    assert len(found) == 1
    assert set(found[0].members.tolist()) <= set(names.column(0).to_pylist())
    assert 25 <= len(found[0].members) <= 80  # A quarter of 200, drawn by hash.


def test_where_no_signal_has_items_there_are_no_ties(tmp_path: Path) -> None:
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        engine.run(tie_steps([], 100, LinkageSettings()))
        assert engine.read("FROM tie").schema.names == ["one", "other", "bits", "families", "scale"]
        assert tied(engine) == {}


# --- Chance --------------------------------------------------------------------------------


@pytest.mark.parametrize("law", POPULARITY)
def test_chance_ties_almost_nobody(law: str, tmp_path: Path) -> None:
    for seed, families, items in ((1, 1, 20_000), (2, 4, 2_000), (3, 2, 100_000)):
        signals = [signal(f"s{number}", f"family {number}") for number in range(families)]
        rng = np.random.default_rng(seed)
        popularity = POPULARITY[law](items)
        held = {s.name: independent(rng, ACCOUNTS, popularity, 10, 1.0) for s in signals}
        with linked(tmp_path, held, ACCOUNTS, signals) as engine:
            ties = engine.read("SELECT one, other, bits FROM tie")
        where = f"law {law}, {families} families, {items} items, seed {seed}"
        # The threshold allows each account c ties in the mean: c n / 2 in all.
        assert ties.num_rows <= LEAST.chance_degree * ACCOUNTS / 2, where
        largest = max((len(c.members) for c in communities(ties, 2)), default=0)
        assert largest < 8, f"{where}: a chance community of {largest}"


@pytest.mark.parametrize("space", [1 << 20, 4_000])
def test_chance_ties_almost_nobody_by_identifiers(space: int, tmp_path: Path) -> None:
    each = signal("s", "payment", value_space=space)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        held = (np.arange(ACCOUNTS), rng.integers(0, space, ACCOUNTS))
        with linked(tmp_path, {"s": held}, ACCOUNTS, [each]) as engine:
            found = tied(engine)
        assert len(found) <= LEAST.chance_degree * ACCOUNTS / 2, f"seed {seed}"


def test_pair_bits_keep_their_promise_under_chance(tmp_path: Path) -> None:
    """Of all pairs, at most a share 2^-b may reach b bits."""
    rng = np.random.default_rng(4)
    held = independent(rng, ACCOUNTS, POPULARITY["zipf"](20_000), 10, 1.0)
    with linked(tmp_path, {"s": held}, ACCOUNTS, [signal("s")]) as engine:
        bits = np.array(list(pairs(engine).values()))
    every = ACCOUNTS * (ACCOUNTS - 1) / 2
    for promised in range(4, 20, 2):
        assert (bits >= promised).sum() <= every * exp(-promised * np.log(2)), promised


def test_chance_does_not_tie_the_busiest_where_items_are_few(tmp_path: Path) -> None:
    signals = [signal(f"s{number}", f"family {number}") for number in range(4)]
    for seed in range(2):
        rng = np.random.default_rng(seed)
        popularity = POPULARITY["lognormal"](500)
        held = {s.name: independent(rng, ACCOUNTS, popularity, 10, 1.5) for s in signals}
        with linked(tmp_path, held, ACCOUNTS, signals) as engine:
            ties = engine.read("SELECT one, other, bits FROM tie ORDER BY one, other")
        largest = max((len(c.members) for c in communities(ties, 2)), default=0)
        assert largest < 8, f"seed {seed}: a chance community of {largest}"


# --- Planted -------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["content", "payment"])
def test_planted_cliques_are_found_whole_and_nobody_else(tmp_path: Path, family: str) -> None:
    rng = np.random.default_rng(6)
    who, items = independent(rng, ACCOUNTS, POPULARITY["zipf"](20_000), 10, 1.0)
    for clique in range(3):  # Twelve accounts each, six items of their own.
        members = np.arange(clique * 20, clique * 20 + 12)
        who = np.concatenate([who, np.repeat(members, 6)])
        items = np.concatenate([items, np.tile(30_000 + clique * 6 + np.arange(6), 12)])
    each = signal("s", family)
    with linked(tmp_path, {"s": (who, items)}, ACCOUNTS, [each]) as engine:
        ties = engine.read("SELECT one, other, bits FROM tie ORDER BY one, other")
        names = dict(
            zip(
                *(
                    engine.read("SELECT entity_no, entity FROM entity").column(i).to_pylist()
                    for i in (0, 1)
                ),
                strict=True,
            )
        )
    found = [sorted(names[m] for m in c.members.tolist()) for c in communities(ties, 5)]
    wanted = [[f"account a{c * 20 + m:06d}" for m in range(12)] for c in range(3)]
    assert sorted(found) == wanted
