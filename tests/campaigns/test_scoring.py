"""A group is harmless if it is like one harmless kind; its p-value holds for kinds unheard of."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.campaigns.scoring import ANY, Scoring

KINDS = 8
EACH = 60
MEASURES = 5


def harmless(rng: np.random.Generator, kinds: int = KINDS) -> tuple[np.ndarray, list[str]]:
    """Kinds that each stand out in something of their own, by an amount of their own."""
    rows, names = [], []
    for kind in range(kinds):
        centre = rng.normal(0, 1.0, MEASURES)
        rows.append(rng.normal(centre, 0.5, (EACH, MEASURES)))
        names += [f"kind {kind}"] * EACH
    return np.concatenate(rows), names


def examined(scoring: Scoring, rows: np.ndarray) -> np.ndarray:
    return np.array([scoring.p(bits) for bits in scoring.bits(rows)])


def test_kinds_nobody_thought_of_keep_the_promise() -> None:
    rng = np.random.default_rng(1)
    found = []
    for _ in range(25):
        rows, kinds = harmless(rng, KINDS + 1)
        known = slice(0, KINDS * EACH)
        scoring = Scoring(rows[known], kinds[known], {})
        found.append(examined(scoring, rows[KINDS * EACH :][:20]))
    # Each kind is one draw: twenty of its groups stand or fall together.
    hit = [float((p <= 0.05).mean()) for p in found]
    assert np.mean(hit) <= 0.12


def test_a_group_like_one_kind_is_harmless_however_unlike_the_others() -> None:
    rng = np.random.default_rng(2)
    rows, kinds = harmless(rng)
    odd = rng.normal(6.0, 0.5, (EACH, MEASURES))
    scoring = Scoring(np.concatenate([rows, odd]), [*kinds, *["odd"] * EACH], {})
    assert examined(scoring, rng.normal(6.0, 0.5, (20, MEASURES))).min() > 0.05
    without = Scoring(rows, kinds, {})
    assert examined(without, rng.normal(6.0, 0.5, (20, MEASURES))).max() < 0.01


def test_one_examiner_is_enough_and_each_has_an_eye_of_its_own() -> None:
    rng = np.random.default_rng(3)
    rows, kinds = harmless(rng)
    everything = {ANY: {ANY: np.ones(MEASURES)}}
    special = {**everything, "trace": {ANY: np.eye(MEASURES)[0]}}
    group = np.array([[5.0, -1.0, -1.0, -1.0, -1.0]])
    plain = examined(Scoring(rows, kinds, everything), group)[0]
    assert examined(Scoring(rows, kinds, special), group)[0] < plain / 2


def test_what_is_not_known_of_a_group_is_not_held_against_the_references() -> None:
    rng = np.random.default_rng(4)
    rows, kinds = harmless(rng)
    scoring = Scoring(rows, kinds, {})
    group = np.full((1, MEASURES), np.nan)
    assert examined(scoring, group)[0] == 1.0
    group[0, 2] = 8.0
    assert examined(scoring, group)[0] < 0.1
    rows[:EACH, 2] = np.nan  # One kind that nobody could measure it of: it takes others' values.
    assert 0 < examined(Scoring(rows, kinds, {}), group)[0] <= 1


@pytest.mark.parametrize("rows", [0, 3])
def test_hardly_any_references_accuse_nobody(rows: int) -> None:
    scoring = Scoring(np.zeros((rows, MEASURES)), ["kind"] * rows, {})
    assert examined(scoring, np.full((1, MEASURES), 9.0))[0] >= 0.2


def test_references_of_one_kind_alone_promise_what_ranks_do() -> None:
    """Nothing then says what an unknown kind looks like: not that all of it is a harvest."""
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        scoring = Scoring(rng.normal(size=(150, MEASURES)), ["kind"] * 150, {})
        found.append(examined(scoring, rng.normal(size=(20, MEASURES))))
        assert examined(scoring, np.full((1, MEASURES), 9.0))[0] < 0.02
    p_values = np.concatenate(found)
    assert np.mean(p_values <= 0.05) <= 0.08
    assert 0.4 < np.mean(p_values <= 0.5) < 0.6
