"""A person's hand: what it changes, and what it must leave alone."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.generator.engine import strings
from stillwatch.lab.simulate.generator.register import Hand, slip, write_by


def test_no_habit_changes_nothing() -> None:
    prompts = strings(["How are you?", "Fine."])
    out = write_by(Hand(0, 0, 0, 0), prompts, np.random.default_rng(1))
    assert out.tolist() == prompts.tolist()


def test_lower_case_and_missing_mark() -> None:
    out = write_by(Hand(1, 1, 0, 0), strings(["How Are You?"]), np.random.default_rng(1))
    assert out.tolist() == ["how are you"]


def test_pasted_material_stays_intact() -> None:
    pasted = "Fix This?\n\nKeyError: 'Name'."
    out = write_by(Hand(1, 1, 1, 1), strings([pasted]), np.random.default_rng(1))
    assert out[0].endswith("\n\nKeyError: 'Name'.")


def test_a_slip_moves_drops_or_doubles_one_letter() -> None:
    assert slip("abcdef", 0.5, 0) == "abdcef"
    assert slip("abcdef", 0.5, 1) == "abcef"
    assert slip("abcdef", 0.5, 2) == "abcddef"
    assert slip("你好你好你好", 0.5, 1) == "你好你好你好"
    assert slip("abc", 0.9, 1) == "abc"
