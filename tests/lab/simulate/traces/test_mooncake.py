"""Mooncake: talks are known by their growing prefix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.traces import mooncake
from stillwatch.model.errors import InputError
from tests.lab.simulate.traces import files


def test_turns_of_a_talk_are_found_and_other_talks_are_not_turns(tmp_path: Path) -> None:
    found = mooncake.measure([files.mooncake(tmp_path, talks=30)])
    assert found.sources == ("Mooncake conversation: 60 requests, 30 turn gaps",)
    assert found.think_s is not None
    assert found.think_s.median == 60.0
    assert found.think_s.sigma < 1e-9
    assert found.conversation is not None
    assert np.exp(found.conversation[1].mean) == pytest.approx(300)


@pytest.mark.parametrize(
    ("line", "what"),
    [("{broken", "not JSON"), ('{"timestamp": 1}', "has no input_length"), ("[]", "not an object")],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, what: str) -> None:
    path = files.mooncake(tmp_path)
    path.write_text(path.read_text() + "\n" + line)
    with pytest.raises(InputError, match=rf"jsonl:61: {what}"):
        mooncake.measure([path])


def test_a_word_for_a_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"timestamp":0,"input_length":"x","output_length":1,"hash_ids":[1]}')
    with pytest.raises(InputError, match="record 1"):
        mooncake.measure([path])
