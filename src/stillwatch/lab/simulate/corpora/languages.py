"""Keeping a side of corpora to one language: as recorded, else as the sketches tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa

from stillwatch.ingest.sketch_language import languages
from stillwatch.ingest.sketch_lexicon import count_words
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise
from stillwatch.lab.simulate.content import Text
from stillwatch.lab.simulate.corpora.shelf import Shelf, cut
from stillwatch.lab.simulate.corpora.sides import load_side

_LOOKED_AT = 600
"""Characters of a text by which its language is told."""


def told_languages(words: Sequence[str]) -> list[str]:
    """Return the language of each text (ISO 639-1), `und` where it is short or mixed."""
    if not words:
        return []
    tokens = tokenise(fold(texts_of(pa.array([cut(each, _LOOKED_AT) for each in words]))))
    told: list[str] = languages(tokens, count_words(tokens)).to_pylist()
    return told


@cache
def side_in(paths: tuple[Path, ...], side: str, code: str) -> Shelf:
    """Return the part of a side that is in one language; read once per process.

    Templates are English. Public lists stay as they are, for they are the same for everybody.
    """
    whole = load_side(paths, side)
    kept = replace(whole, items={}, templates=whole.templates if code == "en" else [])
    for role, texts in whole.items.items():
        kept.items[role] = [text for text in _with_language(texts) if text.language == code]
    passages = zip(whole.passages, told_languages(whole.passages), strict=True)
    kept.passages = [passage for passage, told in passages if told == code]
    return kept


def _with_language(texts: list[Text]) -> list[Text]:
    """Return the texts with a language each: of a talk, that of its first turn."""
    silent = [row for row, text in enumerate(texts) if not text.language]
    firsts = [texts[row].turns[0][0] if texts[row].turns else texts[row].prompt for row in silent]
    out = list(texts)
    for row, told in zip(silent, told_languages(firsts), strict=True):
        out[row] = replace(texts[row], language=told)
    return out
