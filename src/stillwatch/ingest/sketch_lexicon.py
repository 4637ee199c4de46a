"""The few hundred words that tell a language, a capability and a manner of writing.

Kept as plain lists, so that a reader can judge them. Words are looked up by the token hash
of `sketch_tokens`, one probe per word, so that a prompt of 500 characters costs about a
microsecond. The lists of topics are English with the commonest verbs of other languages.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import WORD, Tokens, tokenise
from stillwatch.ingest.sketch_words import WordTable, mask_of, word_table

STOP_WORDS: Final[dict[str, str]] = {
    "en": "the and of to in is that it for on with as are this be at by from or an have not was"
    " you your can which what how do does if will would there when they we i me my should who"
    " why where has been but any its into about could their were than so am",
    "de": "der die das und ist nicht ein eine einen einem einer zu den mit von für auf dem des"
    " sich im auch wie ich es wird sind sie wir oder aber was kann bei aus nach zum zur mir du"
    " warum über wenn mein meine bitte kannst haben habe",
    "fr": "le la les des et est une un que qui dans pour pas sur avec ce cette au aux du il je"
    " vous nous sont par plus ou mais comme être avez peux mon ma mes votre vos quel quelle"
    " comment pourquoi elle c'est d'un d'une qu'il j'ai",
    "es": "el la los las de que y en un una por con para es no se del al lo como más su pero"
    " sus este esta qué cómo cuál hay son ser yo mi tu muy puedes está entre cuando donde sobre"
    " quiero por",
    "pt": "o os as um uma de que e em do da dos das para com não por é se na no mais como mas ao"
    " seu sua são você eu meu minha qual quais está isso pelo pela também foi nos uma",
    "it": "il lo gli di che e è un una per non con sono del della dei delle nel nella si come"
    " più ma anche questo questa al alla cosa quale perché io mi puoi ho hai tra degli",
    "nl": "de het een en van is dat niet in op te voor met zijn aan ik je er maar ook als hoe"
    " wat bij dit door naar om wordt deze mijn kan jij wij heb heeft waarom worden uit",
    "pl": "i w na z do nie się jest to że jak o po co dla od ale czy są za ten jego przez tym"
    " mnie mi może który która które być jako ze oraz tylko gdy",
    "tr": "ve bir bu için ile da de ne çok daha gibi mi mı olarak nasıl var değil ben sen bana"
    " en olan kadar ama veya nedir neden her şey sonra",
    "vi": "và của là có cho một không được trong với các này tôi bạn những để người khi như về"
    " đã từ làm thế nào hãy cách ra nhiều gì",
    "id": "dan yang di untuk dengan ini itu dari tidak pada adalah saya anda ke dalam akan bisa"
    " apa bagaimana oleh atau sebuah juga ada karena kami mereka lebih dapat seperti",
    "sv": "och det att som en på är av för med den till inte om ett har jag du hur vad kan var"
    " från eller så men vi mig varför ska",
    "cs": "je se na že jak pro si ale jsem jsou jako co být nebo tak které protože této také"
    " který mi proč když",
    "ro": "și în de la cu pe care un o este nu se pentru din mai ce să sunt ca dar cum sau prin"
    " fi am îmi",
    "hu": "az és hogy nem is egy van meg de ez ha csak mint vagy el mi hogyan miért lehet kell"
    " már még volt",
    "fi": "ja on ei se että en hän oli mutta niin kuin tai minä sinä miten mitä voi ovat myös"
    " jos kun ole",
    "ru": "и в не на что как с это по для я а от к у из мне так же но за ты вы бы его все или"
    " если когда чтобы быть есть какой какие почему можно мой",
    "uk": "і та в не на що як з це для я від до у мені так але за ти ви його всі або якщо коли"
    " щоб бути є який які чому можна мій",
    "bg": "и в не на да се за от с по как са е че това ще си но или ако най този тези какво",
    "ar": "في من على إلى أن هذا هذه التي الذي ما هو هي كيف مع عن لا أو كان لماذا هل بين كل ذلك",
    "fa": "و در به از که این را با است برای آن یک می چه کنید چگونه من شما تا یا های",
    "ur": "کے کی میں ہے اور کا سے کو کہ یہ نے پر ایک ہیں کیا نہیں بھی",
    "hi": "के है में की का और से को यह एक हैं कि नहीं पर क्या मैं लिए आप कैसे भी",
    "mr": "आहे आणि मध्ये हे ते या काय आहेत नाही मी एक च्या साठी कसे",
}
"""Function words by language. A word in several lists counts for each."""

TOPICS: Final[dict[str, str]] = {
    "code": "python javascript typescript java html css sql code function functions script api"
    " class bug compile compiler regex algorithm program programming react node npm docker"
    " kubernetes linux bash git github array string loop variable json yaml xml database query"
    " backend frontend kotlin swift rust golang php ruby django flask pandas numpy pytorch"
    " tensorflow debug refactor unit async server endpoint exception stack runtime"
    " código programa función código funktion programm skript fonction programme код функция"
    " функцию программу скрипт",
    "math": "calculate compute equation solve integral derivative probability triangle sum"
    " percent percentage prove theorem matrix polynomial fraction factor remainder integer"
    " integers divided multiply square radius perimeter angle circle geometry algebra calculus"
    " total altogether cost average ratio how many much value variable mathematical math maths"
    " berechne gleichung calcule équation résous calcula ecuación resuelve реши вычисли"
    " уравнение сколько",
    "writing": "write essay story poem email letter blog article paragraph rewrite rephrase"
    " paraphrase translate summarize summarise tagline slogan caption speech lyrics song haiku"
    " screenplay script edit proofread tone headline resume cv cover post tweet novel character"
    " dialogue summary schreibe übersetze aufsatz gedicht écris écrire rédige traduis poème"
    " escribe traduce resume poema ensayo escreva traduza scrivi traduci напиши переведи эссе"
    " стихотворение schrijf napisz yaz viết tulis",
    "reasoning": "puzzle riddle logic logical logically deduce infer premise premises conclusion"
    " syllogism paradox analogy hypothesis valid invalid reasoning knights knaves rätsel énigme"
    " acertijo загадка",
    "knowledge": "what who when where which explain describe why difference history define"
    " definition list meaning mean name capital country facts overview tell compare erkläre"
    " wer warum explique pourquoi qui explica quién por spiega perché объясни что кто почему",
    "first_person": "i i'm i've i'd i'll im ive my me mine myself we our us ich mir mein meine"
    " wir je j'ai mon ma mes nous yo mi mis nosotros eu meu minha io mio mia ik mijn я мне мой"
    " моя мы tôi saya ben",
    "greeting": "hi hello hey thanks thank please pls plz cheers greetings dear hallo bitte"
    " danke bonjour merci svp hola gracias olá obrigado ciao grazie привет спасибо пожалуйста"
    " lol haha hmm ok okay sorry",
    "sloppy": "dont doesnt cant wont isnt didnt couldnt wouldnt shouldnt whats thats ive youre"
    " gonna wanna gimme kinda idk btw teh becuase recieve seperate definately alot tho cuz"
    " coz bc thx abt wut programing",
}
"""Words by what they speak for; the last three are manners, not subjects."""

LANGUAGES: Final[tuple[str, ...]] = tuple(STOP_WORDS)
TOPIC_NAMES: Final[tuple[str, ...]] = tuple(TOPICS)
_ROOM: Final = 8192


class WordCounts(NamedTuple):
    """Per row: hits by language, and by topic, in the order of the names above."""

    languages: NDArray[np.int32]
    topics: NDArray[np.int32]

    def topic(self, name: str) -> NDArray[np.int32]:
        """Hits of one topic."""
        return self.topics[:, TOPIC_NAMES.index(name)]


@lru_cache(maxsize=1)
def lexicon() -> WordTable:
    """Hash all lists as prompts are hashed: a bit per language, then a bit per topic."""
    lists = [text.split() for text in (*STOP_WORDS.values(), *TOPICS.values())]
    words = [word for words in lists for word in words]
    bits = [bit for bit, words in enumerate(lists) for _ in words]
    tokens = tokenise(fold(texts_of(pa.array(words, pa.string()))))
    first = tokens.hashes[tokens.offsets[:-1]]
    return word_table(zip(first.tolist(), bits, strict=True), _ROOM)


def count_words(tokens: Tokens) -> WordCounts:
    """Count the lexicon's words in every row, outside quotations and code."""
    keys, masks = lexicon()
    counts = _count(tokens.offsets, tokens.hashes, tokens.kinds, keys, masks, _WIDTH)
    return WordCounts(counts[:, : len(LANGUAGES)], counts[:, len(LANGUAGES) :])


def common_words(tokens: Tokens) -> NDArray[np.bool_]:
    """Tell for every token whether the lexicon knows it: too common to prove two texts alike."""
    return _are_known(tokens.hashes, tokens.kinds, *lexicon())


_WIDTH: Final = len(STOP_WORDS) + len(TOPICS)


@numba.njit(nogil=True, cache=True)
def _are_known(
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    masks: NDArray[np.uint64],
) -> NDArray[np.bool_]:
    out = np.zeros(len(hashes), np.bool_)
    for at in range(len(hashes)):
        if kinds[at] == WORD:
            out[at] = mask_of(hashes[at], keys, masks) != 0
    return out


@numba.njit(nogil=True, cache=True)
def _count(
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    masks: NDArray[np.uint64],
    width: int,
) -> NDArray[np.int32]:
    rows = len(offsets) - 1
    out = np.zeros((rows, width), np.int32)
    for row in range(rows):
        for at in range(offsets[row], offsets[row + 1]):
            if kinds[at] != WORD:
                continue
            mask = mask_of(hashes[at], keys, masks)
            bit = 0
            while mask != 0:
                if mask & np.uint64(1):
                    out[row, bit] += 1
                mask >>= np.uint64(1)
                bit += 1
    return out
