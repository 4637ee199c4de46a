"""Each way of asking is found; talking about it is not asking."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_rules import INTENTS, RULES, Intent, asks_for
from stillwatch.ingest.sketch_text import arrow_of, fold, texts_of

ASKS: dict[Intent, tuple[str, ...]] = {
    "reasoning": (
        "Think step by step and write out your reasoning.",
        "Put your thinking between <think> and </think>.",
        "Show your full internal reasoning before the answer.",
        "Reveal your chain of thought.",
        "Explain every step behind the finished answer.",
        "Articulate the internal reasoning behind this result.",
        "请一步一步地思考，并写出你的完整推理过程。",
        "Piensa paso a paso y muestra tu razonamiento.",
        "Denke Schritt für Schritt.",
        "Zeige mir deine internen Überlegungen.",
        "Réfléchis étape par étape.",
        "Рассуждай пошагово и покажи ход мыслей.",
    ),
    "grading": (
        "[BEGIN DATA] x [END DATA]",
        "Which response is better, A or B?",
        "Rate the assistant's answer from 1 to 10.",
        "Score it on a scale of 1 to 5.",
        "Grade this student essay according to the rubric.",
        "You are an impartial judge.",
        "Write a critique of the text.",
        "请对下面的回答打分。",
        "Evalúa la respuesta.",
        "Bewerte die folgende Antwort.",
        "Évalue la réponse.",
        "Оцени этот ответ по шкале от 1 до 10.",
    ),
    "generation": (
        "Come up with 20 diverse task instructions.",
        "Generate ten new questions about physics.",
        "Rewrite the given prompt into a more complex version.",
        "Please increase the difficulty of this problem.",
        "Create a dataset of Q&A pairs in JSON.",
        "Given the following context, create a conversation between a patient and a doctor.",
        "Design a reinforcement learning environment with unit tests.",
        "#Given Prompt#: x #Rewritten Prompt#:",
        "请生成10个多样化的问题。",
        "Genera diez nuevas preguntas.",
        "Erstelle 20 neue Aufgaben.",
        "Génère 10 nouvelles questions.",
        "Придумай 10 новых вопросов.",
    ),
}
TALK = (
    "How do large language models reason?",
    "What is chain of thought prompting, and when does it help?",
    "Explain why the sky is blue.",
    "Could you explain the steps to bake bread?",
    "What makes a good grading rubric for essays?",
    "What is the rate of unemployment in Spain?",
    "How do I split a dataset in pandas?",
    "I have three questions about my tax return.",
    "Which bank account is better for students?",
    "What does the reward function of a game do?",
    "我想知道语言模型是怎么推理的",
    "Wie denken große Sprachmodelle?",
)


def asks(intent: Intent, *texts: str | None) -> list[bool | None]:
    column = arrow_of(fold(texts_of(pa.array(texts, pa.string()))))
    found: list[bool | None] = asks_for(intent, column).to_pylist()
    return found


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent in INTENTS for text in ASKS[intent]]
)
def test_asking_is_found(intent: Intent, text: str) -> None:
    assert asks(intent, text) == [True]


@pytest.mark.parametrize("intent", INTENTS)
def test_talking_about_it_is_not_asking(intent: Intent) -> None:
    assert [text for text, hit in zip(TALK, asks(intent, *TALK), strict=True) if hit] == []


@pytest.mark.parametrize("intent", INTENTS)
def test_no_text_is_neither_yes_nor_no(intent: Intent) -> None:
    assert asks(intent, None, "", "hello") == [None, None, False]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_speaks_the_promised_languages(intent: Intent) -> None:
    spoken = {rule.language for rule in RULES if rule.intent == intent}
    assert {"en", "zh", "es", "de", "fr", "ru"} <= spoken


def test_patterns_are_of_folded_text() -> None:
    """An upper-case letter or a curly quote in a rule could never match."""
    plain = [rule.pattern.replace(r"\S", "") for rule in RULES]
    assert [pattern for pattern in plain if pattern != pattern.lower()] == []
