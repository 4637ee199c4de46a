"""How well the content model tells a source that it has not seen, text by text and in groups.

Text by text the kinds overlap, and they must: an exam question is a self-contained task too.
What a signal looks at is the mean over a group, so the figure that counts is how often the
mean over fifty prompts of a harvest is above that of fifty prompts of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import rankdata

from stillwatch.ingest.sketch_task import Floats
from stillwatch.lab.content.fit import Weights, fit, scores
from stillwatch.lab.content.sources import SPOKEN_FOR, Source

GROUP: Final = 50
"""Prompts of a group."""
DRAWS: Final = 400
"""Groups drawn of a source."""


@dataclass(frozen=True, slots=True)
class Held:
    """One source under weights that were fitted without it."""

    source: Source
    low: float
    """2.5 % and 97.5 % of the means of groups, and their mean."""
    mean: float
    high: float
    by_text: float
    """How often a text of a harvest is above one of people, over all sources of the other kind."""
    by_group: float
    """The same of the means of groups."""
    hardest: tuple[str, float]
    """The source of the other kind that is told least well by groups, and how often."""


def on_test_side(every: Sequence[Source], weights: Weights) -> list[Held]:
    """Return the real corpora of the test side under weights of the train side."""
    return held([s for s in every if s.side == "test" and s.real], {"": weights})


def on_train_side(every: Sequence[Source]) -> list[Held]:
    """Return the real corpora of the train side, each under weights fitted on all the others."""
    train = [s for s in every if s.side == "train"]
    real = [s for s in train if s.real and s.name != "licensed_templates"]
    fitted = {
        one.name: fit([s for s in train if s.name != one.name and SPOKEN_FOR not in s.name])
        for one in real
    }
    return held(real, fitted)


def languages(every: Sequence[Source], basis: Sequence[Source]) -> dict[str, tuple[float, float]]:
    """Return, by language of our own texts of the test side, how well pipelines are told under
    weights fitted on `basis` without that language: by text, and by group."""
    found = {}
    for code in sorted({each.language for each in every if each.language}):
        weights = fit([each for each in basis if each.language != code])
        there = [s for s in every if s.side == "test" and s.language == code]
        each = held(there, {"": weights})
        told = [one for one in each if one.source.harvest]
        found[code] = (
            float(np.mean([one.by_text for one in told])),
            float(np.mean([one.by_group for one in told])),
        )
    return found


def held(sources: Sequence[Source], fitted: Mapping[str, Weights]) -> list[Held]:
    """Return each source held against those of the other kind, harvests first.

    `fitted` has the weights by the source left out, or one set under the empty name.
    """
    rng, found = np.random.default_rng(0), []
    for one in sources:
        weights = fitted.get(one.name) or fitted[""]
        own = scores(one, weights)
        groups = _means(own, rng)
        by_text, by_group = {}, {}
        for other in sources:
            if other.harvest != one.harvest:
                theirs = scores(other, weights)
                by_text[other.name] = _above(own, theirs, one.harvest)
                by_group[other.name] = _above(groups, _means(theirs, rng), one.harvest)
        low, high = np.quantile(groups, [0.025, 0.975]).tolist()
        hardest = min(by_group.items(), key=lambda pair: pair[1])
        found.append(
            Held(one, low, float(own.mean()), high, float(np.mean(list(by_text.values()))),
                 float(np.mean(list(by_group.values()))), hardest)
        )  # fmt: skip
    return sorted(found, key=lambda each: (not each.source.harvest, -each.mean))


def _means(values: Floats, rng: np.random.Generator) -> Floats:
    picks = rng.integers(len(values), size=(DRAWS, GROUP))
    means: Floats = values[picks].mean(axis=1)
    return means


def _above(own: Floats, theirs: Floats, harvest: bool) -> float:
    """Return how often the harvest's value is above the other's, halves for ties."""
    upper, lower = (own, theirs) if harvest else (theirs, own)
    ranks = rankdata(np.concatenate([upper, lower]))[: len(upper)].sum()
    return float((ranks - len(upper) * (len(upper) + 1) / 2) / (len(upper) * len(lower)))
