"""Pools: sized by what they serve, and how often a text's own hash is carried on."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.requests import Requests, Sources, blank
from stillwatch.lab.simulate.sketch_pools import MOST, STEPS, Pools, keep_chances
from tests.lab.simulate.fake_content import FakeContent


def rows_of(source: int, count: int, thread: int = 0) -> Requests:
    rows = blank(count)
    rows["source"], rows["thread"] = source, thread
    return rows


def test_agreement_of_rows_is_the_unbiased_estimate_for_texts() -> None:
    hashes = np.array([1, 1, 1, 2, 2, 3, 0, 4])
    kept = keep_chances(hashes, np.ones(8))
    rows = sum(
        (np.mean(hashes[hashes != 0] == v) * kept[hashes == v][0]) ** 2 for v in (1, 2, 3, 4)
    )
    texts = (3 * 2 + 2 * 1) / (7 * 6)
    assert rows == pytest.approx(texts)
    assert kept[5:].tolist() == [0, 0, 0]


def test_what_all_texts_have_is_always_kept_and_one_text_tells_nothing() -> None:
    assert keep_chances(np.array([5, 5, 5]), np.ones(3)).tolist() == [1, 1, 1]
    assert keep_chances(np.array([5, 0]), np.ones(2)).tolist() == [0, 0]


def test_of_turns_of_one_weight_only_those_that_weigh_count() -> None:
    """Two conversations of two turns under one system prompt: one agreement, not six."""
    kept = keep_chances(np.array([9, 9, 9, 9, 8, 8]), np.array([1.0, 0, 1, 0, 1, 0]))
    assert kept.tolist() == pytest.approx([np.sqrt(0.5 / (2 / 3))] * 4 + [0, 0])


def test_a_pool_grows_with_its_rows_up_to_a_limit() -> None:
    sources = Sources(FakeContent())
    busy, idle = sources.whole(Role.QUESTION), sources.whole(Role.RESEARCH)
    for _ in range(400):
        sources.unlimited(Role.TASK)
    pools = Pools(sources, 1)
    slots = pools.slots(np.concatenate([rows_of(busy, 3), rows_of(idle, 3)]))
    small = pools.size[slots[0]]
    pools.slots(rows_of(busy, 80_000))
    assert pools.size[slots[3]] == small < pools.size[slots[0]] == MOST
    pools.slots(rows_of(busy, 80_000))
    assert pools.size[slots[0]] == MOST


def test_lists_and_talks_have_pools_of_their_own_and_system_prompts_none() -> None:
    sources = Sources(FakeContent())
    listed = sources.listed(Role.BENCHMARK, 400, np.random.default_rng(1))
    talk = sources.whole(Role.CONVERSATION)
    own = rows_of(talk, 2)
    own["system"] = sources.system("Be brief.")
    pools = Pools(sources, 1)
    slots = pools.slots(
        np.concatenate([rows_of(listed, 2), rows_of(talk, 2), rows_of(talk, 2, thread=4), own])
    )
    assert len(set(slots.tolist())) == 3
    assert slots[-1] == slots[2]
    assert pools.size[slots[0]] == 40
    assert pools.size[slots[4]] % STEPS == 0
    places = pools.begin[slots[0]] + np.arange(40)
    assert (pools.texts.keep[places] == 1).all()
