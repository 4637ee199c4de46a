"""The grammar engine: slots, shared slots, binding, and errors at load."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.simulate.generator.engine import Grammar, compile_pattern, groups, strings
from stillwatch.lab.simulate.generator.vocabulary import LANGUAGES, voice
from stillwatch.model.errors import StillwatchError

WORDS = {
    "name": ["ada", "bo", "cy"],
    "greeting": ["hello {name}", "{^name} and {name#1}, {name#1}!"],
}


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_every_slot_is_filled_and_numbered_slots_agree() -> None:
    texts = Grammar.of(WORDS).sample("greeting", 200, rng()).tolist()
    assert not any("{" in text for text in texts)
    doubled = [text for text in texts if text.endswith("!")]
    assert doubled
    for text in doubled:
        first, second = text.split(" and ")[1].rstrip("!").split(", ")
        assert first == second
        assert text[0].isupper()


def test_bound_symbols_win_row_by_row() -> None:
    given = strings(["x", "y", "z"])
    assert Grammar.of(WORDS).fill("<{name}>", 3, rng(), {"name": given}).tolist() == [
        "<x>",
        "<y>",
        "<z>",
    ]


def test_same_generator_state_gives_same_texts() -> None:
    grammar = Grammar.of(WORDS)
    once = grammar.sample("greeting", 50, rng(4)).tolist()
    assert once == grammar.sample("greeting", 50, rng(4)).tolist()
    assert once != grammar.sample("greeting", 50, rng(5)).tolist()


def test_unknown_symbol_is_said_at_load() -> None:
    with pytest.raises(StillwatchError, match="surname"):
        Grammar.of({"name": ["ada {surname}"]})


def test_braces_of_json_stay_text() -> None:
    assert compile_pattern('{"score": 1}').slots == ()


def test_groups_cover_every_place_once() -> None:
    picks = np.array([3, 1, 3, 2, 1])
    seen = {value: places.tolist() for value, places in groups(picks)}
    assert seen == {1: [1, 4], 2: [3], 3: [0, 2]}
    assert list(groups(np.array([], dtype=np.intp))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_of_every_language_can_be_written(language: str) -> None:
    grammar = voice(language).grammar
    for symbol in ("follow_up", "coursework_assignment", "trace", "a_paragraph", "passage"):
        bound = {"given_about": strings(["it"] * 40)}
        texts = grammar.sample(symbol, 40, rng(), bound).tolist()
        assert len(set(texts)) > 5
        assert not any("{topic" in text for text in texts)
