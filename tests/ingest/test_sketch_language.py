"""Languages are named where the words say so, and left open where they do not."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_language import languages
from stillwatch.ingest.sketch_lexicon import count_words
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise


def language(text: str) -> str:
    tokens = tokenise(fold(texts_of(pa.array([text]))))
    found: str = languages(tokens, count_words(tokens)).to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("en", "How do I learn to cook for my family and what do I need for it?"),
        ("de", "Wie kann ich mit meinem Hund nach Frankreich reisen und was muss ich beachten?"),
        ("fr", "Comment puis-je apprendre le français avec mon ami et pourquoi est-ce difficile ?"),
        ("es", "¿Cómo puedo aprender a cocinar una paella para mi familia y qué necesito?"),
        ("pt", "Como posso aprender a cozinhar para a minha família e o que eu preciso?"),
        ("it", "Come posso imparare a cucinare la pasta per la mia famiglia e che cosa serve?"),
        ("nl", "Hoe kan ik met mijn hond naar het strand en wat moet ik weten over de regels?"),
        ("pl", "Jak mogę nauczyć się gotować dla mojej rodziny i co jest do tego potrzebne?"),
        ("tr", "Bu akşam için bir yemek tarifi verir misin ve ne kadar sürer?"),
        ("vi", "Làm thế nào để tôi có thể học nấu ăn cho gia đình và những gì cần thiết?"),
        ("id", "Bagaimana cara saya belajar memasak untuk keluarga dan apa yang dibutuhkan?"),
        ("ru", "Как мне научиться готовить для семьи и что для этого нужно?"),
        ("uk", "Як я можу навчитися готувати і що для цього потрібно, якщо часу немає?"),
        ("ar", "ما هي عاصمة فرنسا وكيف يمكن أن أذهب إلى هناك من هذا المكان"),
        ("fa", "چگونه می توانم این را با شما به خانه ببرم و آن است که"),
        ("hi", "भारत की राजधानी क्या है और यह कहाँ है"),
        ("zh", "请介绍一下北京的历史文化"),
        ("ja", "日本の首都はどこですか"),
        ("ko", "대한민국의 수도는 어디인가요 서울에 대해"),
        ("el", "Ποια είναι η πρωτεύουσα της Ελλάδας"),
        ("he", "מהי בירת ישראל ולמה היא חשובה"),
        ("th", "เมืองหลวงของประเทศฝรั่งเศส"),
        ("cyrl", "Слово Дерево Машина Город"),
        ("und", "ok thanks"),
        ("und", "zzkk qqrr ttvv wwxx bbnn"),
        ("und", "12 13 14 15 16"),
        ("und", "Hello world again 请介绍一下 Слово Дерево"),
        ("und", "\ue000\ue001\ue002\ue003\ue004\ue005"),
    ],
)
def test_language(expected: str, text: str) -> None:
    assert language(text) == expected


def test_quoted_text_does_not_speak_for_the_prompt() -> None:
    quoted = '"Wie kann ich mit meinem Hund nach Frankreich reisen und was muss ich beachten"'
    assert (
        language(f"Please translate this for me into the language of my choice: {quoted}") == "en"
    )
