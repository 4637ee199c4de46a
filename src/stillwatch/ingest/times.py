"""Times as loggers write them, to UTC microseconds.

ISO 8601 with or without a zone, numbers since 1970 in s, ms, us or ns told apart by their
size, Arrow timestamps and dates; RFC 2822 and web-server times one by one. A time that could
be read two ways (03/04/2026) is not guessed at.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.casts import Cast, to_id
from stillwatch.model.errors import MappingError

TIMES: Final = pa.timestamp("us", tz="UTC")
_SCALE: Final = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
# Seconds stay below 1e11 until the year 5138; each finer unit is a thousand times as large.
_BORDERS: Final = (1e11, 1e14, 1e17)
# The years 1 to 9999, in microseconds around 1970: what a calendar can show.
_FIRST_US: Final = -6.2e16
_LAST_US: Final = 2.5e17
_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_WEB: Final = ("%d/%b/%Y:%H:%M:%S %z", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S %z")
_ISO_ODDITY: Final = re.compile(
    r"^(\d{4}-?\d\d-?\d\d)(?:[T ]+(\d\d:?\d\d(?::?\d\d)?)(?:[.,](\d+))?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?:\s+[A-Z]{3,4})?$"
)
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")


def to_times(values: pa.Array, *, timezone: str, unit: str) -> Cast:
    """Return UTC times; bad where a value is no time. `unit` is auto, s, ms, us or ns."""
    kind = values.type
    if pa.types.is_timestamp(kind):
        return _no_fault(
            _in_utc(pc.cast(values, pa.timestamp("us", kind.tz), safe=False), timezone)
        )
    if pa.types.is_date(kind):
        return _no_fault(_in_utc(pc.cast(values, pa.timestamp("us")), timezone))
    if pa.types.is_null(kind):
        return _no_fault(pa.nulls(len(values), TIMES))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _from_numbers(values, unit)
    return _from_texts(to_id(values), timezone, unit)


def _no_fault(made: pa.Array) -> Cast:
    return Cast(made, np.zeros(len(made), dtype=bool))


def _in_utc(times: pa.Array, timezone: str) -> pa.Array:
    """Return times in UTC; those without a zone are read in `timezone`."""
    if times.type.tz is not None:
        return pc.cast(times, TIMES)
    if timezone in ("UTC", "+00:00", "-00:00"):
        return pc.cast(times, TIMES)
    offset = _OFFSET.fullmatch(timezone)
    if offset:
        sign = -1 if offset[1] == "-" else 1
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * sign
        return pc.cast(pc.subtract(times, pa.scalar(ahead, pa.duration("us"))), TIMES)
    try:
        local = pc.assume_timezone(times, timezone, ambiguous="earliest", nonexistent="earliest")
    except pa.ArrowException as fault:
        raise MappingError(
            f"the time zone {timezone!r} is not known here: {fault}",
            where="timezone",
            remedy="install the tzdata of the system, or write an offset such as +02:00",
        ) from fault
    return pc.cast(local, TIMES)


def _from_numbers(values: pa.Array, unit: str) -> Cast:
    absent = pc.is_null(values, nan_is_null=True).to_numpy(zero_copy_only=False)
    if pa.types.is_integer(values.type):
        whole = pc.fill_null(pc.cast(values, pa.int64(), safe=False), 0).to_numpy()
        micros = _whole_micros(whole, unit)
    else:
        numbers = pc.cast(values, pa.float64(), safe=False)
        micros = _micros(pc.fill_null(numbers, 0.0).to_numpy(zero_copy_only=False), unit)
    bad = ~absent & ~((micros > _FIRST_US) & (micros < _LAST_US))
    kept = np.where(bad | absent, 0, micros).astype(np.int64)
    return Cast(pa.array(kept, mask=bad | absent).cast(pa.int64()).cast(TIMES), bad)


def _whole_micros(numbers: np.ndarray, unit: str) -> np.ndarray:
    """Return microseconds of whole numbers, exact also where a float would not be."""
    size = np.abs(numbers.astype(np.float64))
    if unit == "ns" or (unit == "auto" and bool((size >= _BORDERS[2]).all())):
        return numbers // 1000
    if unit == "us" or (unit == "auto" and bool(((size >= 1e14) & (size < 1e17)).all())):
        return numbers
    return _micros(numbers.astype(np.float64), unit)


def _micros(numbers: np.ndarray, unit: str) -> np.ndarray:
    with np.errstate(invalid="ignore", over="ignore"):
        if unit != "auto":
            return np.round(numbers * _SCALE[unit])
        size = np.abs(numbers)
        scale = np.select([size < border for border in _BORDERS], [1e6, 1e3, 1.0], 1e-3)
        micros: np.ndarray = np.round(numbers * scale)
        return micros


def _from_texts(texts: pa.Array, timezone: str, unit: str) -> Cast:
    for kind in (pa.timestamp("ns", "UTC"), pa.timestamp("ns")):
        try:
            made = pc.cast(texts, kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
        micros = pc.cast(made, pa.timestamp("us", kind.tz), safe=False)
        return _no_fault(_in_utc(micros, timezone))
    numeric = pc.match_substring_regex(texts, pattern=_NUMBER)
    if pc.all(numeric, skip_nulls=True).as_py():
        return _from_number_texts(texts, unit)
    return _one_by_one(texts, timezone, unit)


def _from_number_texts(texts: pa.Array, unit: str) -> Cast:
    try:
        return _from_numbers(pc.cast(texts, pa.int64()), unit)
    except pa.ArrowInvalid:
        return _from_numbers(pc.cast(texts, pa.float64()), unit)


def _one_by_one(texts: pa.Array, timezone: str, unit: str) -> Cast:
    number = re.compile(_NUMBER, re.ASCII)
    made: list[int | None] = []
    bad = np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(texts.to_pylist()):
        micros: int | None = None
        if text is not None:
            if number.match(text):
                cast = _from_number_texts(pa.array([text]), unit)
                micros = cast.values.cast(pa.int64())[0].as_py()
            else:
                micros = parse_time(text, timezone)
            bad[i] = micros is None
        made.append(micros)
    return Cast(pa.array(made, type=pa.int64()).cast(TIMES), bad)


def parse_time(text: str, timezone: str = "UTC") -> int | None:
    """Return microseconds since 1970 of one written time, or None where it is none."""
    moment = _iso(text) or _other(text)
    if moment is None:
        return None
    try:
        if moment.tzinfo is None:
            local = pa.array([moment], type=pa.timestamp("us"))
            micros: int = _in_utc(local, timezone).cast(pa.int64())[0].as_py()
            return micros
        return (moment - _EPOCH) // timedelta(microseconds=1)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> datetime | None:
    match = _ISO_ODDITY.match(text)
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    plain = f"{day}T{clock or '00:00:00'}"
    if fraction:
        plain += f".{fraction[:6].ljust(6, '0')}"
    if zone:
        plain += "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None


def _other(text: str) -> datetime | None:
    for form in _WEB:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def outside(times: pa.Array, earliest: datetime, latest: datetime) -> tuple[np.ndarray, np.ndarray]:
    """Return which times are before `earliest` and which after `latest`."""
    early = pc.less(times, pa.scalar(earliest, TIMES))
    late = pc.greater(times, pa.scalar(latest, TIMES))
    return (
        pc.fill_null(early, False).to_numpy(zero_copy_only=False),
        pc.fill_null(late, False).to_numpy(zero_copy_only=False),
    )


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
