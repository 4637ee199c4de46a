"""Cast a column of any type to what the exchange wants; say which values could not be.

Whole columns are cast at once. Only where that fails are the values that failed looked at
one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.jsonvalues import storable_text, to_json

COUNT_LIMIT: Final = 1_000_000_000_000
"""No count of tokens or answers is larger; what is larger is another unit or a slip."""
_NOTHING: Final = ("", "null", "None", "NULL", "none", "nan", "NaN", "-")
_ID_NOTHING: Final = ("", "null", "None", "NULL", "nan", "NaN", "-")
_WHOLE: Final = r"^\+?\d{1,18}(\.0*)?$"
_YES: Final = frozenset({"true", "t", "yes", "y", "1", "1.0", "on"})
_NO: Final = frozenset({"false", "f", "no", "n", "0", "0.0", "off"})
_NUL: Final = b"\0"
_REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Cast:
    """`values` has the wanted type, null where absent or wrong; `bad` marks the wrong ones."""

    values: pa.Array
    bad: np.ndarray

    def any_bad(self) -> bool:
        """Say whether any value was wrong."""
        return bool(self.bad.any())


def good(values: pa.Array) -> Cast:
    """Return a cast in which nothing was wrong."""
    return Cast(values, np.zeros(len(values), dtype=bool))


def flat(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return one plain array: no chunks, no dictionary, no extension type."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values.type, pa.BaseExtensionType):
        values = values.storage
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values


def to_text(values: pa.Array) -> pa.Array:
    """Return any array as valid UTF-8 texts without NUL; nested values become JSON."""
    kind = values.type
    if pa.types.is_string(kind):
        return _valid(values)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _valid(pc.cast(values, pa.string()))
    if pa.types.is_null(kind):
        return pa.nulls(len(values), pa.string())
    if pa.types.is_floating(kind):
        return _one_by_one(values, _float_text)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pc.cast(values, pa.string())
    return _one_by_one(values, _any_text)


def to_id(values: pa.Array) -> pa.Array:
    """Return trimmed texts; empty ones and the words loggers write for nothing are null."""
    texts = pc.utf8_trim_whitespace(to_text(values))
    nothing = pc.is_in(texts, value_set=pa.array(_ID_NOTHING))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), texts) if _any(nothing) else texts


def to_count(values: pa.Array) -> Cast:
    """Return whole numbers from 0 to COUNT_LIMIT."""
    kind = values.type
    if pa.types.is_integer(kind):
        made = pc.cast(values, pa.int64(), safe=False)
        if pa.types.is_uint64(kind):
            made = pc.if_else(
                pc.greater(values, pa.scalar(COUNT_LIMIT, pa.uint64())), pa.scalar(-1), made
            )
    elif pa.types.is_floating(kind):
        numbers = pc.cast(values, pa.float64())
        whole = pc.and_(pc.is_finite(numbers), pc.equal(pc.floor(numbers), numbers))
        fits = pc.and_(whole, pc.less_equal(pc.abs(numbers), float(COUNT_LIMIT * 10)))
        kept = pc.if_else(pc.fill_null(fits, False), numbers, pa.scalar(-1.0))
        made = pc.if_else(_absent_float(numbers), None, pc.cast(kept, pa.int64()))
    elif pa.types.is_null(kind):
        return good(pa.nulls(len(values), pa.int64()))
    else:
        return _in_range(*_count_texts(values))
    return _in_range(made, _mask(False, len(values)))


def _count_texts(values: pa.Array) -> tuple[pa.Array, np.ndarray]:
    texts = to_id(values)
    plain = pc.match_substring_regex(texts, pattern=_WHOLE)
    if pc.all(plain, skip_nulls=True).as_py() is not False:
        stripped = pc.replace_substring_regex(texts, pattern=r"^\+|\.0*$", replacement="")
        return pc.cast(stripped, pa.int64()), _mask(False, len(values))
    made, wrong = _parsed(texts, _whole_number)
    return pa.array(made, type=pa.int64()), wrong


def _in_range(made: pa.Array, wrong: np.ndarray) -> Cast:
    outside = pc.or_(pc.less(made, 0), pc.greater(made, COUNT_LIMIT))
    bad = wrong | _bools(outside)
    return Cast(_without(made, bad), bad)


def to_number(values: pa.Array, *, least: float) -> Cast:
    """Return finite numbers not below `least`; NaN is an absent value."""
    kind = values.type
    wrong = _mask(False, len(values))
    if pa.types.is_null(kind):
        return good(pa.nulls(len(values), pa.float64()))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        made = pc.cast(values, pa.float64(), safe=False)
    elif pa.types.is_duration(kind):
        ticks = pc.cast(pc.cast(values, pa.duration("us"), safe=False), pa.int64())
        made = pc.divide(pc.cast(ticks, pa.float64()), 1000.0)
    else:
        texts = to_id(values)
        try:
            made = pc.cast(texts, pa.float64())
        except pa.ArrowInvalid:
            parsed, wrong = _parsed(texts, _number)
            made = pa.array(parsed, type=pa.float64())
    made = pc.if_else(pc.is_nan(made), None, made)
    bad = wrong | _bools(pc.or_(pc.less(made, least), pc.invert(pc.is_finite(made))))
    return Cast(_without(made, bad), bad)


def to_bool(values: pa.Array) -> Cast:
    """Return truth values; yes/no, on/off, t/f and 1/0 are understood."""
    if pa.types.is_boolean(values.type):
        return good(values)
    if pa.types.is_null(values.type):
        return good(pa.nulls(len(values), pa.bool_()))
    words = pc.utf8_lower(to_id(values))
    yes = pc.is_in(words, value_set=pa.array(sorted(_YES)))
    no = pc.is_in(words, value_set=pa.array(sorted(_NO)))
    known = pc.or_(yes, no)
    bad = _bools(pc.and_(pc.is_valid(words), pc.invert(known)))
    return Cast(pc.if_else(known, yes, pa.scalar(None, pa.bool_())), bad)


def each_once(values: pa.Array, fold: Callable[[str], str | None]) -> Cast:
    """Return texts folded by `fold`, asked once per distinct value; None is a wrong value."""
    coded = to_id(values).dictionary_encode()
    folded = [fold(word) for word in coded.dictionary.to_pylist()]
    made = pa.array(folded, type=pa.string()).take(coded.indices)
    return Cast(made, _bools(pc.and_(pc.is_valid(coded.indices), pc.is_null(made))))


def _valid(texts: pa.Array) -> pa.Array:
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raw = pc.cast(texts, pa.binary()).to_pylist()
        texts = pa.array([r if r is None else r.decode("utf-8", "replace") for r in raw])
        texts = pc.cast(texts, pa.string())
    data = texts.buffers()[2]
    if data is not None and _NUL in memoryview(data).tobytes():
        texts = pc.replace_substring(texts, pattern="\0", replacement=_REPLACEMENT)
    return texts


def _one_by_one(values: pa.Array, make: Callable[[Any], str | None]) -> pa.Array:
    made = [None if value is None else make(value) for value in values.to_pylist()]
    return _valid(pa.array(made, type=pa.string()))


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)


def _any_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return storable_text(value) if isinstance(value, str) else _json_or_str(value)


def _json_or_str(value: Any) -> str:
    return to_json(value) if isinstance(value, dict | list) else str(value)


def _parsed(texts: pa.Array, parse: Callable[[str], Any]) -> tuple[list[Any], np.ndarray]:
    """Return values parsed one by one, None where `parse` raises, and which those are."""
    made: list[Any] = []
    wrong = np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(texts.to_pylist()):
        try:
            made.append(None if text is None else parse(text))
        except (ValueError, OverflowError):
            made.append(None)
            wrong[i] = True
    return made, wrong


def _whole_number(text: str) -> int:
    number = float(text.replace(",", "") if text.count(",") and "." not in text else text)
    if not math.isfinite(number) or number != int(number) or abs(number) > 2 * COUNT_LIMIT:
        raise ValueError(text)
    return int(number)


def _number(text: str) -> float:
    return float(text)


def _without(values: pa.Array, bad: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(bad), pa.scalar(None, values.type), values) if bad.any() else values


def _absent_float(numbers: pa.Array) -> pa.Array:
    return pc.fill_null(pc.is_nan(numbers), True)


def _bools(mask: pa.Array) -> np.ndarray:
    made: np.ndarray = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return made


def _mask(value: bool, count: int) -> np.ndarray:
    return np.full(count, value, dtype=bool)


def _any(mask: pa.Array) -> bool:
    return pc.any(mask, min_count=0).as_py() is True
