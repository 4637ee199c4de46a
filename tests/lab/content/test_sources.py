"""Sources carry side, kind and licence; what ships is licensed or our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stillwatch.lab.content.sources import (
    LICENSED,
    LOOK_ALIKES,
    MOST,
    Source,
    shipping,
    sources,
)
from stillwatch.lab.simulate.corpora.sides import CORPORA


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    folder = tmp_path_factory.mktemp("corpora")
    lines = "\n".join(json.dumps(f"why does my cat do {n}?") for n in range(40))
    _put(folder / "benign_oasst_prompts" / "a.jsonl", lines)
    tasks = [{"instruction": f"Sort list {n}.", "input": "", "output": "x"} for n in range(30)]
    _put(folder / "distill_codealpaca" / "code_alpaca_2k.json", json.dumps(tasks))
    _put(folder / "distill_alpaca_davinci003" / "alpaca_data-0.json", json.dumps(tasks))
    return sources(folder)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_corpora_come_with_side_and_kind(every: list[Source]) -> None:
    real = {each.name: each for each in every if each.real}
    assert {name: (each.side, each.harvest, len(each.texts)) for name, each in real.items()} == {
        "benign_oasst_prompts": ("train", False, 40),
        "distill_codealpaca": ("train", True, 30),
        "distill_alpaca_davinci003": ("test", True, 30),
    }
    assert all(len(each.texts) <= MOST for each in every)


def test_only_licensed_texts_of_the_train_side_and_our_own_ship(every: list[Source]) -> None:
    shipped = shipping(every)
    assert {each.side for each in shipped} == {"train"}
    assert {each.name for each in shipped if each.real} == {"benign_oasst_prompts"}
    assert not [each.name for each in shipped if "tool" in each.name]
    assert {each.language for each in shipped} >= {"", "de", "fr", "es", "pt", "zh"}
    assert {each.harvest for each in shipped} == {True, False}


def test_every_licensed_folder_is_a_corpus_of_the_train_side() -> None:
    train = {corpus.folder for corpus in CORPORA if corpus.side == "train"}
    assert {*LICENSED} <= train


def test_look_alikes_count_most_and_one_language_least(every: list[Source]) -> None:
    weights = {each.name: each.weight for each in every if each.side == "train"}
    assert weights["benign_oasst_prompts"] == 1.0
    assert weights["own_de_task"] < weights["own_task"] < 1.0
    assert weights["own_service"] == pytest.approx(LOOK_ALIKES * weights["own_task"])


def test_the_same_seed_draws_the_same_texts_of_our_own(every: list[Source]) -> None:
    own = [each for each in every if not each.real]
    again, once_more = sources(None, 3), sources(None, 3)
    assert again == once_more
    assert [each.name for each in again] == [each.name for each in own]
    assert again != own
