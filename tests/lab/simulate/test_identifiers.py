"""Identifiers: one shape, a bijection of the key, null for none."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.lab.simulate.identifiers import draw_keys, identifiers, mix


@given(st.lists(st.integers(1, 2**62), min_size=2, max_size=50, unique=True))
def test_different_keys_give_different_ids_of_one_shape(keys: list[int]) -> None:
    made = identifiers("acct_", np.array(keys)).to_pylist()
    assert len(set(made)) == len(keys)
    assert {len(text) for text in made} == {21}
    assert all(text.startswith("acct_") and int(text[5:], 16) >= 0 for text in made)


def test_key_zero_is_null_and_the_prefix_changes_everything() -> None:
    keys = np.array([0, 7])
    assert identifiers("card_", keys).to_pylist()[0] is None
    card, device = identifiers("card_", keys)[1].as_py(), identifiers("dev_", keys)[1].as_py()
    assert card[5:] != device[4:]


def test_neighbouring_keys_are_far_apart() -> None:
    mixed = mix(np.arange(1, 1_001), 1)
    assert (np.diff(mixed.astype(np.float64)) > 0).mean() < 0.6
    assert len(set(draw_keys(1_000, np.random.default_rng(1)).tolist())) == 1_000
