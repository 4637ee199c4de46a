"""Pools of sketches of real texts, one for each kind of row, drawn when rows first need them.

The words are drawn and sent along as `texts.Writer` would, and sketched by the real
`ingest.sketches.sketch`; a log without texts then takes its sketches from here, thousands of
rows from one text. How often two texts of a pool agree in a hash says how often two rows
should: `keep` holds the chance with which a row carries the pool's own hash, not a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stillwatch.ingest.sketches import sketch
from stillwatch.lab.simulate.requests import Requests, Source, Sources, blank
from stillwatch.lab.simulate.text_columns import outline, text_columns
from stillwatch.lab.simulate.texts import Words, Writer
from stillwatch.model.exchange import EXCHANGE_SCHEMA
from stillwatch.model.sketch import SKETCH_SCHEMA

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

HASHES: Final = (
    "prompt_hash", "template_hash", "near_1", "near_2", "near_3", "near_4", "prefix_hash",
    "suffix_hash", "context_hash", "opening_hash", "system_hash", "tools_hash",
)  # fmt: skip
ASKS: Final = ("elicits_reasoning", "asks_grading", "asks_generation")
OF_TALK: Final = frozenset(("system_hash", "tools_hash"))
"""The same for all turns of a conversation."""
STEPS: Final = 12
"""Turns of a conversation in a pool."""
_LASTING: Final = 0.8
"""Share of conversations that go on after a turn, as assumed where turns are weighed."""
FEWEST, MOST = 8, 1024
"""Texts of a pool."""
MOST_NARROWED: Final = 256
"""Texts of a pool that keeps to a few templates: a world has hundreds, and more of the same
words say little more about them."""
BEGIN_WITH: Final = 10_000
"""Texts that all pools together begin with, about: drawing them is a second's work, and
thousands of small sources must not make it a minute's."""
GROWTH: Final = 4
ROWS_PER_TEXT: Final = 32
FEW_ROWS: Final = 512
"""A pool grows with the rows it serves, one text for some rows, once they are not few."""
_SLICE: Final = 1000
"""Rows sketched at once: the turns of a long conversation take room."""
_STREAM: Final = 0x5EE7

FACE: Final = np.dtype(
    [
        ("language", "i2"), ("capability", "i2"), ("elicits_reasoning", "i1"),
        ("asks_grading", "i1"), ("asks_generation", "i1"), ("tools", "?"), ("turn_count", "i4"),
        ("prompt_chars", "i4"), ("prompt_words", "i4"), ("response_chars", "i4"),
        ("context_chars", "i4"), ("system_chars", "i4"), ("part", "i4"), ("style_impersonal", "f4"),
        ("style_structured", "f4"), ("reads_as_task", "f4"),
    ]
)  # fmt: skip
"""What is kept of one text beside its hashes: -1 or NaN is null, languages and capabilities
are numbers in `Pools.words`, the three flags 0, 1 or null."""


@dataclass(slots=True)
class _Drawn:
    """Some texts: hashes (0 is null) and chances of keeping them, by text and HASHES."""

    hashes: Ints
    keep: Floats
    faces: npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What rows of one pool have in common."""

    source: int
    system: int
    """Instructions of a whole conversation; -1 where the texts have their own, or where each
    row's are put in place of them (`Instructions`)."""
    threaded: bool


