"""Folding, bounding and hashing of Arrow strings in place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.sketch_text import (
    HEAD_BYTES,
    TAIL_BYTES,
    Texts,
    arrow_of,
    fold,
    hash_rows,
    texts_of,
)


def folded(*texts: str | None) -> list[str | None]:
    result: list[str | None] = arrow_of(fold(texts_of(pa.array(texts, pa.string())))).to_pylist()
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  A\r\n\tb  ", "a b"),
        ("ÄÖ Ж ＡＢ１", "äö ж ab1"),
        ("“so” «said» he’s – ok", '"so" "said" he\'s - ok'),
        ("in\u200bvisi\u00adble", "invisible"),
        ("a\0b\ufffdc", "a b c"),
        ("", None),
        ("\n", None),
        (None, None),
    ],
)
def test_fold(text: str | None, expected: str | None) -> None:
    assert folded(text) == [expected]


@given(st.lists(st.one_of(st.none(), st.text()), max_size=8))
def test_folding_folded_text_changes_nothing(texts: list[str | None]) -> None:
    once = folded(*texts)
    assert folded(*once) == once


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_slices_are_read_where_they_lie(kind: pa.DataType) -> None:
    column = pa.array(["one", None, "two", "three"], kind).slice(1, 2)
    texts = texts_of(column)
    assert texts.valid.tolist() == [False, True]
    assert texts.sizes.tolist() == [0, 3]
    assert arrow_of(fold(texts)).to_pylist() == [None, "two"]


def test_long_texts_keep_head_and_tail_and_whole_characters() -> None:
    text = "é" * 30_000 + "middle" + "字" * 10_000
    (kept,) = folded(text)
    assert kept is not None
    assert set(kept) == {"é", "字", " "}
    assert len(kept.encode()) <= HEAD_BYTES + TAIL_BYTES + 1


def test_broken_bytes_become_white_space() -> None:
    data = np.frombuffer(b"a\xff\xfeb", np.uint8)
    texts = Texts(np.array([0, 4]), data, np.ones(1, np.bool_))
    assert arrow_of(fold(texts)).to_pylist() == ["a b"]


def test_hashes_are_of_the_bytes_and_the_length_given() -> None:
    texts = texts_of(pa.array(["a", "b", "a"]))
    plain, salted = hash_rows(texts), hash_rows(texts, np.array([0, 0, 9]))
    assert plain[0] == plain[2] != plain[1]
    assert salted[0] == plain[0]
    assert salted[2] != plain[2]
