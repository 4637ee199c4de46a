"""Sketches for rows that have no words: what ingest would have made of the words.

Every row takes a text from its pool (`sketch_pools`) by a key of its own, carries the hashes
that its text shares with others of its source, and new ones where the text's were its own.
A pure function of seed and keys: nothing is remembered from row to row.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.sketch_bits import finalise
from stillwatch.ingest.sketch_conversation import artifact_hashes
from stillwatch.ingest.sketches import sketch
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.identifiers import mix, request_keys
from stillwatch.lab.simulate.requests import Requests, Sources
from stillwatch.lab.simulate.sketch_pools import (
    ASKS,
    HASHES,
    OF_TALK,
    STEPS,
    Floats,
    Instructions,
    Ints,
    Pools,
)
from stillwatch.lab.simulate.text_columns import Outline
from stillwatch.model.exchange import EXCHANGE_SCHEMA
from stillwatch.model.sketch import SKETCH_SCHEMA

SKETCHED_SCHEMA: Final = pa.schema([*EXCHANGE_SCHEMA, *SKETCH_SCHEMA])
"""The columns of logs that hand over sketches."""

Keys = npt.NDArray[np.uint64]

_REMEMBERED: Final = 8
"""As in `texts`: earlier turns sent along, so that the ninth turn and later ones look alike."""
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_PICK: Final = 0x71C4
_TALK: Final = 0x7A1C
_SALTS: Final = np.array([zlib.crc32(name.encode()) for name in HASHES], np.uint64)
_BY_TALK: Final = np.array([name in OF_TALK for name in HASHES])
_PROMPT: Final = HASHES.index("prompt_hash")
_OPENING: Final = HASHES.index("opening_hash")
_SYSTEM: Final = HASHES.index("system_hash")


@dataclass(frozen=True, slots=True)
class Seen:
    """The sketches of a chunk's rows, and what else is known of texts that never were."""

    columns: dict[str, pa.Array]
    outline: Outline


