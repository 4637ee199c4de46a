"""System prompts of products."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.instructions import product_instructions


def test_products_word_their_prompts_differently() -> None:
    rng = np.random.default_rng(1)
    written = {product_instructions(rng) for _ in range(100)}
    assert len(written) > 95
    assert all(text.startswith("You are ") for text in written)
