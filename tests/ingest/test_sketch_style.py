"""A person and a task read differently; a form is not prose."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_lexicon import count_words
from stillwatch.ingest.sketch_style import impersonal, structured, surface
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise


def style(text: str) -> tuple[float, float]:
    texts = texts_of(pa.array([text]))
    seen = surface(texts)
    return float(impersonal(seen, count_words(tokenise(fold(texts))))[0]), float(
        structured(seen)[0]
    )


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Describe the causes of the French Revolution.", 1.0, 1.0),
        ("I moved to Lyon. Where can I park my car?", 0.4, 0.6),
        ("hey, i dont get why my code isnt working", 0.0, 0.1),
        ("what is photosynthesis", 0.6, 0.7),
        ("Why??? It is broken.", 0.6, 0.9),
    ],
)
def test_impersonal(text: str, least: float, most: float) -> None:
    assert least <= round(style(text)[0], 4) <= most


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Just a sentence about nothing.", 0.0),
        ("# Task\n- one\n* two\n1. three\n2) four\n• five", 1.0),
        ("Question: how?\nAnswer:\nIt goes on in prose here.", 2 / 3),
        ('{\n  "a": 1,\n  "b": "text",\n}', 1.0),
        ("[BEGIN DATA]\n***\n###\n<tag>\nplain words\n\n", 4 / 5),
        ("Meet at 10:30 then\n2024 was long", 0.0),
        ("\n \n", 0.0),
    ],
)
def test_structured(text: str, share: float) -> None:
    assert style(text)[1] == pytest.approx(share)


def test_code_and_formulas_are_counted() -> None:
    seen = surface(texts_of(pa.array(["if (a[0] == b) { c = 1; }", "3 + 4*5 = $x$ \\frac", "no"])))
    assert seen.symbols.tolist()[0] >= 8
    assert seen.formulas.tolist()[1] >= 4
    assert seen.symbols.tolist()[2] == seen.formulas.tolist()[2] == 0
