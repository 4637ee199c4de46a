"""Each way of asking is found; talking about it is not asking."""

from __future__ import annotations

from itertools import chain

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_phrases_english import ENGLISH
from stillwatch.ingest.sketch_phrases_world import WORLD
from stillwatch.ingest.sketch_rules import (
    ASKED,
    INTENTS,
    NOTHING,
    REACH,
    RULES,
    Compiled,
    Intent,
    Rule,
    asks_for,
    compile_rules,
    compiled,
    matches,
    phrases_of,
)
from stillwatch.ingest.sketch_text import arrow_of, fold, texts_of

CASES: dict[str, tuple[str, str]] = {
    "utter your thought": (
        "Verbalise each and every deduction.",
        "Write an essay about reasoning in animals.",
    ),
    "utter what is inner": (
        "Print the scratch notes too.",
        "Print the notes from the meeting.",
    ),
    "utter what is in mind": (
        "Write down whatever goes through your mind.",
        "Write down the address.",
    ),
    "utter what was dropped": (
        "Show the steps you took, the rejected ones as well.",
        "Show the steps to install it.",
    ),
    "utter hidden work": ("Write out the hidden analysis.", "Write out an analysis of sales."),
    "thought in the open": (
        "Your thinking must be visible.",
        "Your thinking was sound.",
    ),
    "thinking takes the reply": (
        "Spend most of the reply on the thinking.",
        "Spend most of the day on the beach.",
    ),
    "inner in the open": (
        "Make the chain of thought explicit.",
        "The supply chain is explicit.",
    ),
    "mind in the open": (
        "Be explicit about what you reject.",
        "Be explicit about the price.",
    ),
    "think aloud": ("Reason aloud and then conclude.", "Think about it and then conclude."),
    "think in one tongue": ("Piensa solo en español.", "Responde solo en español."),
    "think in a tongue": (
        "Deliberate in Korean and reply in English.",
        "Reply in Korean.",
    ),
    "thought in a tongue": (
        "Your thoughts in Cyrillic, the result in English.",
        "Your name in Cyrillic.",
    ),
    "inner in a tongue": (
        "Scratchpad in Japanese.",
        "Menu in Japanese.",
    ),
    "thought before answer": (
        "A long deliberation, and only then the verdict.",
        "A long walk, and only then the verdict.",
    ),
    "inner before answer": (
        "Scratchpad before the answer.",
        "Read the text before the answer.",
    ),
    "mind before answer": ("Before you answer, every doubt.", "Before you answer, breathe."),
    "thought behind an answer": (
        "Recover the thinking that led to this answer.",
        "Recover the money that led to this dispute.",
    ),
    "do not cut the thought": (
        "Do not summarise the thinking.",
        "Do not summarise the article.",
    ),
    "do not cut what is inner": ("Never skip intermediate steps.", "Never skip breakfast."),
    "answer in the last line only": (
        "Only the last line may hold the answer.",
        "Only the last line of the poem rhymes.",
    ),
    "place for the thought": (
        'Return JSON with the keys "notes" and "answer".',
        'Return JSON with the keys "name" and "answer".',
    ),
    "judge this answer": (
        "Evaluate the following response.",
        "Evaluate the following integral.",
    ),
    "this answer judged": ("次の回答を採点せよ。", "次の文章を採点せよ。"),
    "judge an answer to scale": (
        "Assess how well the conversation meets these criteria.",
        "Assess how well the bridge carries the load.",
    ),
    "which is better": ("Which reply is better?", "Which bank account is better?"),
    "which side is better": ("Is reply A or reply B better?", "Is plan A or plan B better?"),
    "an answer on a scale": (
        "On a scale from 1 to 7, how faithful is the summary?",
        "On a scale from 1 to 7, how hot is the soup?",
    ),
    "be a grader": ("You are a fair judge.", "You are a fair host."),
    "score in a form": ("Give a mark in brackets. Reply A: yes.", "Give a mark. My reply was yes."),
    "score by a standard": (
        "Say pass or fail. Quote the weakest passage.",
        "Say yes or no. Quote the best passage.",
    ),
    "make many items": (
        "Invent fifteen unusual exam questions.",
        "Invent a name for fifteen people.",
    ),
    "list good items": ("List varied prompts for it.", "List the prompts in the file."),
    "many items made": ("新しい質問を生成せよ。", "新しい画像を生成せよ。"),
    "data made": ("합성 데이터를 생성하세요.", "보고서를 생성하세요."),
    "the seed recast": ("이 질문을 변형하세요.", "이 그림을 변형하세요."),
    "make data": ("Build a preference data set.", "Build a house of cards."),
    "rewrite the seed": ("Paraphrase this problem.", "Paraphrase this paragraph."),
    "make the seed harder": (
        "Increase the complexity of the instruction.",
        "The recipe is more complex than it looks.",
    ),
    "rules for items": ("No two tasks may share a topic.", "No two guests may share a topic."),
    "talk to a machine": (
        "Write a dialogue between a teacher and a chatbot.",
        "Write a dialogue between a teacher and a parent.",
    ),
    "talk from a text": (
        "Given the following context: rain. Create a conversation of two friends.",
        "Create a conversation of two friends.",
    ),
    "world for an agent": (
        "Construct an environment in which an agent learns.",
        "Construct a fence in which a dog runs.",
    ),
    "tests for an agent": ("Hidden tests an agent must pass.", "Blood tests an athlete must pass."),
    "variants of a seed": (
        "Produce four variants with other numbers.",
        "There are four variants of the virus.",
    ),
    "worse answers": ("Write one good and one subtly worse answer.", "Write one good answer."),
    "worse answers listed": (
        "Give four answers of falling quality.",
        "Give four answers.",
    ),
    "writer of tasks": ("Act as a puzzle setter.", "Act as a travel guide."),
    "items for a model": (
        "The items will be used to train a model.",
        "The items will be used to decorate.",
    ),
    "items for some model": (
        "Compose utterances for an intent classifier.",
        "Compose a song for an orchestra.",
    ),
    "seed in a form": ("It should be harder. New version:", "It should be harder. Thanks."),
    "seed in brackets": ("Now something harder. [Seed] x [/Seed]", "Now something harder."),
    "twist of a seed": ("Say it in other words. Rewritten:", "Say it in other words."),
    "twist in brackets": ("Say it in other words. ### Draft x", "Say it in other words, please."),
}
"""By rule: what it finds, all other rules being away, and what is near and nothing finds."""

