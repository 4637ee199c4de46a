"""Requests and words become exchanges: one Arrow table per chunk, the same for everybody.

No code here knows who harvests, so no field can betray it. Columns without text need only
the requests (`plain_columns`); the words, or sketches of them, come apart.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.simulate import tokens
from stillwatch.lab.simulate import vocabulary as words
from stillwatch.lab.simulate.accounts import ROSTER
from stillwatch.lab.simulate.identifiers import identifiers, request_keys
from stillwatch.lab.simulate.metadata import Level, hidden_fields
from stillwatch.lab.simulate.register import Register
from stillwatch.lab.simulate.requests import Requests, Sources
from stillwatch.lab.simulate.sketched import SKETCHED_SCHEMA, Seen, sketch_columns
from stillwatch.lab.simulate.text_columns import Outline, outline, text_columns
from stillwatch.lab.simulate.texts import Words
from stillwatch.model.exchange import EXCHANGE_SCHEMA

Columns = dict[str, pa.Array]

_FAILS: Final = 0.006
_DENIED: Final = 0.004
_FILTERED: Final = 0.002
_STRAYS: Final = 0.15
"""Share of requests that go to another model than the account's usual one."""
_THREAD_STEP: Final = 0x1F3D5B79


def exchanges(
    rows: Requests,
    said: Words | None,
    register: Register,
    sources: Sources,
    level: Level,
    keep_texts: bool,
    rng: np.random.Generator,
    seen: Seen | None = None,
) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
    """Return the chunk as a table of EXCHANGE_SCHEMA, and which rows got an answer.

    Where words were only `seen` their sketches follow as columns (SKETCHED_SCHEMA).
    """
    shape = seen.outline if seen is not None else outline(said) if said is not None else None
    columns, answered = plain_columns(rows, shape, register, sources, rng)
    if said is not None and keep_texts:
        columns |= text_columns(said, answered)
    if seen is not None:
        columns |= sketch_columns(seen, answered, columns["reasoning_artifacts"])
    schema = EXCHANGE_SCHEMA if seen is None else SKETCHED_SCHEMA
    hidden = hidden_fields(level)
    empty = pa.nulls(len(rows))
    table = {
        item.name: columns[item.name]
        if item.name in columns and item.name not in hidden
        else empty.cast(item.type)
        for item in schema
    }
    return pa.table(table, schema=schema), answered


def plain_columns(
    rows: Requests,
    shape: Outline | None,
    register: Register,
    sources: Sources,
    rng: np.random.Generator,
) -> tuple[Columns, npt.NDArray[np.bool_]]:
    """Return every column that is not text, and which rows got an answer."""
    status = _statuses(rows, rng)
    models = pick_models(rows, register, rng)
    columns = _who(rows, shape, register, rng)
    columns |= _how(rows, register, models, rng)
    columns |= _outcome(rows, shape, sources, status, models, register, rng)
    columns["model"] = pa.array([m.name for m in words.MODELS]).take(pa.array(models))
    return columns, status == 0


