"""Corpora kept to languages: as recorded, else as told; what is missing is generated."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.content import CorpusContent
from stillwatch.lab.simulate.corpora.languages import side_in, told_languages
from stillwatch.model.errors import SettingsError

GERMAN = "Kannst du mir bitte sagen, warum der Himmel am Abend so rot ist, mein Kind {n}?"
ENGLISH = "Could you please tell me why the sky is so red in the evening, my child {n}?"


def draw(source: CorpusContent, role: Role, count: int) -> list[Text]:
    return source.draw(role, count, np.random.default_rng(2))


@pytest.fixture
def mixed(tmp_path: Path) -> CorpusContent:
    """Write questions in two languages, most without a recorded one."""
    rows = [{"prompt": GERMAN.format(n=n)} for n in range(150)]
    rows += [{"prompt": ENGLISH.format(n=n)} for n in range(150)]
    rows += [{"prompt": f"was ist los {n}", "language": "German"} for n in range(40)]
    (tmp_path / "mine.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return CorpusContent((tmp_path,), 1)


def test_languages_are_told_and_silence_is_kept() -> None:
    assert told_languages([GERMAN, ENGLISH, "ok"]) == ["de", "en", "und"]
    assert told_languages([]) == []


def test_recorded_and_told_texts_are_kept(mixed: CorpusContent) -> None:
    kept = [text.prompt for text in side_in(mixed.paths, "test", "de").items[Role.QUESTION]]
    assert any("was ist los" in prompt for prompt in kept)
    assert not any("Could" in prompt for prompt in kept)
    assert 60 < len(kept) < 130


def test_draws_are_in_the_languages_in_equal_parts(mixed: CorpusContent) -> None:
    content = mixed.in_languages(["de", "fr"])
    texts = draw(content, Role.QUESTION, 200)
    assert texts == draw(content, Role.QUESTION, 200)
    real = {text.prompt for text in mixed.shelf.items[Role.QUESTION]}
    german = [text for text in texts if text.prompt in real]
    assert 70 < len(german) < 130
    assert not any("Could" in text.prompt for text in texts)


def test_wrapped_roles_come_from_the_built_in_source(mixed: CorpusContent) -> None:
    content = mixed.in_languages(["de"]).variants(Role.RUBRIC, 1, np.random.default_rng(1))
    texts = draw(content, Role.RUBRIC, 30)
    assert len({text.prompt for text in texts}) == 30
    assert "en" not in told_languages([text.prompt for text in texts])


def test_an_unknown_language_names_the_known_ones(mixed: CorpusContent) -> None:
    with pytest.raises(SettingsError, match=r"in xx.*en, de, fr, es, zh, pt"):
        mixed.in_languages(["de", "xx"])
    with pytest.raises(SettingsError, match="no language named"):
        mixed.in_languages([])