HELPERS = {"write a talk"}
"""Rules that only feed another."""

ASKS: dict[Intent, tuple[str, ...]] = {
    "reasoning": (
        "Think step by step and write out your reasoning.",
        "Put your thinking between <think> and </think>.",
        "Show your full internal reasoning before the answer.",
        "Reveal your chain of thought.",
        "Articulate the internal reasoning behind this result.",
        "Solve it, and let me watch every thought as it occurs to you, unfiltered.",
        "Keep a running log of your deductions while you solve the task.",
        "Lay bare all considerations, hunches and backtracking prior to answering.",
        "Write a detailed rationale, then the final answer after ####.",
        "Shut the door: is it open? ### Reasoning",
        'Output format: {"reasoning": "...", "answer": "..."}',
        "请一步一步地思考，并写出你的完整推理过程。",
        "把你脑中的每个想法都写下来，再回答。",
        "只用中文思考，并写下每一个念头。",
        "Piensa paso a paso y muestra tu razonamiento.",
        "Escribe tu monólogo interior antes de responder.",
        "Denke Schritt für Schritt.",
        "Zeige mir deine internen Überlegungen.",
        "Schreibe deine Gedanken ungefiltert auf, bevor du antwortest.",
        "Réfléchis étape par étape.",
        "Écris toutes tes réflexions internes avant de donner la réponse.",
        "Mostre o seu raciocínio completo antes da resposta.",
        "Рассуждай пошагово и покажи ход мыслей.",
        "Выпиши все свои мысли перед ответом.",
        "Reason in Chinese, then answer in English.",
        "Write the intermediate thoughts in another alphabet.",
        "Solve it with a long CoT, then give your answer.",
        "Walk me through your entire deliberation.",
        "Denke auf Russisch und antworte auf Deutsch.",
        "Réfléchis en chinois, réponds en français.",
        "Razona en inglés y responde en español.",
        "Рассуждай на английском, отвечай на русском.",
        "用英文思考，用中文回答。",
        "段階的に考えてください。",
        "思考過程をすべて書き出してから答えてください。",
        "英語で思考し、日本語で答えてください。",
        "단계별로 생각하고 추론 과정을 모두 작성하세요.",
        "중국어로 생각하고 한국어로 답하세요.",
        "فكر خطوة بخطوة ثم أجب.",
        "اكتب سلسلة تفكيرك كاملة قبل الإجابة.",
        "चरण दर चरण सोचें और फिर उत्तर दें।",
        "उत्तर देने से पहले अपनी पूरी विचार प्रक्रिया लिखें।",
    ),
    "grading": (
        "[BEGIN DATA] x [END DATA]",
        "Which response is better, A or B?",
        "Rate the assistant's answer from 1 to 10.",
        "Grade this student essay according to the rubric.",
        "You are an impartial judge.",
        "Two completions follow. Decide which one is more helpful.",
        "Compare Response 1 and Response 2; state the winner.",
        "请对下面的回答打分。",
        "比较以下两个回答，选出更好的一个。",
        "Evalúa la respuesta.",
        "Bewerte die folgende Antwort.",
        "Évalue la réponse.",
        "Avalie a resposta abaixo numa escala de 1 a 5.",
        "Оцени этот ответ по шкале от 1 до 10.",
        "次の回答を1から5の段階で評価してください。",
        "回答Aと回答Bのどちらが優れているか判定してください。",
        "다음 답변을 기준에 따라 평가하세요.",
        "답변 A와 답변 B 중 어느 것이 더 나은지 선택하세요.",
        "قيم الإجابة التالية على مقياس من 1 إلى 10.",
        "निम्नलिखित उत्तर का मूल्यांकन करें और अंक दें।",
    ),
    "generation": (
        "Come up with 20 diverse task instructions.",
        "Generate ten new questions about physics.",
        "Rewrite the given prompt into a more complex version.",
        "Please increase the difficulty of this problem.",
        "Create a dataset of Q&A pairs in JSON.",
        "Given the following context, create a conversation between a patient and a doctor.",
        "Take the passage and turn it into five Q&A pairs.",
        "#Given Prompt#: x #Rewritten Prompt#:",
        "请生成10个多样化的问题。",
        "Genera diez nuevas preguntas.",
        "Erstelle 20 neue Aufgaben.",
        "Génère 10 nouvelles questions.",
        "Gere 10 perguntas diversas sobre o texto.",
        "Придумай 10 новых вопросов.",
        "Please gain inspiration from this snippet and set a problem.",
        "物理について新しい問題を5個作成してください。",
        "この質問をより難しく書き換えてください。",
        "과학에 관한 다양한 질문을 생성하세요.",
        "이 문제를 더 어렵게 만들어 주세요.",
        "أنشئ 10 أسئلة عن الفيزياء.",
        "विज्ञान पर 10 नए प्रश्न बनाएं।",
    ),
}
TALK = (
    "How do large language models reason?",
    "What is chain of thought prompting, and when does it help?",
    "Why do models hide their reasoning?",
    "I am writing a thesis on inner monologue in Joyce.",
    "Could you show your reasoning on vaccines step by step?",
    "Explain your answer.",
    "Show your work.",
    "Write a blog post on design thinking.",
    "Share your thoughts on remote work.",
    "Explain why the sky is blue.",
    "Could you explain the steps to bake bread?",
    "Give me step by step instructions to install docker.",
    "What makes a good grading rubric for essays?",
    "What is the rate of unemployment in Spain?",
    "Mark the answer that fits best: a) 1 b) 2",
    "How do I split a dataset in pandas?",
    "I have three questions about my tax return.",
    "Write a new function that validates tasks.",
    "Which bank account is better for students?",
    "What does the reward function of a game do?",
    "Rewrite the following paragraph.",
    "我想知道语言模型是怎么推理的",
    "Wie denken große Sprachmodelle?",
    "¿Cómo piensan los modelos?",
    "Solve the equation and show all your work.",
    "Find the derivative step by step.",
    "Translate this letter into Korean.",
    "My grandmother thinks in Polish and speaks English.",
    "Show your working in the space provided.",
    "言語モデルはどのように推論しますか。",
    "この問題の解き方を教えてください。",
    "途中式も書いてください。",
    "모델은 어떻게 추론하나요?",
    "풀이 과정을 쓰시오.",
    "كيف تفكر النماذج اللغوية؟",
    "اكتب خطوات الحل.",
    "भाषा मॉडल कैसे सोचते हैं?",
    "हल के चरण दिखाइए।",
    "请写出解题步骤。",
    "请用中文分析这段代码。",
    "Bitte schreibe den Rechenweg auf.",
)
LANGUAGES = ("en", "es", "de", "fr", "pt", "ru", "zh", "ja", "ko", "ar", "hi")


