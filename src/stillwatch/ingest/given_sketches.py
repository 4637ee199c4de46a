"""Sketches that a log hands over itself, for a provider who may hand over no text.

A log that has a hash of SKETCH_SCHEMA under its own name is taken at its word, value by value
where a value is possible. Where there is text its own sketch stands: two ways of hashing one
prompt must not meet in one column.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.casts import Cast, flat, good, to_bool, to_count, to_id, to_number, to_text
from stillwatch.ingest.jsonvalues import json_or_none
from stillwatch.ingest.sketch_capability import CAPABILITIES
from stillwatch.model.sketch import SKETCH_SCHEMA, SKETCH_TYPES

SET_ASIDE: Final = "sketches"
"""The note on rows that had text and other sketches than it gives."""

_ORIGINS: Final[dict[str, tuple[str, ...]]] = {
    "system_hash": ("system_instructions",),
    "tools_hash": ("tools",),
    "opening_hash": ("turns",),
    "context_hash": ("turns",),
    "artifact_hashes": ("reasoning_artifacts",),
    "turn_count": ("turns",),
    "response_chars": ("response",),
    "capability": ("prompt", "system_instructions", "tools"),
    "elicits_reasoning": ("prompt", "system_instructions"),
    "asks_grading": ("prompt", "system_instructions"),
    "asks_generation": ("prompt", "system_instructions"),
    "personal_kinds": ("prompt", "system_instructions", "turns"),
}
"""What each sketch is made of; all others of the prompt."""
_HASHES: Final = tuple(name for name, kind in SKETCH_TYPES.items() if kind == pa.int64())
_LISTS: Final = pa.list_(pa.int64())
_LANGUAGE: Final = r"^[a-z]{2,4}$"
_HIGHEST: Final = 2**63
_WANTED: Final = {
    "int64": "a whole number of 64 bits",
    "int32": "a whole number from 0 to 2^31-1",
    "bool": "true or false",
    "float": "a number from 0 to 1",
    str(_LISTS): "a list of whole numbers of 64 bits",
    "language": "a language as two letters, a script, or und",
    "capability": f"one of {', '.join(CAPABILITIES)}",
}


def wanted_of_sketch(name: str) -> str:
    """Return what the values of a sketch should be, in words."""
    return _WANTED.get(name) or _WANTED[str(SKETCH_TYPES[name])]


def given_sketches(columns: pa.Table) -> dict[str, Cast]:
    """Return the sketches among the columns of a chunk, cast.

    None where there is no hash among them: many a log has a `language` of its own.
    """
    present = [name for name in SKETCH_TYPES if name in columns.column_names]
    if not set(present) & set(_HASHES):
        return {}
    return {name: _cast(name, flat(columns.column(name))) for name in present}


def fill_in(
    made: pa.RecordBatch, given: dict[str, pa.Array], batch: pa.RecordBatch
) -> tuple[pa.RecordBatch, int]:
    """Return the sketches with `given` ones where there is no text to make them of, and the
    number of rows in which a given hash is another than the text's."""
    if not given:
        return made, 0
    differs = np.zeros(batch.num_rows, np.bool_)
    arrays = []
    for name, computed in zip(SKETCH_TYPES, made.columns, strict=True):
        if name not in given:
            arrays.append(computed)
            continue
        there = np.zeros(batch.num_rows, np.bool_)
        for origin in _ORIGINS.get(name, ("prompt",)):
            there |= np.asarray(batch.column(origin).is_valid())
        if name in _HASHES:
            other = pc.fill_null(pc.not_equal(given[name], computed), computed.is_null())
            differs |= there & np.asarray(given[name].is_valid()) & np.asarray(other)
        arrays.append(pc.if_else(pa.array(there), computed, given[name]))
    return pa.RecordBatch.from_arrays(arrays, schema=SKETCH_SCHEMA), int(differs.sum())


def _cast(name: str, values: pa.Array) -> Cast:
    kind = SKETCH_TYPES[name]
    if kind == _LISTS:
        return _hash_lists(values)
    if kind == pa.int64():
        return _hashes(values)
    if kind == pa.bool_():
        return to_bool(values)
    if kind == pa.int32():
        return _narrow(to_count(values), kind, 2**31 - 1)
    if kind == pa.float32():
        return _narrow(to_number(values, least=0.0), kind, 1.0)
    words = to_id(values)
    if name == "capability":
        fits = pc.is_in(words, value_set=pa.array(CAPABILITIES))
    else:
        fits = pc.match_substring_regex(words, pattern=_LANGUAGE)
    return _without(words, pc.and_(words.is_valid(), pc.invert(pc.fill_null(fits, False))))


def _narrow(cast: Cast, kind: pa.DataType, most: float) -> Cast:
    above = pc.fill_null(pc.greater(cast.values, most), False)
    kept = _without(cast.values, above)
    return Cast(pc.cast(kept.values, kind), cast.bad | kept.bad)


def _without(values: pa.Array, wrong: pa.Array) -> Cast:
    kept = pc.if_else(wrong, pa.scalar(None, values.type), values)
    return Cast(kept, np.asarray(wrong))


def _hashes(values: pa.Array) -> Cast:
    """Return 64-bit numbers; of unsigned ones the bits. A float has lost some of them."""
    kind = values.type
    if pa.types.is_uint64(kind):
        whole = pa.Array.from_buffers(
            pa.int64(), len(values), values.buffers(), values.null_count, values.offset
        )
        return good(whole)
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        return good(pc.cast(values, pa.int64()))
    texts = to_id(to_text(values))
    if not (pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        try:
            return good(pc.cast(texts, pa.int64()))
        except pa.ArrowInvalid:
            parsed = [_hash_of(text) for text in texts.to_pylist()]
            made = pa.array(parsed, pa.int64())
            return Cast(made, np.asarray(pc.and_(texts.is_valid(), made.is_null())))
    return Cast(pa.nulls(len(values), pa.int64()), np.asarray(texts.is_valid()))


def _hash_of(value: Any) -> int | None:
    """Return a whole number of 64 bits, signed or not, as a signed one; None for all else."""
    if isinstance(value, str):
        digits = value[1:] if value[:1] in "+-" else value
        value = int(value) if digits.isascii() and digits.isdigit() and len(digits) < 21 else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    if not -_HIGHEST <= value < 2 * _HIGHEST:
        return None
    return value - 2 * _HIGHEST if value >= _HIGHEST else value


def _hash_lists(values: pa.Array) -> Cast:
    """Return lists of hashes: a list, or JSON of one. One wrong hash spoils its list."""
    if values.type == _LISTS or pa.types.is_null(values.type):
        return good(pc.cast(values, _LISTS))
    made: list[list[int] | None] = []
    bad = np.zeros(len(values), np.bool_)
    for place, value in enumerate(values.to_pylist()):
        read = json_or_none(value) if isinstance(value, str) else value
        items = [_hash_of(item) for item in read] if isinstance(read, list) else None
        whole = None if items is None else [item for item in items if item is not None]
        bad[place] = value not in (None, "") and (items is None or len(items) != len(whole or ()))
        made.append(None if bad[place] else whole)
    return Cast(pa.array(made, _LISTS), bad)
