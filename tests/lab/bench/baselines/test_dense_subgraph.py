from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stillwatch.lab.bench.baselines.dense_subgraph import DenseSubgraph, _densest
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import sent, window

CREW = tuple(f"crew{number}" for number in range(8))


def found(folder: Path, rows: list[dict[str, Any]], blocks: int = 5) -> Found:
    with window(folder, rows) as engine:
        return DenseSubgraph(blocks=blocks).find(engine)


def dealing(accounts: tuple[str, ...], templates: int, first: int) -> list[dict[str, Any]]:
    """Return exchanges in which every account uses each of the templates."""
    return [
        sent(account, place, template_hash=first + place)
        for account in accounts
        for place in range(templates)
    ]


def strangers(count: int) -> list[dict[str, Any]]:
    """Return accounts of a card of their own each, with one popular template among all."""
    return [
        sent(f"s{n}", d, payment_id=f"own{n}", template_hash=1_000 * n + d if d else 7)
        for n in range(count)
        for d in range(4)
    ]


@pytest.mark.parametrize("column", ["template_hash", "near_1"])
def test_accounts_that_share_many_items_are_the_first_block(column: str, tmp_path: Path) -> None:
    crew = [
        {column: row.pop("template_hash"), **row} for row in dealing(CREW, templates=12, first=50)
    ]
    answer = found(tmp_path, crew + strangers(40), blocks=1)
    assert [group.accounts for group in answer.named] == [CREW]
    assert answer.named[0].error_rate is None
    # 96 edges to items of eight holders, over eight accounts and twelve items.
    assert answer.scores[CREW[0]] == pytest.approx(96 / math.log(13) / 20)


def test_camouflage_with_a_popular_item_does_not_hide_them(tmp_path: Path) -> None:
    crew = dealing(CREW, templates=12, first=50)
    crew += [sent(account, n, template_hash=7) for account in CREW for n in range(50)]
    answer = found(tmp_path, crew + strangers(200), blocks=1)
    assert [group.accounts for group in answer.named] == [CREW]


def test_blocks_follow_each_other_the_densest_first(tmp_path: Path) -> None:
    second = tuple(f"more{number}" for number in range(5))
    rows = dealing(CREW, templates=12, first=50) + dealing(second, templates=6, first=500)
    answer = found(tmp_path, rows + strangers(40), blocks=2)
    assert [group.accounts for group in answer.named] == [CREW, second]
    assert answer.scores["crew0"] > answer.scores["more0"] > 0


def test_who_is_in_two_blocks_counts_once(tmp_path: Path) -> None:
    answer = found(tmp_path, dealing(CREW, 12, 50) + strangers(40), blocks=5)
    named = list(itertools.chain.from_iterable(group.accounts for group in answer.named))
    assert len(named) == len(set(named))
    assert set(CREW) <= set(named)


def test_nothing_shared_names_nobody(tmp_path: Path) -> None:
    rows = [sent(f"s{n}", template_hash=n, payment_id=f"own{n}") for n in range(30)]
    answer = found(tmp_path, rows)
    assert (list(answer.named), answer.scores, answer.refused) == ([], {}, None)


def test_a_log_without_items_is_refused(tmp_path: Path) -> None:
    answer = found(tmp_path, [sent(f"s{n}") for n in range(30)])
    assert not answer.named
    assert answer.refused is not None
    assert "payment_id" in answer.refused


@pytest.mark.parametrize("seed", range(8))
def test_peeling_is_within_half_of_the_best(seed: int) -> None:
    """The guarantee of the paper, held against all subsets of a small random graph."""
    chance = np.random.default_rng(seed)
    tails, heads = np.nonzero(chance.random((5, 5)) < 0.5)
    heads = heads + 5
    weights = chance.random(len(tails))
    kept, density = _densest(tails, heads, weights, 10)

    def dense(nodes: np.ndarray) -> float:
        return float(weights[nodes[tails] & nodes[heads]].sum() / nodes.sum())

    subsets = [np.array(bits) for bits in itertools.product([False, True], repeat=10) if any(bits)]
    best = max(dense(subset) for subset in subsets)
    assert density == pytest.approx(dense(kept))
    assert best / 2 <= density <= best + 1e-12
