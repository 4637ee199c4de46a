"""The exchange: five fields are there, every other may be absent; names follow OpenTelemetry."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from stillwatch.model.exchange import (
    EXCHANGE_SCHEMA,
    FIELD,
    FIELDS,
    REQUIRED,
    TEXT_FIELDS,
    Field,
)


def test_the_contract_of_required_fields() -> None:
    assert set(REQUIRED) == {"ts", "request_id", "account_id", "model", "output_tokens"}
    for field in EXCHANGE_SCHEMA:
        assert field.nullable is (field.name not in REQUIRED), field.name


def test_names_are_unique_plain_and_said() -> None:
    assert len(FIELD) == len(FIELDS)
    assert EXCHANGE_SCHEMA.names == list(FIELD)
    for field in FIELDS:
        assert re.fullmatch(r"[a-z][a-z_]*", field.name)
        assert len(field.meaning) > 5, field.name


def test_times_are_utc_in_microseconds() -> None:
    times = [field for field in FIELDS if pa.types.is_timestamp(field.type)]
    assert {field.name for field in times} == {"ts", "signup_ts"}
    assert {str(field.type) for field in times} == {"timestamp[us, tz=UTC]"}


def test_texts_are_what_people_wrote_and_identifiers_point_at_people() -> None:
    assert set(TEXT_FIELDS) == {"system_instructions", "prompt", "turns", "tools", "response"}
    identifiers = {field.name for field in FIELDS if field.identifier}
    assert {"account_id", "org_id", "client_ip", "payment_id", "device_id"} <= identifiers
    assert identifiers.isdisjoint(TEXT_FIELDS)
    # A hash of a number could not be stored in its place.
    for name in identifiers:
        assert FIELD[name].type in (pa.string(), pa.list_(pa.string())), name


def test_a_field_is_optional_unless_it_says_otherwise() -> None:
    field = Field("x", pa.string(), "an x")
    assert (field.required, field.text, field.identifier) == (False, False, False)
    with pytest.raises(AttributeError):
        field.name = "y"  # type: ignore[misc]
