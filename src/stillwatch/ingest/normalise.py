"""A chunk of any format becomes exchanges: typed, trimmed, in UTC, every row accounted for.

A row lacks an exchange only where a required value is missing or wrong, and then there is a
reject with the value and a remedy. A wrong optional value costs the value, not the row, and
is counted in the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.casts import (
    Cast,
    each_once,
    flat,
    good,
    to_bool,
    to_count,
    to_id,
    to_number,
    to_text,
)
from stillwatch.ingest.given_sketches import SET_ASIDE, given_sketches, wanted_of_sketch
from stillwatch.ingest.jsonvalues import to_json
from stillwatch.ingest.lines import excerpt
from stillwatch.ingest.message_columns import last_user_turns, to_metadata, to_text_list, to_turns
from stillwatch.ingest.source import RawChunk
from stillwatch.ingest.status import DENIED, ERROR, fold_status
from stillwatch.ingest.times import outside, to_times
from stillwatch.model.exchange import EXCHANGE_SCHEMA, FIELD, FIELDS, REQUIRED, Field
from stillwatch.model.reject import Reject
from stillwatch.model.sketch import SKETCH_TYPES

EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
"""No model was sold by the request before; an earlier time is a wrong unit or a wrong column."""
EARLIEST_SIGNUP: Final = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)
"""How far a clock may run ahead of ours."""
_VALUE_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class Normalised:
    """Exchanges and what was refused: rows of the chunk = rows of the batch + rejects."""

    batch: pa.RecordBatch
    rows: pa.Int64Array
    """The place of each exchange in its source."""
    rejects: list[Reject]
    """Rows refused here, in their order; those the reader refused stay in the chunk."""
    notes: dict[str, int] = field(default_factory=dict)
    """For each optional field: how many wrong values were kept as missing."""
    given: dict[str, pa.Array] = field(default_factory=dict)
    """Sketches that the source had itself, by name, in the rows of the batch."""


@dataclass(frozen=True, slots=True)
class _Rules:
    timezone: str
    time_unit: str
    latest: datetime


def normalise(
    chunk: RawChunk, *, source: str, timezone: str, time_unit: str, now: datetime
) -> Normalised:
    """Cast the columns of `chunk`; `now` is what times may not lie a day ahead of."""
    count = len(chunk.rows)
    rules = _Rules(timezone, time_unit, now + AHEAD)
    casts: dict[str, Cast] = {}
    raw: dict[str, pa.Array] = {}
    for wanted in FIELDS:
        if wanted.name in chunk.columns.column_names:
            raw[wanted.name] = flat(chunk.columns.column(wanted.name))
            casts[wanted.name] = _cast(wanted, raw[wanted.name], rules)
    given = given_sketches(chunk.columns)
    _fill_gaps(casts, count)
    reasons = _refusals(casts, raw, count, rules)
    arrays = [_values(wanted, casts, count) for wanted in FIELDS]
    keep = np.ones(count, dtype=bool)
    keep[list(reasons)] = False
    notes = {
        name: wrong
        for name, cast in (*casts.items(), *given.items())
        if name not in REQUIRED and (wrong := int((cast.bad & keep).sum()))
    }
    rows, sketches = chunk.rows, {name: cast.values for name, cast in given.items()}
    if reasons:
        mask = pa.array(keep)
        arrays = [values.filter(mask) for values in arrays]
        sketches = {name: values.filter(mask) for name, values in sketches.items()}
        rows = rows.filter(mask)
    numbers = chunk.rows.to_pylist() if reasons else []
    refused = [
        Reject(source, numbers[at], reason, _excerpt(raw, at)) for at, reason in reasons.items()
    ]
    return Normalised(
        batch=pa.RecordBatch.from_arrays(arrays, schema=EXCHANGE_SCHEMA),
        rows=rows,
        rejects=refused,
        notes=notes,
        given=sketches,
    )


def explain_note(name: str, count: int) -> str:
    """Return the sentence for a note: what the values of a field were not."""
    if name == SET_ASIDE:
        rows = "1 row has" if count == 1 else f"{count} rows have"
        return f"sketches: {rows} others than its text gives; those of the text were taken"
    values = "1 value is" if count == 1 else f"{count} values are"
    wanted = wanted_of_sketch(name) if name in SKETCH_TYPES else _WANTED[_kind(FIELD[name])]
    return f"{name}: {values} not {wanted}, kept as missing"


def _kind(wanted: Field) -> str:
    if wanted.name in ("status", "turns", "metadata"):
        return wanted.name
    if wanted.text and pa.types.is_string(wanted.type):
        return "text"
    return str(wanted.type)


def _cast(wanted: Field, values: pa.Array, rules: _Rules) -> Cast:
    kind = _kind(wanted)
    if pa.types.is_timestamp(wanted.type):
        made = to_times(values, timezone=rules.timezone, unit=rules.time_unit)
        return made if wanted.required else _optional_time(made, rules)
    if kind == "double":
        # A temperature below zero and an answer before its request do not exist.
        return to_number(values, least=0.0)
    return _CASTS[kind](values)


def _optional_time(made: Cast, rules: _Rules) -> Cast:
    early, late = outside(made.values, EARLIEST_SIGNUP, rules.latest)
    bad = made.bad | early | late
    return Cast(pc.if_else(pa.array(bad), pa.scalar(None, made.values.type), made.values), bad)


def _fill_gaps(casts: dict[str, Cast], count: int) -> None:
    """Fill what follows from other fields: no tokens in a failed answer, the last user turn."""
    status, tokens = casts.get("status"), casts.get("output_tokens")
    if status is not None:
        failed = pc.is_in(status.values, value_set=pa.array([ERROR, DENIED]))
        have = tokens or good(pa.nulls(count, pa.int64()))
        absent = pc.and_(pc.and_(failed, pc.is_null(have.values)), pc.invert(pa.array(have.bad)))
        filled = pc.if_else(absent, pa.scalar(0, pa.int64()), have.values)
        casts["output_tokens"] = Cast(filled, have.bad)
    turns, prompt = casts.get("turns"), casts.get("prompt")
    if turns is not None and (prompt is None or prompt.values.null_count):
        last = last_user_turns(turns.values)
        casts["prompt"] = good(last if prompt is None else pc.coalesce(prompt.values, last))


def _refusals(
    casts: dict[str, Cast], raw: dict[str, pa.Array], count: int, rules: _Rules
) -> dict[int, str]:
    """Return why rows are refused, by place in the chunk; the first reason of each."""
    reasons: dict[int, str] = {}
    for name in REQUIRED:
        cast = casts.get(name)
        if cast is None:
            for at in range(count):
                reasons.setdefault(at, _missing(name))
            continue
        wrong = cast.bad
        absent = pc.is_null(cast.values).to_numpy(zero_copy_only=False) & ~wrong
        for at in np.flatnonzero(wrong).tolist():
            reasons.setdefault(at, _wrong(name, raw[name], at))
        for at in np.flatnonzero(absent).tolist():
            reasons.setdefault(at, _missing(name))
        if name == "ts":
            _refuse_times(reasons, cast, raw[name], rules)
    return dict(sorted(reasons.items()))


def _refuse_times(reasons: dict[int, str], cast: Cast, raw: pa.Array, rules: _Rules) -> None:
    early, late = outside(cast.values, EARLIEST, rules.latest)
    for at in np.flatnonzero(early | late).tolist():
        moment = cast.values[at].cast(pa.string()).as_py()
        side = "before 2015" if early[at] else "more than a day ahead of now"
        reasons.setdefault(
            at,
            f"ts: {_shown(raw, at)} is {moment}, {side} -- set `time_unit` or `timezone` "
            "in the mapping file, or map another column",
        )


def _missing(name: str) -> str:
    ways = {
        "request_id": "map it, or write `derive: [request_id]` into a mapping file",
        "account_id": "map it with `fields: {account_id: ...}` in a mapping file (--map)",
    }
    return f"{name}: missing -- {ways.get(name, f'map the column that holds {name}')}"


def _wrong(name: str, raw: pa.Array, at: int) -> str:
    return f"{name}: {_shown(raw, at)} is not {_WANTED[_kind(FIELD[name])]}"


def _shown(raw: pa.Array, at: int) -> str:
    shown = to_text(raw.slice(at, 1))[0].as_py()
    text = "" if shown is None else shown
    cut = text if len(text) <= _VALUE_CHARS else f"{text[:_VALUE_CHARS]}..."
    return repr(cut) if pa.types.is_string(raw.type) else cut


def _excerpt(raw: dict[str, pa.Array], at: int) -> str:
    """Return the row's values in short. Texts stay out: a reject is kept when texts are not."""
    shown: dict[str, Any] = {}
    for name, values in raw.items():
        if not FIELD[name].text and name != "metadata" and values[at].is_valid:
            shown[name] = to_text(values.slice(at, 1))[0].as_py()
    return excerpt(to_json(shown))


def _values(wanted: Field, casts: dict[str, Cast], count: int) -> pa.Array:
    cast = casts.get(wanted.name)
    return pa.nulls(count, wanted.type) if cast is None else cast.values


_CASTS: Final[dict[str, Callable[[pa.Array], Cast]]] = {
    "string": lambda values: good(to_id(values)),
    "text": lambda values: good(to_text(values)),
    "int64": to_count,
    "bool": to_bool,
    "status": lambda values: each_once(values, fold_status),
    "turns": to_turns,
    "metadata": to_metadata,
    str(FIELD["tools"].type): to_text_list,
}
_WANTED: Final = {
    "string": "a text",
    "text": "a text",
    "int64": "a whole number from 0 to 10^12",
    "double": "a finite number from 0",
    "bool": "true or false",
    "status": "success, error, denied or an HTTP code",
    "turns": "a list of turns with role and content",
    "metadata": "a JSON object",
    str(FIELD["tools"].type): "a list of texts",
    str(FIELD["ts"].type): "a time (ISO 8601, or a number since 1970)",
}
