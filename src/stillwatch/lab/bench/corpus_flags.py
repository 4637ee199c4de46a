"""What the sketch says of each corpus by itself: rules read on one side, held to the other.

The phrases that mean "write the reasoning out", "grade this" or "make tasks" were written by
people who read the train side only, so each corpus of the test side is one left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.ingest.sketches import sketch
from stillwatch.lab.bench.intervals import Estimate, exact
from stillwatch.lab.bench.one_corpus import HARVESTS, only, shelves
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.model.exchange import FIELDS

FLAGS: Final = ("elicits_reasoning", "asks_grading", "asks_generation")
MOST_TEXTS: Final = 2_000
"""Texts of one corpus that are looked at, drawn at random where it has more."""
FILLED: Final = 500
"""Texts made of a corpus of templates."""
_PIPELINES: Final = frozenset({Role.TASK, Role.TRACE, Role.RUBRIC, Role.TOOL_TASK})
_NORMAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class CorpusFlags:
    """One corpus: how many of its texts were looked at, and what the sketch says of them."""

    name: str
    harvest: bool
    """Whether it came out of a pipeline; else people wrote it, or everybody sends it."""
    texts: int
    flags: dict[str, Estimate]
    impersonal: tuple[float, float, float]
    """Mean of `style_impersonal` and the bounds of its 95 % interval (normal)."""


def flags_of(corpora: Path, seed: int = 1) -> list[CorpusFlags]:
    """Return what is said of every corpus of the test side at hand, harvests first."""
    rng = np.random.default_rng(seed)
    found = []
    for name, shelf in shelves(corpora).items():
        if texts := _texts(shelf):
            picks = rng.permutation(len(texts))[:MOST_TEXTS].tolist()
            harvest = bool(shelf.items.keys() & _PIPELINES)
            found.append(_said(name, harvest, [texts[pick] for pick in picks]))
        elif shelf.templates and name in HARVESTS:
            filled = only(corpora, name, seed).draw(Role.EXPANSION, FILLED, rng)
            found.append(_said(name, True, filled))
    return sorted(found, key=lambda each: (not each.harvest, each.name))


def corpus_lines(
    outcomes: Mapping[str, Sequence[Outcome]], flags: Sequence[CorpusFlags]
) -> list[str]:
    """Return both tables as Markdown: found campaigns by corpus, and flags by corpus."""
    worlds = [
        (
            f"`{name}`", len(found), sum(actor.harvest for o in found for actor in o.actors),
            pooled.accounts(found, "campaign"), pooled.recall(found), pooled.precision(found),
            pooled.share(pooled.harvest_caught(found)),
            sum(actor.suspected for o in found for actor in o.actors),
        )
        for name, found in outcomes.items()
    ]  # fmt: skip
    said = [
        (f"`{each.name}`", "pipeline" if each.harvest else "people", each.texts,
         *(each.flags[flag] for flag in FLAGS),
         "{:.2f} ({:.2f}–{:.2f})".format(*each.impersonal))
        for each in flags
    ]  # fmt: skip
    return [
        "Rules, references and weights come from the train side. Here every campaign harvests",
        "with the texts of one corpus of the test side; all others send what the side has.",
        "",
        *pooled.markdown(
            ("harvest made of", "worlds", "harvest", "campaign accounts", "named", "right",
             "harvest caught", "accounts only suspected"),
            worlds,
        ),
        "Share of a corpus' texts that the sketch flags, with exact 95 % bounds as if its texts",
        "were independent (fillings of ten templates are not), and the mean of",
        "`style_impersonal`: 0 a person in a situation, 1 a self-contained task.",
        "",
        *pooled.markdown(
            ("corpus", "written by", "texts", *(f"`{flag}`" for flag in FLAGS),
             "`style_impersonal`"),
            said,
        ),
    ]  # fmt: skip


def _texts(shelf: Shelf) -> list[Text]:
    """Return each text once, whatever it serves as."""
    every = [*shelf.items.values(), *shelf.suites.values()]
    return list({text.prompt: text for texts in every for text in texts}.values())


def _said(name: str, harvest: bool, texts: Sequence[Text]) -> CorpusFlags:
    sketched = pa.Table.from_batches([sketch(_exchanges(texts))])
    flags = {}
    for flag in FLAGS:
        told = sketched.column(flag).drop_null().to_pylist()
        flags[flag] = exact(sum(told), len(told))
    style = sketched.column("style_impersonal").drop_null().to_numpy().astype(float)
    mean, spread = float(style.mean()), _NORMAL * float(style.std()) / np.sqrt(len(style))
    bounds = mean, max(0.0, float(mean - spread)), min(1.0, float(mean + spread))
    return CorpusFlags(name, harvest, len(texts), flags, bounds)


def _exchanges(texts: Sequence[Text]) -> pa.RecordBatch:
    """Return texts as an exchange batch in which nothing but the words is known."""
    words = {
        "prompt": [text.prompt for text in texts],
        "system_instructions": [text.system for text in texts],
        "tools": [list(text.tools) for text in texts],
    }
    empty = [None] * len(texts)
    arrays = [pa.array(words.get(field.name, empty), field.type) for field in FIELDS]
    return pa.RecordBatch.from_arrays(arrays, [field.name for field in FIELDS])
