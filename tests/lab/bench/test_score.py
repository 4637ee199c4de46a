from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.lab.bench.outcome import HarvestMarks
from stillwatch.lab.bench.score import Truth, majority, reviewed, score

CELL = Cell(preset="farm", size=10_000, seed=11)
GUILTY = [f"g{number}" for number in range(6)]
HONEST = [f"h{number}" for number in range(4)]
TRUTH = Truth(
    group={**dict.fromkeys(GUILTY, "actor-a"), **dict.fromkeys(HONEST, "everyday")},
    kind={**dict.fromkeys(GUILTY, "campaign"), **dict.fromkeys(HONEST, "honest")},
    technique={"actor-a": "farm", "everyday": None},
    harvest={**dict.fromkeys(GUILTY, 10), **dict.fromkeys(HONEST, 0)},
    entity={**{g: f"card{place // 3}" for place, g in enumerate(GUILTY)}, **{h: h for h in HONEST}},
    exchanges=200,
    harvested=np.arange(60),
)


def test_counts_of_a_find_that_is_half_right() -> None:
    found = Found(
        named=[FoundGroup((*GUILTY[:4], "h0"), 0.01), FoundGroup(("h1", "h2"), 0.04)],
        suspected=[FoundGroup(("g4", "g0"), 0.1)],
    )
    told = score(CELL, "stillwatch", found, TRUTH, 1.0)
    (actor,) = told.actors
    assert (actor.accounts, actor.named, actor.suspected, actor.fragments) == (6, 4, 1, 1)
    assert actor.jaccard == pytest.approx(4 / 7)
    assert (actor.harvest, actor.harvest_named) == (60, 40)
    assert [group.false for group in told.named_groups] == [False, True]
    everyday = next(t for t in told.groups if t.group == "everyday")
    assert (everyday.accounts, everyday.named) == (4, 3)


def test_entities_are_counted_as_entities() -> None:
    told = score(CELL, "stillwatch", Found(named=[FoundGroup(tuple(GUILTY[:4]))]), TRUTH, 1.0)
    (own,) = told.of_kind("campaign")
    assert [(e.accounts, e.named, e.times) for e in own.entities] == [(3, 1, 1), (3, 3, 1)]


def test_nothing_found_is_nothing_named() -> None:
    told = score(CELL, "stillwatch", Found(refused="no such field"), TRUTH, 1.0)
    assert told.refused == "no such field"
    assert sum(t.named for t in told.groups) == 0
    assert told.actors[0].jaccard == 0.0


def test_single_exchanges_are_held_against_those_harvested() -> None:
    marked = np.array([3, 4, 59, 60, 1_000])
    told = score(CELL, "stillwatch", Found(marked=marked), TRUTH, 1.0)
    assert told.marks == HarvestMarks(harvest=60, marked=5, right=3)


def test_who_says_nothing_of_exchanges_is_not_held_to_have_missed_them() -> None:
    assert score(CELL, "thresholds", Found(), TRUTH, 1.0).marks is None


def test_majority() -> None:
    assert majority(["h0", "g1", "g2"], TRUTH) == ("actor-a", 2)
    assert majority(["h0"], TRUTH) == (None, 0)


def test_review_takes_the_highest_and_draws_among_equals() -> None:
    ranked = {"g0": 3.0, "h0": 2.0, "g1": 1.0, "h1": 1.0}
    assert reviewed(ranked, set(GUILTY), 1) == 1.0
    assert reviewed(ranked, set(GUILTY), 2) == 1.0
    assert reviewed(ranked, set(GUILTY), 3) == pytest.approx(1.5)
    assert reviewed(ranked, set(GUILTY), 50) == 2.0
    assert reviewed({}, set(GUILTY), 50) == 0.0
