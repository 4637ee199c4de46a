"""Fit the content model: a logistic regression whose weights keep their sense.

Every source counts as a whole, whatever its number of texts, and both classes alike. A sign
that a person is there can never speak for a pipeline, nor the other way round: that costs a
little on what was seen and holds better on what was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
import orjson
import pyarrow as pa
from scipy.optimize import minimize

from stillwatch.ingest.sketch_manner import manner
from stillwatch.ingest.sketch_style import surface
from stillwatch.ingest.sketch_task import INTERCEPT, Floats, features
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import tokenise
from stillwatch.lab.content.sources import Source

SHRINKAGE: Final = 0.001
DIGITS: Final = 3
FORM: Final = (
    "has_order", "has_asks", "has_answers", "has_data", "has_judging", "has_thinking", "has_rule",
    "has_given", "has_role", "opens_order", "opens_role", "opens_given", "opens_asks", "mark_tag",
    "structured", "ends_colon", "ends_stop", "bare_order", "talks_of_tasks", "lines",
)  # fmt: skip
"""Features that never speak against a pipeline."""
PERSON: Final = (
    "has_person", "has_polite", "has_situation", "has_sloppy", "has_wish", "opens_person",
    "opens_talk", "opens_question", "begins_wish", "begins_polite", "lower_start", "very_short",
    "bare_question", "mark_question", "ends_question",
)  # fmt: skip
"""Features that never speak for one."""
MOST: Final = {"mark_blank_line": 0.5}
"""What a feature may weigh at most: instruction and input are put together by whoever loads a
corpus, often with an empty line between, which says little of the corpus."""

Weights = Mapping[str, float]


@cache
def measured(source: Source) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the features and their values, `[text, feature]`."""
    sent = texts_of(pa.array(source.texts, pa.string()))
    tokens = tokenise(fold(sent))
    found = features(manner(sent, tokens), surface(sent), tokens.words)
    return tuple(found), np.stack(list(found.values()), axis=1)


def fit(sources: Sequence[Source]) -> dict[str, float]:
    """Return the weights by feature, the intercept among them; features of no weight are left
    out. Needs sources of both kinds."""
    names = measured(sources[0])[0]
    features_ = np.concatenate([measured(each)[1] for each in sources])
    sizes = [len(each.texts) for each in sources]
    labels = np.repeat([float(each.harvest) for each in sources], sizes)
    share = np.repeat([each.weight / len(each.texts) for each in sources], sizes)
    for label in (0.0, 1.0):
        share[labels == label] /= share[labels == label].sum()

    def loss(at: Floats) -> tuple[float, Floats]:
        margin = features_ @ at[1:] + at[0]
        miss = share * (1 / (1 + np.exp(-margin)) - labels)
        value = np.sum(share * (np.logaddexp(0, margin) - labels * margin))
        gradient = np.concatenate([[miss.sum()], features_.T @ miss])
        gradient[1:] += 2 * SHRINKAGE * at[1:]
        return float(value + SHRINKAGE * np.sum(at[1:] ** 2)), gradient

    start = np.zeros(len(names) + 1)
    bounds = [(None, None), *(_bounds(name) for name in names)]
    best = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x.tolist()
    rounded = {n: round(w, DIGITS) for n, w in zip((INTERCEPT, *names), best, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight or name == INTERCEPT}


def scores(source: Source, weights: Weights) -> Floats:
    """Return the score of each text, from 0 to 1."""
    names, values = measured(source)
    margin = values @ np.array([weights.get(name, 0.0) for name in names])
    found: Floats = 1.0 / (1.0 + np.exp(-(margin + weights[INTERCEPT])))
    return found


def document(weights: Weights, sources: Sequence[Source]) -> bytes:
    """Return the weights, and what they were fitted on, as the JSON that ships."""
    told = {each.name: len(each.texts) for each in sources if not each.language}
    languages = sorted({each.language for each in sources if each.language})
    whole = {"fitted_on": told, "and_own_texts_in": languages, "weights": dict(weights)}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n"


def _bounds(name: str) -> tuple[float | None, float | None]:
    return 0.0 if name in FORM else None, 0.0 if name in PERSON else MOST.get(name)
