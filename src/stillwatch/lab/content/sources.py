"""Texts to fit and to test the content model on: corpora by name, and texts of our own.

What ships may be fitted only on texts whose licence allows it. Of Dolly (CC-BY-SA 3.0) some
forty numbers are fitted, which hold nothing of its wording; texts marked as non-commercial,
for academic use, or of no known licence serve to test and never to ship.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from stillwatch.lab.bench.one_corpus import HARVESTS, only, shelves
from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.content import CorpusContent
from stillwatch.lab.simulate.corpora.sides import folders_of
from stillwatch.lab.simulate.generator.content import GeneratedContent
from stillwatch.lab.simulate.generator.vocabulary import LANGUAGES

PIPELINE_ROLES: Final = frozenset(
    {Role.TASK, Role.EXPANSION, Role.TRACE, Role.RUBRIC, Role.TOOL_TASK}
)
LICENSED: Final[dict[str, str]] = {
    "benign_oasst_prompts": "Apache-2.0",
    "benign_fastchat_bench": "Apache-2.0",
    "hardneg_dolly_human": "CC-BY-SA-3.0",
    "distill_self_instruct_seeds": "Apache-2.0",
    "distill_opengpt_context": "Apache-2.0",
}
"""Folders of the train side that may be fitted on for shipping, by their licence."""
SPOKEN_FOR: Final = "tool"
"""In the name of a source: its prompts speak as users would, so they teach nothing here. They
are tested on all the same."""
MOST: Final = 1_500
"""Texts of one source; drawn at random where it has more."""
FILLED: Final = 500
LOOK_ALIKES: Final = 6.0
OWN, OWN_ABROAD = 600, 100
"""Texts of our own for each role, and for each role in each language but English."""
_ABROAD_TOO: Final = tuple(
    role for role in Role if role not in (Role.BENCHMARK, Role.CODE_HELP, Role.TOOL_TASK)
)


@dataclass(frozen=True, slots=True)
class Source:
    """Texts of one corpus, or of one role of the built-in source."""

    name: str
    side: str
    harvest: bool
    texts: tuple[str, ...]
    real: bool
    ships: bool
    """Whether weights that ship may be fitted on it."""
    language: str = ""
    """Of texts of our own, where they keep to one."""

    @property
    def weight(self) -> float:
        """Say how much a source counts in a fit: a corpus as one, a role of ours in one language
        least. Harmless look-alikes count LOOK_ALIKES times: there the weights have to hold."""
        times = LOOK_ALIKES if self.name.endswith(("_service", "_benchmark")) else 1.0
        return times * (1.0 if self.real else 0.15 if self.language else 0.6)


def sources(corpora: Path | None, seed: int = 1) -> list[Source]:
    """Return every source at hand: those of `corpora`, then our own, of both sides.

    Raises InputError where `corpora` holds no corpus of a side.
    """
    rng = np.random.default_rng(seed)
    found = [] if corpora is None else _real(corpora, seed, rng)
    for side in ("train", "test"):
        found += _own(side, seed, rng)
    return found


def shipping(every: Sequence[Source]) -> list[Source]:
    """Return the sources that weights which ship are fitted on."""
    return [s for s in every if s.side == "train" and s.ships and SPOKEN_FOR not in s.name]


def _real(corpora: Path, seed: int, rng: np.random.Generator) -> list[Source]:
    found = []
    for side in ("train", "test"):
        for name, shelf in shelves(corpora, side).items():
            listed = [*shelf.items.values(), *shelf.suites.values()]
            texts = list({text.prompt for texts in listed for text in texts})
            harvest = bool(shelf.items.keys() & PIPELINE_ROLES)
            ships = side == "train" and name in LICENSED
            if texts:
                texts.sort()
                picks = rng.permutation(len(texts))[:MOST].tolist()
                kept = tuple(texts[pick] for pick in picks)
                found.append(Source(name, side, harvest, kept, True, ships))
            elif side == "test" and shelf.templates and name in HARVESTS:
                filled = only(corpora, name, seed).draw(Role.EXPANSION, FILLED, rng)
                found.append(Source(name, side, True, _words(filled), True, False))
    may = tuple(f for f in folders_of([corpora]) if f.name in LICENSED)
    if {"distill_self_instruct_seeds", "distill_opengpt_context"} & {f.name for f in may}:
        filled = CorpusContent(may, seed, "train").draw(Role.EXPANSION, FILLED, rng)
        found.append(Source("licensed_templates", "train", True, _words(filled), True, True))
    return found


def _own(side: str, seed: int, rng: np.random.Generator) -> list[Source]:
    whole, found = GeneratedContent(seed, side), []
    for role in Role:
        texts = _words(whole.draw(role, OWN, rng))
        harvest = role in PIPELINE_ROLES
        found.append(Source(f"own_{role.value}", side, harvest, texts, False, side == "train"))
    for code in LANGUAGES[1:]:
        spoken = whole.in_languages([code])
        for role in _ABROAD_TOO:
            texts = _words(spoken.draw(role, OWN_ABROAD, rng))
            name, harvest = f"own_{code}_{role.value}", role in PIPELINE_ROLES
            found.append(Source(name, side, harvest, texts, False, side == "train", code))
    return found


def _words(texts: Sequence[Text]) -> tuple[str, ...]:
    return tuple(text.prompt for text in texts)
