"""Words and marks of manner are counted where they stand, in every writing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_manner import (
    COLON,
    LETTER,
    NAMES,
    OTHER,
    QUESTION,
    STOP,
    Manner,
    manner,
)
from stillwatch.ingest.sketch_manner_words import MANNERS
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise


def of(*texts: str | None) -> Manner:
    sent = texts_of(pa.array(texts, pa.string()))
    return manner(sent, tokenise(fold(sent)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Describe a lighthouse.", "order"),
        ("Please describe a lighthouse.", "order"),
        ("Thanks! Describe a lighthouse.", "order"),
        ("Beschreibe einen Leuchtturm.", "order"),
        ("опишите маяк", "order"),
        ("请描述一座灯塔。", "order"),
        ("اشرح المنارة", "order"),
        ("What is a lighthouse?", "question"),
        ("什么是灯塔？", "question"),
        ("I saw a lighthouse.", "person"),
        ("我看到灯塔。", "person"),
        ("मैं घर पर हूँ", "person"),
        ("Given the text, answer.", "given"),
        ("And the second one?", "talk"),
    ],
)
def test_the_word_a_prompt_opens_with_says_how_it_is_put(text: str, name: str) -> None:
    assert of(text).opens(name).tolist() == [True]


def test_wishes_are_passed_over_yet_remembered_as_the_beginning() -> None:
    found = of("Can you describe it?", "Describe it.")
    assert found.begins("wish").tolist() == [True, False]
    assert found.opens("order").tolist() == [False, True]


def test_words_are_counted_by_manner_and_row() -> None:
    found = of("I and my son ask: write two questions, then write two answers.", None, "")
    counts = {name: found.number(name)[0] for name in ("person", "order", "asks", "answers")}
    assert counts == {"person": 2, "order": 2, "asks": 1, "answers": 1}
    assert not found.words[1:].any()


def test_marks_are_counted_in_the_text_as_sent() -> None:
    found = of("# Task\n\n[Input]\nTake 12, 7 and 300. Why?\n\n\n**Output**\na ** b")
    assert {name: found.mark(name)[0] for name in ("question", "blank_line", "tag", "digit")} == {
        "question": 1, "blank_line": 3, "tag": 3, "digit": 3,
    }  # fmt: skip
    assert of("为什么？真的吗？").mark("question").tolist() == [2]
    assert of("لماذا؟").mark("question").tolist() == [1]


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("Write it", LETTER), ("Write it.", STOP), ("Really? ", QUESTION), ("Answer:\n", COLON),
        ("{a}", OTHER), ("写一篇作文", LETTER), ("写一篇作文。", STOP), ("真的吗？", QUESTION),
        ("回答：", COLON), ("لماذا؟", QUESTION), ("लिखें।", STOP), ("напиши", LETTER),
        ("he said “no”", OTHER), ("", LETTER),
    ],
)  # fmt: skip
def test_the_end_is_read_in_every_writing(text: str, ending: int) -> None:
    assert of(text).ending.tolist() == [ending]


def test_no_manner_lists_a_word_twice_and_every_word_is_found() -> None:
    for name, listed in MANNERS.items():
        words = listed.split()
        found = of(*words).number(name)
        lost = [word for word, hits in zip(words, found, strict=True) if not hits]
        assert lost == [], name
    assert len(NAMES) <= 64


def test_a_row_is_counted_alike_in_any_batch() -> None:
    texts = ["Describe it.", "我想知道", "hi, can you help me?", "", "# A\n\n[B]"]
    together, apart = of(*texts), [of(text) for text in texts]
    assert np.array_equal(together.words, np.concatenate([each.words for each in apart]))
    assert np.array_equal(together.marks, np.concatenate([each.marks for each in apart]))