def column(*texts: str | None) -> pa.Array:
    return arrow_of(fold(texts_of(pa.array(texts, pa.string()))))


def found(rules: Compiled, intent: Intent, *texts: str | None) -> list[bool | None]:
    hits: list[bool | None] = matches(rules, column(*texts))[intent].to_pylist()
    return hits


def alone(rule: Rule) -> Compiled:
    """The rule, and those that feed it."""
    return compile_rules([rule, *(other for other in RULES if other.gives in rule.parts)])


def test_every_rule_has_a_name_and_a_case() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert set(names) == {*CASES, *HELPERS}


@pytest.mark.parametrize("rule", [r for r in RULES if r.name in CASES], ids=lambda r: r.name)
def test_a_rule_finds_its_case_and_nothing_finds_the_near_miss(rule: Rule) -> None:
    hit, miss = CASES[rule.name]
    assert found(alone(rule), rule.intent, hit, miss) == [True, False]
    assert found(compiled(), rule.intent, hit, miss) == [True, False]


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent in INTENTS for text in ASKS[intent]]
)
def test_asking_is_found(intent: Intent, text: str) -> None:
    assert found(compiled(), intent, text) == [True]


@pytest.mark.parametrize("intent", INTENTS)
def test_talking_about_it_is_not_asking(intent: Intent) -> None:
    hits = found(compiled(), intent, *TALK)
    assert [text for text, hit in zip(TALK, hits, strict=True) if hit] == []


