"""Read one JSON value, however odd, and give it back as text: always valid UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import orjson

_BARE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DEEPEST: Final = 200


class NotJsonError(ValueError):
    """The bytes are no JSON value; the text says where and why."""


def parse_json(raw: bytes | str) -> Any:
    """Return the value of `raw`; raises NotJsonError.

    What strict JSON forbids but loggers write (NaN, lone surrogates, control characters,
    bytes that are no UTF-8) is taken, with U+FFFD in place of what cannot be stored.
    """
    try:
        return orjson.loads(raw)
    except ValueError as strict:
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
        try:
            value = _LENIENT.decode(text)
        except (ValueError, RecursionError):
            raise NotJsonError(str(strict)) from None
        return storable(value)


def storable_text(text: str) -> str:
    """Return `text` with U+FFFD for lone surrogates; NUL is left for `normalise`."""
    if text.isascii():
        return text
    if _BARE_SURROGATE.search(text) is None:
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BARE_SURROGATE.sub("\ufffd", whole)


def to_json(value: Any) -> str:
    """Return `value` as compact JSON; what JSON has no word for is written as its text."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except (TypeError, ValueError):
        try:
            return storable_text(json.dumps(value, default=str, ensure_ascii=False))
        except (TypeError, ValueError, RecursionError):
            return '"(nested too deeply)"'


def dig(record: Any, path: str) -> Any:
    """Return the value at a dotted path, or None.

    A key that itself holds dots wins over the walk, and JSON kept as a string is opened on
    the way, so `metadata.user.id` also leads into metadata that was logged as a text.
    """
    here = record
    rest = path
    for _ in range(_DEEPEST):
        if isinstance(here, str) and here[:1] in "{[":
            here = json_or_none(here)
        if isinstance(here, list):
            head, _, tail = rest.partition(".")
            here = here[int(head)] if head.isdecimal() and int(head) < len(here) else None
        elif isinstance(here, dict):
            head, tail = _longest_key(here, rest)
            here = here.get(head)
        else:
            return None
        if not tail or here is None:
            return here
        rest = tail
    return None


def _longest_key(record: dict[str, Any], path: str) -> tuple[str, str]:
    if path in record:
        return path, ""
    head, tail = path, ""
    while "." in head:
        head, _, last = head.rpartition(".")
        tail = f"{last}.{tail}" if tail else last
        if head in record:
            return head, tail
    return head, tail


def json_or_none(raw: bytes | str) -> Any:
    """Return the value of `raw`, or None where it is no JSON."""
    try:
        return parse_json(raw)
    except NotJsonError:
        return None


def as_dict(value: Any) -> dict[str, Any]:
    """Return `value` if it is an object, opened if it is JSON in a string; else an empty one."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        value = json_or_none(value)
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return `value` if it is an array, opened if it is JSON in a string; else an empty one."""
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        value = json_or_none(value)
    return value if isinstance(value, list) else []


def storable(value: Any, depth: int = 0) -> Any:
    """Return a parsed value with every text in it made fit for UTF-8."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, list):
        return [storable(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {storable_text(key): storable(item, depth + 1) for key, item in value.items()}
    return value


_LENIENT: Final = json.JSONDecoder(strict=False)