def pick_models(
    rows: Requests, register: Register, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Return each row's model: the request's own, else the account's habit and adoption."""
    block, account = register.block, rows["account"]
    shares = np.array([model.share for model in words.MODELS])
    stray = rng.choice(len(shares), len(rows), p=shares)
    habit = np.where(rng.random(len(rows)) < _STRAYS, stray, block["model"][account])
    adopted = (rows["ts"] >= block["adopts"][account]) & (rng.random(len(rows)) >= _STRAYS)
    usual = np.where(adopted, words.RELEASED_MODEL, habit)
    return np.where(rows["model"] < 0, usual, rows["model"]).astype(np.int8)


def _statuses(rows: Requests, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """Return 0 answered, 1 failed, 2 denied, 3 refused by a content filter."""
    luck = rng.random(len(rows))
    status = np.zeros(len(rows), np.int8)
    status[luck < _FAILS] = 1
    status[(luck >= _FAILS) & (luck < _FAILS + _DENIED)] = 2
    status[luck > 1.0 - _FILTERED] = 3
    status[rows["refused"]] = 3
    status[rows["denied"]] = 2
    return status


def _who(
    rows: Requests, shape: Outline | None, register: Register, rng: np.random.Generator
) -> Columns:
    block, account = register.block, rows["account"]
    picked = pa.array(account)
    columns = {name: register.pick(name, picked) for name in register.columns}
    roams = rng.random(len(rows)) < block["roaming"][account]
    place = np.where(roams, 1 + (rng.random(len(rows)) < 0.35), 0)
    address = pa.array(block["roster"][account, np.minimum(place, ROSTER - 1)])
    columns |= {name: values.take(address) for name, values in register.address.items()}
    key = block["api_key"][account] + (rng.random(len(rows)) ** 2 * block["api_keys"][account]
                                       ).astype(np.int64)  # fmt: skip
    parts = 0 if shape is None else shape.parts * _THREAD_STEP
    session = np.where(block["keeps_session"][account], rows["session"], 0)
    columns["session_id"] = identifiers("sess_", np.where(session != 0, session + parts, 0))
    columns["key_id"] = identifiers("key_", key)
    columns["end_user_id"] = identifiers("user_", np.where(rows["bare"], 0, rows["end_user"]))
    columns["request_id"] = identifiers("req_", request_keys(rows["account"], rows["ts"]))
    columns["ts"] = pa.array(rows["ts"], pa.timestamp("us", tz="UTC"))
    return columns


def _how(
    rows: Requests, register: Register, models: npt.NDArray[np.int8], rng: np.random.Generator
) -> Columns:
    block, account = register.block, rows["account"]
    client = np.where(rows["client"] < 0, block["client"][account], rows["client"])
    number = pa.array(client)
    metadata = np.where(rows["bare"], -1, block["metadata"][account])
    limit = np.where(rows["max_tokens"] > 0, rows["max_tokens"], block["max_tokens"][account])
    temperature = block["temperature"][account].astype(np.float64)
    # Only models that reason hand out artefacts that a client can send back.
    reasons = np.array([model.reasons for model in words.MODELS])[models]
    own = np.where(reasons & (rows["thread"] != 0), rows["thread"] * 64 + rows["step"], 0)
    artifact = np.where(rows["artifact"] == -1, own, rows["artifact"])
    surfaces, agents, prints = (
        pa.array([getattr(c, name) for c in words.CLIENTS]).take(number)
        for name in ("surface", "user_agent", "tls_fingerprint")
    )
    count = len(rows)
    return {
        "surface": surfaces, "user_agent": agents, "tls_fingerprint": prints,
        "operation": pa.repeat("chat", count),
        "stream": pa.array(np.array([c.streams for c in words.CLIENTS])[client]),
        "metadata": pa.array(words.METADATA).take(pa.array(metadata, mask=metadata < 0)),
        "max_tokens": pa.array(limit.astype(np.int64), mask=limit == 0),
        "temperature": pa.array(np.round(temperature, 3), mask=np.isnan(temperature)),
        "choice_count": pa.array(np.ones(count, np.int64), mask=rng.random(count) < 0.7),
        "reasoning_artifacts": _single_lists(identifiers("rsn_", artifact)),
    }  # fmt: skip


def _outcome(
    rows: Requests,
    shape: Outline | None,
    sources: Sources,
    status: npt.NDArray[np.int8],
    models: npt.NDArray[np.int8],
    register: Register,
    rng: np.random.Generator,
) -> Columns:
    if shape is None:
        roles = [source.role for source in sources.sources]
        read, wrote = tokens.from_roles(roles, rows["source"], rng, sources.sizes)
        context = np.zeros(len(rows), np.int64)
    else:
        context = tokens.from_chars(shape.context, rng)
        read = context + np.maximum(1, tokens.from_chars(shape.prompt, rng))
        wrote = tokens.from_chars(shape.response, rng)
    reasons = np.array([m.reasons for m in words.MODELS])[models]
    thought = tokens.reasoning(reasons, rng, sources.sizes)
    limit = register.block["max_tokens"][rows["account"]]
    limit = np.where(rows["max_tokens"] > 0, rows["max_tokens"], limit)
    wanted = wrote + thought
    total = np.where(limit > 0, np.minimum(wanted, limit), wanted)
    answered = status == 0
    total = np.where(answered, total, 0)
    cached = np.where((context > 256) & (rng.random(len(rows)) < 0.6), context * 9 // 10, 0)
    speed = np.array([m.token_ms for m in words.MODELS])[models]
    calls = (np.zeros(len(rows), bool) if shape is None else shape.tools) & (
        rng.random(len(rows)) < 0.6
    )
    reason = np.select([status == 3, ~answered, total < wanted, calls], [3, -1, 1, 2], 0)
    return {
        "input_tokens": pa.array(read), "output_tokens": pa.array(total),
        "reasoning_tokens": pa.array(np.minimum(thought, total)),
        "cache_read_tokens": pa.array(cached),
        "status": pa.array(["success", "error", "denied", "success"]).take(pa.array(status)),
        "finish_reason": pa.array(["stop", "length", "tool_calls", "content_filter"]).take(
            pa.array(reason, mask=reason < 0)
        ),
        "duration_ms": pa.array(tokens.durations_ms(read, total, speed, rng)),
    }  # fmt: skip


def _single_lists(values: pa.StringArray) -> pa.ListArray:
    """Return a list of one for each value, null for null."""
    there = np.asarray(values.is_valid())
    offsets = np.concatenate([[0], np.cumsum(there)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), values.drop_null())
    return pc.if_else(pa.array(there), lists, pa.scalar(None, lists.type))
