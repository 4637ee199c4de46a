"""The language of a text from its script and its function words; silent when unsure.

Languages serve as strata: two accounts that both write Vietnamese must not look tied for
that. A wrong guess would mix strata, so short or mixed text is 'und', not a guess.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import SCRIPTS, script_class
from stillwatch.ingest.sketch_lexicon import LANGUAGES, WordCounts
from stillwatch.ingest.sketch_tokens import Tokens

UNSURE: Final = "und"
BY_SCRIPT: Final = {
    "latn": tuple(
        n for n in LANGUAGES if n not in {"ru", "uk", "bg", "ar", "fa", "ur", "hi", "mr"}
    ),
    "cyrl": ("ru", "uk", "bg"),
    "arab": ("ar", "fa", "ur"),
    "deva": ("hi", "mr"),
}
"""Scripts that several languages share, and those whose function words are known."""
LEAST_WORDS: Final = 4
LEAST_HITS: Final = 2
LEAST_SHARE: Final = 0.15
"""Function words among all words; running text of these languages has 0.3 to 0.5."""
LEAD: Final = 1.3
"""How many times the runner-up's hits the first needs."""
MOSTLY: Final = 0.7
"""Share of the words that must be of one script."""
KANA_SHARE: Final = 0.1
"""Japanese mixes both scripts; Chinese quotes no kana to speak of."""


def languages(tokens: Tokens, counts: WordCounts) -> pa.Array:
    """Return an ISO 639-1 tag, else the lower-case script name, else 'und', for every row.

    A script that one language owns speaks for itself; Latin without enough function words
    is 'und', Cyrillic, Arabic and Devanagari then keep the name of the script.
    """
    names = [UNSURE, *(script.tag for script in SCRIPTS), *LANGUAGES]
    columns = [script_class(script.tag) for script in SCRIPTS]
    seen = tokens.scripts[:, columns].astype(np.float64)
    han, kana = names.index("zh") - 1, names.index("ja") - 1
    east = seen[:, han] + seen[:, kana]
    japanese = (seen[:, kana] > KANA_SHARE * east) & (east > 0)
    seen[:, kana] = np.where(japanese, east, 0.0)
    seen[:, han] = np.where(japanese, 0.0, east)
    total = np.maximum(tokens.scripts[:, 5:].sum(axis=1), 1)
    script = np.argmax(seen, axis=1)
    most = seen.max(axis=1)
    choice = np.where((most >= LEAST_WORDS) & (most >= MOSTLY * total), script + 1, 0)
    for tag, members in BY_SCRIPT.items():
        rows = choice == names.index(tag)
        fallback = 0 if tag == "latn" else names.index(tag)
        winner = _winner(counts.languages, members, most)
        known = np.array([names.index(name) for name in members])[winner]
        choice = np.where(rows, np.where(winner >= 0, known, fallback), choice)
    return pa.array(np.array(names, object)[choice], pa.string())


def _winner(
    hits: NDArray[np.int32], members: tuple[str, ...], words: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return which member leads clearly enough, by row; -1 where none does."""
    of = hits[:, [LANGUAGES.index(name) for name in members]]
    first = np.argmax(of, axis=1)
    ranked = np.sort(of, axis=1)
    best, second = ranked[:, -1], ranked[:, -2]
    clear = (best >= LEAST_HITS) & (best >= LEAST_SHARE * words) & (best >= LEAD * second)
    clear &= best > second
    return np.where(clear, first, -1)
