"""Whether a prompt reads as a task of a data pipeline: a score from 0 to 1, and its reasons.

A logistic model over some forty features that a reader can judge: how the prompt opens and
ends, which words of manner it has (`sketch_manner`), its shape. Weights come from
`stillwatch.lab.content`. One score says little, for an exam question is a self-contained task
as well; the mean over a group's prompts is what a signal may look at.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from stillwatch.ingest.sketch_manner import COLON, LETTER, NAMES, QUESTION, STOP, Manner
from stillwatch.ingest.sketch_style import Surface

Floats = NDArray[np.float64]

MANY: Final = 3
"""Words or marks of a kind from which more of them say nothing new."""
_COUNTED: Final = tuple(name for name in NAMES if name not in ("talk", "question"))
_OPENINGS: Final = ("order", "question", "person", "role", "given", "talk", "asks")
_BEGINNINGS: Final = ("wish", "polite")
_MARKED: Final = ("question", "blank_line", "tag")
SHIPPED: Final = "sketch_task_weights.json"
INTERCEPT: Final = "intercept"


def features(manner: Manner, seen: Surface, words: NDArray[np.int32]) -> dict[str, Floats]:
    """Return the features of rows by name, each from 0 to 1."""
    bare = (manner.number("person") == 0) & (manner.number("polite") == 0)
    bare &= (manner.number("situation") == 0) & (manner.number("sloppy") == 0)
    order = manner.opens("order") & ~manner.begins("wish")
    asked = (manner.ending == QUESTION) | manner.opens("question")
    lines = np.maximum(seen.lines, 1)
    found: dict[str, NDArray[np.generic]] = {
        **{f"has_{name}": _many(manner.number(name)) for name in _COUNTED},
        **{f"opens_{name}": manner.opens(name) for name in _OPENINGS},
        **{f"begins_{name}": manner.begins(name) for name in _BEGINNINGS},
        **{f"mark_{name}": _many(manner.mark(name)) for name in _MARKED},
        "ends_question": manner.ending == QUESTION,
        "ends_stop": manner.ending == STOP,
        "ends_colon": manner.ending == COLON,
        "ends_open": manner.ending == LETTER,
        "lower_start": seen.lower_start,
        "structured": seen.structured / lines,
        "lines": np.minimum(np.log1p(lines - 1) / np.log(20), 1.0),
        "length": np.minimum(np.log1p(words) / np.log(500), 1.0),
        "very_short": words < 7,
        "symbols": np.minimum(seen.symbols / np.maximum(words, 1), 1.0),
        "digits": np.minimum(manner.mark("digit") / np.maximum(words, 1) * 8, 1.0),
        "bare_order": order & bare,
        "bare_question": asked & bare & ~order,
        "talks_of_tasks": (manner.number("asks") > 0) & (manner.number("order") > 0) & (words > 15),
    }
    return {name: value.astype(np.float64) for name, value in found.items()}


def reads_as_task(manner: Manner, seen: Surface, words: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return 0 for what people and products send .. 1 for a prompt of a data pipeline."""
    weights = shipped()
    found = features(manner, seen, words)
    margin = np.full(len(words), weights[INTERCEPT])
    for name, weight in weights.items():
        if name != INTERCEPT:
            margin += weight * found[name]
    score: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-margin))).astype(np.float32)
    return score


@lru_cache(maxsize=1)
def shipped() -> dict[str, float]:
    """Return the weights that ship, by feature; features of no weight are not there."""
    raw = resources.files("stillwatch.ingest").joinpath(SHIPPED).read_bytes()
    return {str(name): float(weight) for name, weight in orjson.loads(raw)["weights"].items()}


def _many(counts: NDArray[np.int32]) -> Floats:
    return np.minimum(counts, MANY) / MANY