class Instructions:
    """The sketches of the system prompts of a world, each read when it is first asked for."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.hashes = np.zeros(0, np.int64)
        self.chars = np.zeros(0, np.int64)
        self.asks = {name: np.zeros(0, np.int8) for name in ASKS}
        """1 where they ask for what a flag stands for, whatever the prompt says then."""

    def read(self) -> None:
        """Read those that were registered since."""
        texts = self._sources.systems[len(self.hashes) :]
        if texts:
            count = len(texts)
            none = [""] * count
            said = Words(none, none, [*texts], [()] * count, [()] * count, np.zeros(count, int))
            found = _sketches([said])
            hashes = found["system_hash"].fill_null(0).to_numpy()
            self.hashes = np.concatenate([self.hashes, hashes])
            for name in ASKS:
                asked = found[name].cast(pa.int8()).fill_null(0).to_numpy()
                self.asks[name] = np.concatenate([self.asks[name], asked])
            self.chars = np.concatenate([self.chars, [len(text) for text in texts]])


class Pools:
    """All pools of a world in one place; grows with what is asked of it, up to a limit."""

    def __init__(self, sources: Sources, seed: int) -> None:
        self._sources = sources
        self._seed = seed
        self._slots: dict[int, int] = {}
        self._kinds: list[_Kind] = []
        self.begin = np.zeros(0, np.int64)
        self.size = np.zeros(0, np.int64)
        self._served = np.zeros(0, np.int64)
        self.texts = _Drawn(
            np.zeros((0, len(HASHES)), np.int64),
            np.zeros((0, len(HASHES)), np.float32),
            np.zeros(0, FACE),
        )
        self.words: dict[str, dict[str, int]] = {"language": {}, "capability": {}}

    def slots(self, rows: Requests) -> npt.NDArray[np.intp]:
        """Return each row's pool, made or grown where there is need."""
        threaded = rows["thread"] != 0
        # Thousands of products differ in nothing but their instructions, which `Sketcher` puts in.
        system = np.where(threaded, rows["system"], -1).astype(np.int64)
        key = (rows["source"].astype(np.int64) << 33) + ((system + 1) << 1) + threaded
        kinds, first, place, count = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        for number, row in zip(kinds.tolist(), first.tolist(), strict=True):
            if number not in self._slots:
                self._slots[number] = len(self._kinds)
                kind = _Kind(int(rows["source"][row]), int(system[row]), bool(threaded[row]))
                self._kinds.append(kind)
        new = len(self._kinds) - len(self.size)
        self.begin, self.size, self._served = (
            np.concatenate([column, np.zeros(new, np.int64)])
            for column in (self.begin, self.size, self._served)
        )
        slots = np.array([self._slots[number] for number in kinds.tolist()], np.intp)
        self._served[slots] += count
        served = self._served[slots]
        wanted = np.where(served < FEW_ROWS, 0, served // ROWS_PER_TEXT)
        # Conversations should not meet a pool that grows while they go on.
        self._grow(slots, np.where(threaded[first], np.maximum(count, wanted), wanted))
        chosen: npt.NDArray[np.intp] = slots[place]
        return chosen

    def _grow(self, slots: npt.NDArray[np.intp], wanted: Ints) -> None:
        """Add texts to the pools that have fewer than is wanted of them."""
        drawn: list[tuple[int, Words]] = []
        for slot, want in zip(slots.tolist(), wanted.tolist(), strict=True):
            more = self._target(self._kinds[slot], want) - int(self.size[slot])
            if more > 0:
                drawn.append((slot, self._draw(self._kinds[slot], more, int(self.size[slot]))))
        if not drawn:
            return
        sketched, done = _sketches([said for _, said in drawn]), 0
        parts, begin = [self.texts], len(self.texts.faces)
        for slot, said in drawn:
            old = slice(self.begin[slot], self.begin[slot] + self.size[slot])
            new = sketched.slice(done, len(said.prompts))
            hashes = np.stack([new[name].fill_null(0).to_numpy() for name in HASHES], axis=1)
            hashes = np.concatenate([self.texts.hashes[old], hashes])
            faces = np.concatenate([self.texts.faces[old], self._faces(new, said)])
            parts.append(_Drawn(hashes, self._kept(hashes, self._kinds[slot]), faces))
            self.begin[slot], self.size[slot] = begin, len(faces)
            begin, done = begin + len(faces), done + len(said.prompts)
        self.texts = _Drawn(
            *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_Drawn))
        )

    def _target(self, kind: _Kind, want: int) -> int:
        """Return how many texts a pool should have: the whole list, or by steps of GROWTH."""
        fixed = self._sources.sources[kind.source].fixed
        if fixed and not kind.threaded:
            return len(fixed)
        share = BEGIN_WITH // len(self._sources.sources)
        whole = self._sources.sources[kind.source].content is self._sources.content
        most = MOST if whole or kind.threaded else MOST_NARROWED
        size = min(max(share, FEWEST), most // 2)
        while size < min(want, most):
            size *= GROWTH
        size = min(size, most)
        # A conversation's turns hang together: more rows for as many independent texts.
        return max(size // 8, 2 * FEWEST) * STEPS if kind.threaded else size

    def _draw(self, kind: _Kind, count: int, begin: int) -> Words:
        """Draw what `count` rows of a pool say, as logs with texts have it."""
        stream = [self._seed, _STREAM, kind.source, kind.system + 1, int(kind.threaded), begin]
        rng = np.random.default_rng(stream)
        source = self._sources.sources[kind.source]
        if not kind.threaded:
            return _single_words(source, count, rng)
        rows = blank(count)
        rows["source"], rows["system"] = kind.source, kind.system
        rows["thread"], rows["step"] = np.arange(count) // STEPS + 1, np.arange(count) % STEPS
        return Writer(self._sources).write(rows, rng)

    def _kept(self, hashes: Ints, kind: _Kind) -> Floats:
        """Return the chances of keeping each hash, over all texts of a pool."""
        count, source = len(hashes), self._sources.sources[kind.source]
        if source.fixed and not kind.threaded:
            return np.ones(hashes.shape, np.float32)
        turn, alike = np.ones(count), np.ones(count)
        if kind.threaded:
            step = np.arange(count) % STEPS
            turn, alike = np.power(_LASTING, step, dtype=np.float64), (step == 0).astype(float)
        keep = [
            keep_chances(hashes[:, column], alike if name in OF_TALK else turn)
            for column, name in enumerate(HASHES)
        ]
        if source.unique:
            keep[HASHES.index("prompt_hash")][:] = 0.0
        return np.stack(keep, axis=1)

    def _faces(self, sketched: pa.Table, said: Words) -> npt.NDArray[Any]:
        faces = np.zeros(sketched.num_rows, FACE)
        measured = outline(said)
        faces["tools"], faces["context_chars"] = measured.tools, measured.context
        faces["part"] = measured.parts
        faces["system_chars"] = [len(system or "") for system in said.systems]
        for name, numbers in self.words.items():
            known = sketched[name].to_pylist()
            faces[name] = [
                -1 if word is None else numbers.setdefault(word, len(numbers)) for word in known
            ]
        for name in (*ASKS, "turn_count", "prompt_chars", "prompt_words", "response_chars"):
            faces[name] = sketched[name].cast(pa.int32()).fill_null(-1).to_numpy()
        for name in ("style_impersonal", "style_structured", "reads_as_task"):
            faces[name] = sketched[name].fill_null(np.nan).to_numpy()
        return faces


def keep_chances(hashes: Ints, weight: npt.NDArray[np.float64]) -> Floats:
    """Return with which chance a row that took this text carries the text's own hash.

    A row takes text t with a share w of `weight`. Two rows have a hash that texts of weights
    w sum up to with chance (sum w)**2, of which sum w**2 is that both took the same text; two
    texts drawn anew agree, as far as the pool can tell, with the rest over 1 - sum w**2 of the
    whole pool (the unbiased estimate). Kept with the root of the quotient, rows agree as often
    as texts do; a hash that only one text has is never kept.
    """
    there = np.flatnonzero((hashes != 0) & (weight > 0))
    chances = np.zeros(len(hashes), np.float32)
    if len(there) < 2:
        return chances
    values, place = np.unique(hashes[there], return_inverse=True)
    share = weight[there] / weight[there].sum()
    mass, squares = np.bincount(place, share), np.bincount(place, share**2)
    kept = np.sqrt(np.clip((1.0 - squares / mass**2) / (1.0 - squares.sum()), 0.0, 1.0))
    at = np.minimum(np.searchsorted(values, hashes), len(values) - 1)
    known = values[at] == hashes
    chances[known] = kept[at[known]]
    return chances


def _single_words(source: Source, size: int, rng: np.random.Generator) -> Words:
    """Draw texts that are not turns of a conversation."""
    texts = source.fixed or source.content.draw(source.role, size, rng)
    return Words(
        [text.prompt for text in texts], [text.response for text in texts],
        [text.system for text in texts], [text.tools for text in texts],
        [text.turns for text in texts], np.zeros(len(texts), np.int64),
    )  # fmt: skip


def _sketches(drawn: list[Words]) -> pa.Table:
    """Sketch the words of several pools, one after the other."""
    columns = [text_columns(said, np.ones(len(said.prompts), np.bool_)) for said in drawn]
    words = pa.concat_tables([pa.table(part) for part in columns]).combine_chunks()
    count = words.num_rows
    whole = pa.RecordBatch.from_arrays(
        [
            words[field.name].combine_chunks() if field.name in words.column_names
            else pa.nulls(count, field.type)
            for field in EXCHANGE_SCHEMA
        ],
        schema=EXCHANGE_SCHEMA,
    )  # fmt: skip
    parts = [sketch(whole.slice(begin, _SLICE)) for begin in range(0, count, _SLICE)]
    return pa.Table.from_batches(parts, SKETCH_SCHEMA)