def test_no_text_is_neither_yes_nor_no() -> None:
    told = asks_for(column(None, "", "hello"))
    assert list(told) == list(INTENTS)
    assert [values.to_pylist() for values in told.values()] == [[None, None, False]] * 3


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_speaks_the_promised_languages(intent: Intent) -> None:
    """In each of them some rule can be complete from that language's own phrases."""
    for language in LANGUAGES:
        table = ENGLISH[intent] if language == "en" else WORLD[language][intent]
        own = [rule for rule in RULES if rule.intent == intent and {*rule.parts} <= {*table}]
        assert own, language


@pytest.mark.parametrize("intent", INTENTS)
def test_every_concept_is_used_and_every_part_has_phrases(intent: Intent) -> None:
    rules = [rule for rule in RULES if rule.intent == intent]
    parts = {part for rule in rules for part in rule.parts}
    given = {rule.gives for rule in rules}
    concepts = {*phrases_of(intent)} - {NOTHING, ASKED}
    assert concepts == parts - given
    assert {name for rule in rules for name in rule.unless} <= {*REACH}


def test_phrases_are_in_folded_spelling() -> None:
    """An upper-case letter, a curly quote or a full-width mark in a table would never match."""
    rows = chain.from_iterable(chain.from_iterable(phrases_of(i).values()) for i in INTENTS)
    phrases = [phrase.rstrip("*$") for phrase in rows]
    assert "" not in phrases
    assert column(*phrases).to_pylist() == phrases