class Sketcher:
    """Finds the sketches of one chunk after another, in any order."""

    def __init__(self, sources: Sources, seed: int) -> None:
        self._pools = Pools(sources, seed)
        self._instructions = Instructions(sources)
        self._sources = sources

    def write(self, rows: Requests) -> Seen:
        """Return the sketches of `rows`; `response_chars` as if all had been answered."""
        slots = self._pools.slots(rows)
        own, talk = _keys(rows)
        places, rounds = self._places(rows, slots, own, talk)
        texts = self._pools.texts
        faces = texts.faces[places]
        threaded = rows["thread"] != 0
        back = np.where(threaded, np.minimum(faces["turn_count"] - 1, _REMEMBERED), 0)
        found = _hashes(places, back, own, talk, texts.hashes, texts.keep, _BY_TALK, _SALTS)
        told = np.flatnonzero((rows["system"] >= 0) & ~threaded)
        system = rows["system"][told]
        self._instructions.read()
        found[_SYSTEM, told] = self._instructions.hashes[system]
        for name in ASKS:
            faces[name][told] = np.maximum(faces[name][told], self._instructions.asks[name][system])
        columns = {
            name: pa.array(values, mask=values == 0)
            for name, values in zip(HASHES, found, strict=True)
        }
        columns |= self._features(faces)
        seen = _outline(faces, rounds)
        seen.context[told] += self._instructions.chars[system] - faces["system_chars"][told]
        return Seen(columns, seen)

    def _places(
        self, rows: Requests, slots: npt.NDArray[np.intp], own: Keys, talk: Keys
    ) -> tuple[Ints, Ints]:
        """Return each row's place among the texts of all pools, and how often its conversation
        began anew with another text."""
        pools = self._pools
        size, step = pools.size[slots], rows["step"].astype(np.int64)
        listed = np.array([bool(s.fixed) for s in self._sources.sources])[rows["source"]]
        begins_anew = np.array([s.role is Role.CONVERSATION for s in self._sources.sources])
        place = np.where(listed, rows["item"] % np.maximum(size, 1), _pick(own, size))
        threaded = rows["thread"] != 0
        rounds = np.where(threaded & begins_anew[rows["source"]], step // STEPS, 0)
        past = _REMEMBERED + 1 + (step - _REMEMBERED - 1) % (STEPS - _REMEMBERED - 1)
        grown = np.where(step < STEPS, step, past)
        inside = np.where(begins_anew[rows["source"]], step % STEPS, grown)
        text = _pick(talk + rounds.astype(np.uint64) * _GOLDEN, size // STEPS)
        place = np.where(threaded, text * STEPS + inside, place)
        return pools.begin[slots] + place, rounds

    def _features(self, faces: npt.NDArray[Any]) -> dict[str, pa.Array]:
        columns = {}
        for name, numbers in self._pools.words.items():
            index = np.ascontiguousarray(faces[name])
            words = pa.array(list(numbers), pa.string())
            columns[name] = words.take(pa.array(index, mask=index < 0))
        for name in ASKS:
            columns[name] = pa.array(faces[name] == 1, mask=faces[name] < 0)
        for name in ("turn_count", "prompt_chars", "prompt_words", "response_chars"):
            columns[name] = pa.array(np.ascontiguousarray(faces[name]), mask=faces[name] < 0)
        for name in ("style_impersonal", "style_structured", "reads_as_task"):
            values = np.ascontiguousarray(faces[name])
            columns[name] = pa.array(values, mask=np.isnan(values))
        return columns


def sketch_columns(
    seen: Seen, answered: npt.NDArray[np.bool_], artifacts: pa.Array
) -> dict[str, pa.Array]:
    """Return all columns of SKETCH_SCHEMA: without answers where there was none, and with the
    artefacts' hashes."""
    there = pa.array(answered)
    nothing = pa.scalar(None, pa.int32())
    answer = pc.if_else(there, seen.columns["response_chars"], nothing)
    return {
        **seen.columns, "response_chars": answer, "artifact_hashes": artifact_hashes(artifacts),
    }  # fmt: skip


def with_sketches(table: pa.Table) -> pa.Table:
    """Return a chunk that has texts with the sketches that ingest makes of them."""
    batch = table.combine_chunks().to_batches()[0]
    return pa.table([*batch.columns, *sketch(batch).columns], schema=SKETCHED_SCHEMA)


def _keys(rows: Requests) -> tuple[Keys, Keys]:
    """Return a key for each row's words and one for its conversation; turn n of a conversation
    has the same wherever it is sent."""
    single = mix(request_keys(rows["account"], rows["ts"]), _TALK)
    threaded = rows["thread"] != 0
    talk = np.where(threaded, mix(rows["thread"], _TALK), single)
    step = np.where(threaded, rows["step"], 0).astype(np.uint64)
    return talk + step * _GOLDEN, talk


def _pick(keys: Keys, count: Ints) -> Ints:
    """Return a place below `count` for each key."""
    drawn = mix(keys.view(np.int64), _PICK) >> np.uint64(33)
    places: Ints = (drawn.astype(np.int64) * count) >> 31
    return places


def _outline(faces: npt.NDArray[Any], rounds: Ints) -> Outline:
    prompt, response, context = (
        np.maximum(faces[name], 0).astype(np.int64)
        for name in ("prompt_chars", "response_chars", "context_chars")
    )
    parts = faces["part"] + rounds * STEPS
    return Outline(parts, context, prompt, response, faces["tools"].copy())


@numba.njit(nogil=True, cache=True)
def _value(key: np.uint64, salt: np.uint64, value: int, keep: float) -> int:
    """Return the text's hash, or with the chance that is left the row's own."""
    if value == 0:
        return 0
    luck = finalise(key ^ np.uint64(0x5DEECE66D)) >> np.uint64(40)
    if np.float64(luck) * 2.0**-24 < keep:
        return value
    return np.int64(finalise(key + (salt << np.uint64(16))))  # type: ignore[return-value]


@numba.njit(nogil=True, cache=True)
def _hashes(
    places: Ints,
    back: npt.NDArray[Any],
    own: Keys,
    talk: Keys,
    hashes: Ints,
    keep: Floats,
    by_talk: npt.NDArray[np.bool_],
    salts: Keys,
) -> Ints:
    """Return the hashes by column and row; the opening is the prompt of `back` turns ago."""
    out = np.zeros((hashes.shape[1], len(places)), np.int64)
    for row in range(len(places)):
        place = places[row]
        for column in range(hashes.shape[1]):
            key = talk[row] if by_talk[column] else own[row]
            out[column, row] = _value(
                key, salts[column], hashes[place, column], keep[place, column]
            )
        if back[row] > 0:
            first = place - back[row]
            key = own[row] - np.uint64(back[row]) * _GOLDEN
            out[_OPENING, row] = _value(
                key, salts[_PROMPT], hashes[first, _PROMPT], keep[first, _PROMPT]
            )
    return out
