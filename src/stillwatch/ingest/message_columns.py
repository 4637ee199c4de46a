"""Columns of turns, tools and metadata, from nested Arrow values or JSON texts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.ingest.casts import Cast, good, to_id, to_text
from stillwatch.ingest.chat import asked, tool_list
from stillwatch.ingest.jsonvalues import as_dict, to_json
from stillwatch.model.exchange import TURNS

_TEXTS: Final = pa.list_(pa.string())


def to_turns(values: pa.Array) -> Cast:
    """Return turns of role and text; messages in any provider's shape are read."""
    if pa.types.is_null(values.type):
        return good(pa.nulls(len(values), TURNS))
    if values.type == TURNS and _is_clean(values):
        return good(values)
    made: list[list[dict[str, str]] | None] = []
    bad = np.zeros(len(values), dtype=bool)
    for i, value in enumerate(_python(values)):
        turns = asked(value).turns if isinstance(value, list | dict | str) and value else None
        bad[i] = turns is None and value not in (None, "", [], {})
        made.append(turns)
    return Cast(_built(made, TURNS), bad)


def to_text_list(values: pa.Array) -> Cast:
    """Return lists of texts: a list, JSON of one, or a single text."""
    if pa.types.is_null(values.type):
        return good(pa.nulls(len(values), _TEXTS))
    if values.type == _TEXTS and _is_clean(values):
        return good(values)
    return good(_built([tool_list(value) for value in _python(values)], _TEXTS))


def to_metadata(values: pa.Array) -> Cast:
    """Return JSON objects as texts; what is no object is kept under the key `value`."""
    texts = to_id(values)
    opens = pc.starts_with(texts, pattern="{")
    if pc.all(opens, skip_nulls=True, min_count=0).as_py():
        return good(texts)
    made = [
        text if text is None or as_dict(text) else to_json({"value": text})
        for text in texts.to_pylist()
    ]
    return good(pa.array(made, type=pa.string()))


def last_user_turns(turns: pa.Array) -> pa.Array:
    """Return the text of the last user turn of each conversation, null where there is none."""
    parents = pc.list_parent_indices(turns)
    inside = pc.list_flatten(turns)
    roles = pc.struct_field(inside, "role")
    users = pc.fill_null(pc.is_in(roles, value_set=pa.array(["user", "human"])), False)
    owner = parents.filter(users).to_numpy(zero_copy_only=False)
    said = pc.struct_field(inside, "content").filter(users)
    # Of the user turns of one owner the last is the one before the owner changes.
    last = np.flatnonzero(np.diff(owner, append=-1) != 0)
    place = np.full(len(turns), -1, dtype=np.int64)
    place[owner[last]] = last
    return said.take(pa.array(place, mask=place < 0))


def _python(values: pa.Array) -> list[Any]:
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return list(to_text(values).to_pylist())
    return list(values.to_pylist())


def _is_clean(values: pa.Array) -> bool:
    """Say whether every text inside is valid UTF-8 without NUL."""
    leaves = pc.list_flatten(values)
    if pa.types.is_struct(leaves.type):
        parts = [pc.struct_field(leaves, i) for i in range(leaves.type.num_fields)]
    else:
        parts = [leaves]
    return all(to_text(part).equals(part) for part in parts)


def _built(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return nested texts as Arrow, NUL replaced."""
    return pa.array([_without_nul(value) for value in values], type=kind)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return value
