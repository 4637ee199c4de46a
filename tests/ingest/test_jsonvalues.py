"""One JSON value, however odd."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.jsonvalues import (
    NotJsonError,
    as_dict,
    as_list,
    dig,
    parse_json,
    storable_text,
    to_json,
)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": [1, null]}', {"a": [1, None]}),
        (b'"\\ud800x"', "\ufffdx"),
        (b'{"\\udfff": "\\ud83d\\ude00"}', {"\ufffd": "\U0001f600"}),
        (b'"\xff"', "\ufffd"),
        (b'"tab\there"', "tab\there"),
        (b"-Infinity", -math.inf),
    ],
)
def test_what_loggers_write_is_taken(raw: bytes, value: Any) -> None:
    assert parse_json(raw) == value


def test_nan_is_taken() -> None:
    assert math.isnan(parse_json(b'{"x": NaN}')["x"])


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"nul", b"'a'", b"[" * 5000, b"9" * 5000 + b"x", b"{}{}"]
)
def test_what_is_no_json_is_told(raw: bytes) -> None:
    with pytest.raises(NotJsonError):
        parse_json(raw)


@given(st.text(st.characters()))
def test_every_text_becomes_storable(text: str) -> None:
    made = storable_text(text)
    made.encode("utf-8")
    assert len(made) >= len(text.encode("utf-16-le", "surrogatepass")) // 4
    assert parse_json(json.dumps(text)).encode("utf-8") == made.encode("utf-8")


def test_odd_values_become_json() -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    assert to_json({"a": 2**80, 1: "x"}) == '{"a": 1208925819614629174706176, "1": "x"}'
    assert to_json({"s": "\ud800"}) == '{"s": "\ufffd"}'
    assert "too deeply" in to_json(deep)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("user.id", 7),
        ("a.b", "flat"),
        ("a.b.c", None),
        ("list.1.x", 2),
        ("list.9", None),
        ("text.inner.deep", True),
        ("missing", None),
        ("user.id.more", None),
    ],
)
def test_dotted_paths(path: str, value: Any) -> None:
    record = {
        "user": {"id": 7},
        "a.b": "flat",
        "list": [{}, {"x": 2}],
        "text": '{"inner": {"deep": true}}',
    }
    assert dig(record, path) == value


def test_json_in_strings_is_opened() -> None:
    assert as_dict('{"a": 1}') == {"a": 1}
    assert as_dict("{broken") == {}
    assert as_dict([1]) == {}
    assert as_list(" [1]") == [1]
    assert as_list({"a": 1}) == []
