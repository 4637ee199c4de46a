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


def test_a_traces_own_distribution_replaces_the_fit_for_its_kind_only() -> None:
    table = tuple(np.log([10.0, 20.0, 20.0, 400.0]))
    own = tokens.Lengths(3.0, 1.0, table)
    sizes = tokens.Sizes(chat=(own, own))
    number = np.arange(8_000) % 2
    roles = [Role.QUESTION, Role.TASK]
    read, wrote = tokens.from_roles(roles, number, np.random.default_rng(1), sizes)
    plain = tokens.from_roles(roles, number, np.random.default_rng(1))
    assert (read[::2].min(), read[::2].max()) == (10, 400)
    assert np.median(wrote[::2]) == 20
    assert (read[1::2] == plain[0][1::2]).all()
    thought = tokens.reasoning(
        np.ones(1_000, bool), np.random.default_rng(1), tokens.Sizes(reasoning=own)
    )
    assert np.median(thought) == 20


def test_every_role_has_a_size() -> None:
    assert len({tokens.SIZES.of(role) for role in Role}) == 5
