"""Which kinds of personal data and credentials a request carries, told while it passes by.

Texts may be gone when a scan looks, and what kinds they held gives none of them back. Looked at
is what was sent (prompt, earlier turns, instructions) and not the answer, for a model makes up
addresses of its own. A cheap pattern over the whole column leaves few rows to be read closely.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stillwatch.model.personal import KINDS, has_kind

_VISIBLE: Final = r"[\pL\pM\pN\pP\p{Sm}\p{Sc}\p{Sk}]"
"""What a prompt must have for there to be anything to look at."""
MOST_CHARS: Final = 40_000
"""Characters of one text that are read closely."""


def personal_kinds(batch: pa.RecordBatch) -> pa.Array:
    """Return the bits of `model.personal.KINDS` for each row; null where nothing was sent."""
    prompts, turns = batch.column("prompt"), batch.column("turns")
    instructions = batch.column("system_instructions").dictionary_encode()
    bits = _bits(prompts)
    # Instructions repeat, so each is read once.
    told = _bits(instructions.dictionary)
    has_orders = np.flatnonzero(np.asarray(instructions.is_valid()))
    if len(has_orders):
        place = np.asarray(instructions.indices.take(pa.array(has_orders)))
        bits[has_orders] |= told[place]
    bits |= _of_turns(turns)
    seen = pc.fill_null(pc.match_substring_regex(prompts, _VISIBLE), False)
    sent = pc.or_(pc.or_(seen, turns.is_valid()), instructions.is_valid())
    nothing = pc.invert(sent)
    return pc.if_else(nothing, pa.scalar(None, pa.int32()), pa.array(bits, pa.int32()))


def _of_turns(turns: pa.Array) -> NDArray[np.int32]:
    """Bits of all turns of each row; turns that many rows send along are read once."""
    bits = np.zeros(len(turns), np.int32)
    parents = np.asarray(pc.list_parent_indices(turns))
    if len(parents):
        said = pc.struct_field(pc.list_flatten(turns), "content").dictionary_encode()
        known = np.flatnonzero(np.asarray(said.is_valid()))
        found = _bits(said.dictionary)[np.asarray(said.indices.take(pa.array(known)))]
        np.bitwise_or.at(bits, parents[known], found)
    return bits


def _bits(texts: pa.Array) -> NDArray[np.int32]:
    bits = np.zeros(len(texts), np.int32)
    if not len(texts):
        return bits
    for kind in KINDS:
        likely = pc.fill_null(pc.match_substring_regex(texts, kind.hint), False)
        rows = np.flatnonzero(np.asarray(likely))
        for row, text in zip(rows, texts.take(pa.array(rows)).to_pylist(), strict=True):
            if has_kind(kind, text[:MOST_CHARS]):
                bits[row] |= 1 << kind.bit
    return bits
