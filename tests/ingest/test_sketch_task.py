"""The score: within bounds, made of named features, and on the right side where it must be."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.sketch_manner import manner
from stillwatch.ingest.sketch_style import surface
from stillwatch.ingest.sketch_task import INTERCEPT, features, reads_as_task, shipped
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise

PIPELINE = (
    "Rewrite the following question so that it is harder.\n\nQuestion: Why do ships float?",
    "Schreibe eine schwierigere Fassung der folgenden Aufgabe.\n\nAufgabe: Erkläre Ebbe und Flut.",
    "根据以下内容提出五个问题，并写出答案。\n\n内容：海带生长在浅海。",
    "Составь пять вопросов по следующему тексту и напиши ответы.\n\nТекст: Торф горит.",
    "다음 질문을 더 어렵게 바꾸고 답변을 작성하세요.\n\n질문: 조수는 무엇인가",
)
PEOPLE = (
    "hi, my printer stopped working yesterday, what can i do?",
    "Hallo, ich brauche Hilfe mit meiner Steuer. Was muss ich tun?",
    "我昨天跟朋友吵架了，怎么办？",
    "Привет, у меня болит спина, что делать?",
    "저는 내일 면접이 있는데 뭘 입어야 할까요?",
    "A train leaves at 9 with 40 people and takes on 12 more. How many people are on it?",
)


def measured(*texts: str) -> tuple[dict[str, np.ndarray], np.ndarray]:
    sent = texts_of(pa.array(texts, pa.string()))
    tokens = tokenise(fold(sent))
    seen, put = surface(sent), manner(sent, tokens)
    return features(put, seen, tokens.words), reads_as_task(put, seen, tokens.words)


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_features_and_scores_stay_within_bounds(texts: list[str]) -> None:
    found, score = measured(*texts)
    for name, values in found.items():
        assert ((values >= 0) & (values <= 1)).all(), name
    assert ((score >= 0) & (score <= 1)).all()


@pytest.mark.parametrize("text", PIPELINE)
def test_a_pipelines_prompt_is_above_the_middle(text: str) -> None:
    assert measured(text)[1][0] > 0.6


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_or_an_exam_is_below_it(text: str) -> None:
    assert measured(text)[1][0] < 0.3


def test_every_weight_that_ships_is_of_a_feature_that_there_is() -> None:
    found, _ = measured("Describe it.")
    assert {*shipped()} - {INTERCEPT} <= {*found}
    assert len(shipped()) > 20


def test_the_score_is_what_weights_and_features_come_to() -> None:
    found, score = measured(*PIPELINE)
    weights = shipped()
    margin = weights[INTERCEPT] + sum(w * found[n] for n, w in weights.items() if n != INTERCEPT)
    assert np.allclose(score, 1 / (1 + np.exp(-margin)), atol=1e-6)
