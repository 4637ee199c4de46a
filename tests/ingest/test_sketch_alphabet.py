"""Code points mean the same under every Python."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from stillwatch.ingest.sketch_alphabet import (
    DIGIT,
    DROP,
    MARK,
    PUNCTUATION,
    SPACE,
    SYMBOL,
    UNKNOWN,
    alphabet,
    script_class,
)


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        ("\0", SPACE), ("\u00a0", SPACE), ("\ufffd", SPACE), ("\u3000", SPACE),
        ("\u200b", DROP), ("\ufeff", DROP), ("\ufe0f", DROP),
        ("!", PUNCTUATION), ("\u3002", PUNCTUATION), ("+", PUNCTUATION),
        ("_", MARK), ("\u0301", MARK), ("7", DIGIT), ("\u0667", DIGIT),
        ("\U0001f600", SYMBOL), ("\ue000", UNKNOWN), ("\U00010380", UNKNOWN),
    ],
)  # fmt: skip
def test_classes(char: str, expected: int) -> None:
    assert alphabet().classes[ord(char)] == expected


@pytest.mark.parametrize(
    ("char", "tag"),
    [("é", "latn"), ("Ж", "cyrl"), ("字", "zh"), ("か", "ja"), ("한", "ko"), ("ก", "th")],
)
def test_letters_know_their_script(char: str, tag: str) -> None:
    assert alphabet().classes[ord(char)] == script_class(tag)


def test_marks_of_a_script_without_spaces_are_its_own() -> None:
    assert alphabet().classes[0x0E31] == script_class("th")


@pytest.mark.parametrize(("char", "read_as"), [("Ä", "ä"), ("Ａ", "a"), ("“", '"'), ("–", "-")])
def test_folds(char: str, read_as: str) -> None:
    assert chr(alphabet().folds[ord(char)]) == read_as


def test_no_fold_is_longer_than_its_original() -> None:
    """The folded text is written where the original was measured."""
    folds = alphabet().folds
    changed = np.flatnonzero(folds != np.arange(len(folds)))
    assert len(changed) > 700
    assert all(len(chr(folds[c]).encode()) <= len(chr(c).encode()) for c in changed)


def test_folding_twice_changes_nothing() -> None:
    folds = alphabet().folds
    assert np.array_equal(folds[folds], folds)


def test_the_tables_are_the_same_everywhere() -> None:
    """Under another Python, with another Unicode, these must not move: every hash would."""
    table = alphabet()
    assert zlib.crc32(table.classes.tobytes()) == 618194959
    assert zlib.crc32(table.folds.astype("<u4").tobytes()) == 2406112601
