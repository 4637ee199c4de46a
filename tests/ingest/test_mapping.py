"""The mapping file: what it takes, and where it says a fault is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwatch.ingest.mapping import Mapping, load_mapping
from stillwatch.model.errors import MappingError


def load(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def test_the_published_form(tmp_path: Path) -> None:
    mapping = load(
        tmp_path,
        "source: table\n"
        "fields: {ts: event_time, account_id: customer_id, payment_id: card_fp,"
        " prompt: user_prompt, output_tokens: n_out}\n"
        "constants: {surface: api}\n"
        "timezone: UTC\n",
    )
    assert mapping.source == "table"
    assert mapping.fields["payment_id"] == "card_fp"
    assert mapping.constants == {"surface": "api"}


def test_what_else_is_understood(tmp_path: Path) -> None:
    mapping = load(
        tmp_path,
        "derive: [request_id]\ntimezone: +0530\ntime_unit: ms\nquery: SELECT 1\n"
        "constants: {signup_ts: 2026-03-01, stream: true}\n",
    )
    assert mapping.derive == ("request_id",)
    assert mapping.timezone == "+05:30"
    assert load(tmp_path, "timezone: +02:00\n").timezone == "+02:00"
    assert load(tmp_path, "fields: {ts: 01}\n").fields == {"ts": "01"}
    assert mapping.constants == {"signup_ts": "2026-03-01", "stream": True}


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n") == Mapping()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("source: table\nfeilds: {ts: t}\n", 2, "did you mean fields"),
        ("fields:\n  ts: t\n  acount_id: c\n", 3, "did you mean account_id"),
        ("fields: {ts: t}\nsource: excel\n", 2, "source"),
        ("timezone: Mars/Olympus\n", 1, "no time zone"),
        ("fields: {ts: t}\ntime_unit: h\n", 2, "time_unit"),
        ("derive: [account_id]\n", 1, "derive"),
        ("source: table\nfields:\n  ts: [1, 2]\n", 3, "fields.ts"),
        ("constants:\n  surface: {a: 1}\n", 2, "surface"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=said) as caught:
        load(tmp_path, text)
    assert caught.value.where.endswith(f"map.yaml:{line}")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields: {ts: a}\nconstants: {ts: b}\n", "both"),
        ("fields: {request_id: a}\nderive: [request_id]\n", "derived as well"),
        ("- a\n- b\n", "holds no settings"),
        ("fields: {ts: 'a\n", "is not YAML"),
        ("a: &a [*a]\n", "no setting of a mapping"),
    ],
)
def test_other_faults(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=said):
        load(tmp_path, text)


def test_a_missing_file_is_a_mapping_error(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")


@given(text=st.text(st.sampled_from("abtsfields:{}[]-'\"\n &*!#|>%0129~"), max_size=40))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_raises_anything_else(text: str, tmp_path: Path) -> None:
    places: list[str] = []
    try:
        load(tmp_path, text)
    except MappingError as fault:
        places.append(fault.where)
    assert all("map.yaml" in place for place in places)
