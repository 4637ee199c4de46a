"""What becomes a slot and what stays a word."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_alphabet import script_class
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import Tokens, tokenise


def tokens(*texts: str | None) -> Tokens:
    return tokenise(fold(texts_of(pa.array(texts, pa.string()))))


W, A, N, Q, L, M, C = range(7)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("don't stop, snake_case", [W, W, W]),
        ("on 2024-01-02 at 10:30 pay 1,234.56", [W, N, W, N, W, N]),
        ("id 550e8400-e29b-41d4-abcd-446655440000 ok", [W, N, W]),
        ("commit 4f3a9c1d by user42", [W, N, W, N]),
        ('say "hello there" twice', [W, Q, W]),
        ('{"key": "some value"}', [W, Q]),
        ('a 5" pipe and no more', [W, N, W, W, W, W]),
        ("see https://a.example/b?c=d now", [W, L, W]),
        ("see www.example.org/x now", [W, L, W]),
        ("mail jo.doe+x@mail.example.org now", [W, M, W]),
        ("run `ls -l` and ```\nmany words\n``` end", [W, C, W, C, W]),
        ("stray ` tick and ``` fence", [W, W, W, W]),
        ("日本 and ไทย", [A, A, W, A, A, A]),
        ("!!! ... ???", []),
    ],
)
def test_kinds(text: str, kinds: list[int]) -> None:
    assert tokens(text).kinds.tolist() == kinds


def test_slots_of_one_kind_are_one_token() -> None:
    found = tokens('1 "a b" http://x.y', '2024-01-01 "c" http://z.w/q')
    assert found.hashes[:3].tolist() == found.hashes[3:].tolist()


def test_rows_stay_apart() -> None:
    found = tokens("one two", None, "", "three")
    assert found.offsets.tolist() == [0, 2, 2, 2, 3]


def test_words_count_inside_slots_and_two_characters_for_one() -> None:
    assert tokens('say "hello my friend" 3 times', "日本語の").words.tolist() == [6, 2]


def test_scripts_are_counted_by_word() -> None:
    found = tokens("two слова 字")
    counted = {tag: found.scripts[0, script_class(tag)] for tag in ("latn", "cyrl", "zh")}
    assert counted == {"latn": 1, "cyrl": 1, "zh": 1}


@pytest.mark.parametrize("piece", ['"a ', "`", "```", "a.b", "1-", "http://", "x@"])
def test_hostile_repetition_stays_linear(piece: str) -> None:
    """It would take minutes if every opening mark searched to the end."""
    found = tokens(*[piece * (40_000 // len(piece))] * 20)
    assert len(found.offsets) == 21
