"""Figures of what is left out: chance is a half, plain kinds are told, and no fit sees its own."""

from __future__ import annotations

import pytest

from stillwatch.lab.content import leave_out
from stillwatch.lab.content.fit import fit
from stillwatch.lab.content.leave_out import held, languages, on_test_side, on_train_side
from stillwatch.lab.content.sources import Source
from tests.lab.content.made import ORDERS, TALK, both, source


def test_plain_kinds_are_told_by_text_and_by_group_harvests_first() -> None:
    found = on_test_side([*both(), *both("test")], fit(both()))
    assert [one.source.harvest for one in found] == [True, True, False, False]
    for one in found:
        assert one.by_text == one.by_group == 1.0
        assert one.low - 1e-9 <= one.mean <= one.high + 1e-9
        assert one.hardest[1] == 1.0


def test_the_same_texts_on_both_sides_are_a_coin_toss() -> None:
    same = [source("a", TALK, harvest=True), source("b", TALK, harvest=False)]
    found = held(same, {"": fit(both())})
    for one in found:
        assert one.by_text == pytest.approx(0.5, abs=0.02)
        assert one.by_group == pytest.approx(0.5, abs=0.1)


def test_a_source_is_left_out_of_its_own_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def remembered(basis: list[Source]) -> dict[str, float]:
        seen.append({each.name for each in basis})
        return fit(basis)

    monkeypatch.setattr(leave_out, "fit", remembered)
    spoken_for = source("tool_talk", TALK, harvest=True)
    on_train_side([*both(), spoken_for, *both("test")])
    every = {each.name for each in both()}
    assert seen == [*(every - {name} for name in sorted(every)), every]


def test_a_language_is_left_out_of_its_own_fit() -> None:
    abroad = [
        source(f"own_{code}_{kind}", texts, harvest=kind == "made", side=side, language=code)
        for code in ("de", "fr")
        for kind, texts in (("made", ORDERS), ("said", TALK))
        for side in ("train", "test")
    ]
    train = [each for each in abroad if each.side == "train"]
    assert languages(abroad, [*both(), *train]) == {"de": (1.0, 1.0), "fr": (1.0, 1.0)}
