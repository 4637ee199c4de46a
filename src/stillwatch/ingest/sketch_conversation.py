"""Sketches of what travels beside the prompt: earlier turns, tools, reasoning artefacts.

A replayed session re-sends its old turns, a harness its tools, a replayed thought its opaque
id; each becomes a hash that accounts can share.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stillwatch.ingest.sketch_text import Texts, fold, hash_rows, texts_of
from stillwatch.ingest.sketch_views import Hashes

USER_ROLES: Final = ("user", "human")
INSTRUCTION_ROLES: Final = ("system", "developer")
"""Not part of a context: they have their own hash and honestly change from day to day."""
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


class Conversation(NamedTuple):
    """What the turns say, by row."""

    opening: Hashes
    """First user turn; valid from two user turns on."""
    context: Hashes
    """Role and content of all turns before the last user turn, instructions left out."""
    user_turns: NDArray[np.int32]
    logged: NDArray[np.bool_]
    """False where the turns are null: not logged, which is not the same as none."""


def conversations(turns: pa.Array) -> Conversation:
    """Sketch a column of turns. All work is done on the flattened turns at once."""
    rows = len(turns)
    logged = np.asarray(turns.is_valid())
    lengths = np.asarray(pc.list_value_length(turns).fill_null(0)).astype(np.int64)
    flat = turns.flatten()
    row = np.repeat(np.arange(rows), lengths)
    role = pc.utf8_lower(pc.utf8_trim_whitespace(flat.field("role").fill_null("")))
    is_user = np.asarray(pc.is_in(role, pa.array(USER_ROLES)))
    is_order = np.asarray(pc.is_in(role, pa.array(INSTRUCTION_ROLES)))
    count = np.bincount(row[is_user], minlength=rows).astype(np.int32)
    several = count >= 2
    place = np.arange(len(row))
    first = np.full(rows, len(row), np.int64)
    last = np.full(rows, -1, np.int64)
    np.minimum.at(first, row[is_user], place[is_user])
    np.maximum.at(last, row[is_user], place[is_user])
    content = _hash_text(flat.field("content").fill_null(""), needed=several[row])
    opening = np.where(several, np.append(content, 0)[np.minimum(first, len(row))], 0)
    before = several[row] & (place < last[row]) & ~is_order
    marked = content.view(np.uint64) ^ (_hash_text(role).view(np.uint64) * _MULTIPLIER)
    context = _chain(marked[before], row[before], rows)
    return Conversation(Hashes(opening, several), Hashes(context, several), count, logged)


def tools_hashes(tools: pa.Array) -> Hashes:
    """Hash each row's set of tools, whatever their order.

    A tool given as JSON counts by its name and parameter names, so that white space, key
    order and descriptions do not matter; any other by its folded text.
    """
    lengths = np.asarray(pc.list_value_length(tools).fill_null(0)).astype(np.int64)
    flat = tools.flatten().fill_null("").dictionary_encode()
    signatures = pa.array([_signature(text) for text in flat.dictionary.to_pylist()], pa.string())
    hashes = _hash_text(signatures)
    row = np.repeat(np.arange(len(tools)), lengths)
    key = hashes[np.asarray(flat.indices).astype(np.int64)]
    pairs = np.unique(np.stack([row, key], axis=1), axis=0) if len(key) else np.empty((0, 2), int)
    summed = _chain(pairs[:, 1].view(np.uint64), pairs[:, 0], len(tools))
    return Hashes(summed, lengths > 0)


def artifact_hashes(artifacts: pa.Array) -> pa.Array:
    """Hash every artefact's bytes as they are: an opaque signature has no case to fold."""
    lengths = pc.list_value_length(artifacts).fill_null(0)
    flat = artifacts.flatten()
    texts = texts_of(flat)
    values = pa.array(hash_rows(texts), pa.int64(), mask=~(texts.valid & (texts.sizes > 0)))
    ends = np.concatenate([[0], np.cumsum(np.asarray(lengths))]).astype(np.int32)
    nulls = artifacts.is_null() if artifacts.null_count else None
    return pa.ListArray.from_arrays(pa.array(ends), values, mask=nulls)


def _hash_text(column: pa.Array, needed: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Hash folded texts with their size where only the ends were read."""
    texts = texts_of(column)
    if needed is None or needed.all():
        return hash_rows(fold(texts))
    out = np.zeros(len(column), np.int64)
    out[needed] = _hash_text(column.filter(pa.array(needed)))
    return out


def _chain(values: NDArray[np.uint64], row: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Hash each row's values, in their order, as one run of bytes."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))]).astype(np.int64)
    data = np.frombuffer(np.ascontiguousarray(values).astype("<u8").tobytes(), np.uint8)
    return hash_rows(Texts(ends * 8, data, np.ones(rows, np.bool_)))


@lru_cache(maxsize=4096)
def _signature(tool: str) -> str:
    """Return `name(parameter,parameter)` of a tool in JSON, else the text itself."""
    try:
        parsed = orjson.loads(tool)
    except orjson.JSONDecodeError:
        return tool
    if not isinstance(parsed, dict | list):
        return tool
    names = sorted(set(_names(parsed, 0)))
    return " ".join(names) if names else tool


def _names(node: object, depth: int) -> Iterator[str]:
    """Yield the names of tools and of their parameters, wherever a dialect puts them."""
    if depth > 12:
        return
    if isinstance(node, list):
        for item in node:
            yield from _names(item, depth + 1)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "name" and isinstance(value, str):
            yield f"name:{value}"
        elif key == "properties" and isinstance(value, dict):
            for parameter, schema in value.items():
                yield f"parameter:{parameter}"
                yield from _names(schema, depth + 1)
        else:
            yield from _names(value, depth + 1)
