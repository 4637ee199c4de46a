"""Tokens: from the words, or from published distributions."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate import tokens
from stillwatch.lab.simulate.content import Role


def test_a_token_is_about_four_characters_and_none_is_none() -> None:
    made = tokens.from_chars(np.array([0, 1] + [4_000] * 500), np.random.default_rng(1))
    assert made[:2].tolist() == [0, 1]
    assert abs(made[2:].mean() - 1_000) < 20
    assert made[2:].std() > 30


def test_without_words_chat_has_the_traces_medians() -> None:
    number = np.zeros(20_000, int)
    read, wrote = tokens.from_roles([Role.QUESTION], number, np.random.default_rng(1))
    # Medians of the Azure conversation trace: 1,020 read, 129 written; the fit's are e**mean.
    assert 700 < np.median(read) < 1_100
    assert 120 < np.median(wrote) < 190


def test_only_reasoning_models_reason_and_long_answers_take_longer() -> None:
    rng = np.random.default_rng(1)
    thought = tokens.reasoning(np.arange(2_000) % 2 == 0, rng)
    assert (thought[::2] > 0).all()
    assert not thought[1::2].any()
    few, many = np.full(500, 10), np.full(500, 3_000)
    short = tokens.durations_ms(few, few, np.full(500, 10.0), rng)
    long = tokens.durations_ms(few, many, np.full(500, 10.0), rng)
    assert long.min() > np.median(short)
