"""Words as columns, and their sizes."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.text_columns import outline, text_columns
from stillwatch.lab.simulate.texts import Words

SAID = Words(
    ["Why?", "And how?"], ["Because.", "So."], ["Be brief.", None], [("{}",), ()],
    [(), (("Why?", "Because."),)], np.array([0, 2]),
)  # fmt: skip


def test_an_answer_is_null_where_there_was_none() -> None:
    columns = text_columns(SAID, np.array([False, True]))
    assert columns["response"].to_pylist() == [None, "So."]
    assert columns["tools"].to_pylist() == [["{}"], None]
    turns = columns["turns"].to_pylist()[1]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert [turn["content"] for turn in turns] == ["Why?", "Because.", "And how?"]


def test_sizes_are_characters_of_all_that_is_sent() -> None:
    shape = outline(SAID)
    assert shape.context.tolist() == [len("Be brief.") + 2, len("Why?") + len("Because.")]
    assert shape.prompt.tolist() == [4, 8]
    assert shape.response.tolist() == [8, 3]
    assert shape.tools.tolist() == [True, False]
    assert shape.parts.tolist() == [0, 2]
