"""Word lists are looked up as prompts are tokenised."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_lexicon import (
    LANGUAGES,
    STOP_WORDS,
    TOPICS,
    common_words,
    count_words,
    lexicon,
)
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import Tokens, tokenise


def tokens(*texts: str) -> Tokens:
    return tokenise(fold(texts_of(pa.array(texts))))


@pytest.mark.parametrize("name", [*STOP_WORDS, *TOPICS])
def test_every_word_of_a_list_is_one_token_and_found(name: str) -> None:
    listed = {**STOP_WORDS, **TOPICS}[name].split()
    found = tokens(*listed)
    assert len(found.hashes) == len(listed)
    assert common_words(found).all()


def test_hits_count_by_language_and_topic() -> None:
    counts = count_words(tokens("Write the function", "und nicht", "zzz"))
    assert counts.topic("code").tolist() == [1, 0, 0]
    assert counts.topic("writing").tolist() == [1, 0, 0]
    assert counts.languages[:, LANGUAGES.index("de")].tolist() == [0, 2, 0]


def test_quoted_words_do_not_count() -> None:
    assert count_words(tokens('"und nicht der die"')).languages.sum() == 0


def test_the_table_has_room_to_probe() -> None:
    assert 0 < (lexicon().keys != 0).mean() < 0.5
