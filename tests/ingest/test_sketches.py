"""The sketch as a whole: its schema, its nulls, and that it is a pure function of the row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwatch.ingest import sketches
from stillwatch.ingest.sketches import sketch
from stillwatch.model.exchange import FIELDS
from stillwatch.model.sketch import SKETCH_SCHEMA

LOOSE = pa.schema([pa.field(each.name, each.type) for each in FIELDS])
LONG = (
    "Please write a careful comparison of {a} and {b} for our quarterly review, covering their"
    " cost, reliability, maintenance burden and expected lifetime; close with a recommendation"
    " that a busy director of operations can read in under two minutes before the meeting."
)


GOLDEN: dict[str, int] = {
    "prompt_hash": -6522437941804724741,
    "template_hash": -8508947906222920249,
    "near_1": 8958483461554341247,
    "near_4": -3709636577451728763,
    "prefix_hash": -5092568651059081554,
    "suffix_hash": -2242283993598065998,
    "system_hash": -5715140915416576282,
}


def exchanges(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array([row.get(each.name) for row in rows], each.type) for each in FIELDS],
        schema=LOOSE,
    )


def one(**row: Any) -> dict[str, Any]:
    found: dict[str, Any] = sketch(exchanges(row)).to_pylist()[0]
    return found


def test_columns_are_those_of_the_schema_row_for_row() -> None:
    found = sketch(exchanges({"prompt": "hello"}, {}, {"prompt": LONG}))
    assert found.schema == SKETCH_SCHEMA
    assert found.num_rows == 3
    found.validate(full=True)


def test_no_rows_give_no_rows() -> None:
    assert sketch(exchanges()).num_rows == 0


def test_nothing_sent_is_null_everywhere() -> None:
    assert set(one().values()) == {None}


def test_hashes_stay_what_they_were() -> None:
    """A lake outlives releases: a change here needs a new lake version."""
    found = one(prompt=LONG.format(a="Pumps", b="Größe 12"), system_instructions="On 2026-01-01")
    assert {name: found[name] for name in GOLDEN} == GOLDEN


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.text(max_size=200)), max_size=12), st.integers(0, 12))
def test_a_row_is_sketched_alike_in_any_batch(prompts: list[str | None], cut: int) -> None:
    batch = exchanges(*({"prompt": prompt, "system_instructions": prompt} for prompt in prompts))
    whole = sketch(batch).to_pylist()
    assert sketch(batch.slice(0, cut)).to_pylist() + sketch(batch.slice(cut)).to_pylist() == whole


def test_a_batch_over_the_working_size_is_cut_and_put_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = exchanges(*({"prompt": LONG.format(a=i, b="x" * i)} for i in range(50)))
    whole = sketch(batch)
    monkeypatch.setattr(sketches, "SLICE_BYTES", 1_000)
    assert sketch(batch).equals(whole)


def test_case_and_white_space_do_not_change_the_prompt_hash() -> None:
    assert (
        one(prompt="  Hello\n\tWORLD ")["prompt_hash"] == one(prompt="hello world")["prompt_hash"]
    )
    assert one(prompt="hello worlds")["prompt_hash"] != one(prompt="hello world")["prompt_hash"]


@pytest.mark.parametrize("blank", ["", "  \n\t ", "\0\0", "\ufffd" * 40, "\u200b\u200b"])
def test_text_without_a_visible_character_has_no_hash(blank: str) -> None:
    found = one(prompt=blank)
    assert found["prompt_chars"] == len(blank)
    kept = {"prompt_chars", "prompt_words"}
    assert {value for name, value in found.items() if name not in kept} == {None}


@pytest.mark.parametrize("prompt", ["!!! ??? ... ---", "12 13 14 15 16 17 18 19 20 21", "ok then"])
def test_too_little_text_has_no_template(prompt: str) -> None:
    found = one(prompt=prompt)
    assert found["prompt_hash"] is not None
    assert [found[name] for name in ("template_hash", "near_1", "prefix_hash")] == [None] * 3


def test_slots_do_not_change_the_template_and_words_do() -> None:
    first = one(prompt='Summarise order 12-34 of "Ann Lee" in 5 lines')
    assert (
        first["template_hash"]
        == (one(prompt='Summarise order 99-01 of "Bo" in 17 lines')["template_hash"])
    )
    assert (
        first["template_hash"]
        != (one(prompt='Translate order 12-34 of "Ann Lee" in 5 lines')["template_hash"])
    )


def test_ends_need_twenty_words() -> None:
    found = one(prompt=LONG.format(a="pumps", b="valves"))
    other = one(prompt=LONG.format(a="trucks", b="trains"))
    assert found["prefix_hash"] != other["prefix_hash"]
    assert found["suffix_hash"] == other["suffix_hash"]
    assert one(prompt="what is the capital of France and how large is it?")["prefix_hash"] is None


def test_instructions_that_differ_in_dates_are_one() -> None:
    first = one(system_instructions="You are Ada. Today is 2026-11-23, build 4f3a9c1d.")
    assert (
        first["system_hash"]
        == (
            one(system_instructions="You are Ada. Today is 2026-11-24, build 77b0e2aa.")[
                "system_hash"
            ]
        )
    )
    assert first["system_hash"] is not None
    assert first["language"] is None


def test_an_intent_may_stand_in_the_instructions() -> None:
    found = one(prompt="2 + 2?", system_instructions="Show your full internal reasoning first.")
    assert found["elicits_reasoning"] is True
    assert found["asks_grading"] is False
    assert one(system_instructions="Be kind.")["elicits_reasoning"] is False


@pytest.mark.parametrize("filler", ["x", "many different words ", "汉字", "\ue000\ue001"])
def test_a_huge_prompt_is_bounded_and_still_told_apart_by_size(filler: str) -> None:
    text = filler * (3_000_000 // len(filler))
    found, longer = one(prompt=text), one(prompt=text + filler)
    assert found["prompt_chars"] == len(text)
    assert found["prompt_words"] <= 25_000
    assert found["prompt_hash"] != longer["prompt_hash"]


SCRIPTS = {
    "zh": ("请介绍一下北京的历史文化以及著名的景点", "请问怎样才能学会做一道美味的红烧肉菜"),
    "ja": (
        "日本の首都はどこですか、東京について教えて",
        "美味しいカレーの作り方を詳しく知りたいです",
    ),
    "th": ("ฉันต้องการทราบเมืองหลวงของฝรั่งเศส", "ช่วยสอนวิธีทำแกงเขียวหวานให้หน่อย"),
    "km": ("តើរដ្ឋធានីនៃប្រទេសបារាំងជាអ្វី", "សូមបង្រៀនខ្ញុំពីរបៀបធ្វើម្ហូប"),
    "emoji": ("😀😃😄😁😆😅😂🤣😊😇🙂🙃😉😌😍🥰😘", "🚗🚕🚙🚌🚎🏎🚓🚑🚒🚐🚚🚛🚜🛴🚲🛵🏍"),
    "private use": (
        "".join(map(chr, range(0xE000, 0xE014))),
        "".join(map(chr, range(0xE100, 0xE114))),
    ),
    "ugaritic": (
        "".join(map(chr, range(0x10380, 0x10394))),
        "".join(map(chr, range(0x10388, 0x1039C))),
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_different_texts_of_one_script_never_collapse(name: str) -> None:
    first, second = (one(prompt=text) for text in SCRIPTS[name])
    for column in ("prompt_hash", "template_hash", "near_1", "near_2", "near_3", "near_4"):
        assert first[column] is not None
        assert first[column] != second[column]
