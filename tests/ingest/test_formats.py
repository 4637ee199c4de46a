"""What every log format promises: no row lost, restarts exact, nothing but InputError out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwatch.ingest.formats import FORMATS, choose, detect
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.streams import read_head
from stillwatch.model.errors import InputError, MappingError
from tests.ingest.sample_logs import (
    SAMPLES,
    bedrock_record,
    envoy_record,
    lines_of,
    litellm_record,
    otlp_document,
    source_at,
    spend_record,
    table_record,
    take,
)

MAKERS = {
    "table": table_record,
    "litellm": litellm_record,
    "spend": spend_record,
    "bedrock": bedrock_record,
    "envoy": envoy_record,
    "otlp": otlp_document,
}
BY_LINE = ["table-jsonl", "table-csv", "litellm-ndjson", "spend-csv", "bedrock", "otlp-lines"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.mark.parametrize("sample", SAMPLES)
def test_recognised_and_read_whole(sample: str, tmp_path: Path) -> None:
    name, write = SAMPLES[sample]
    path = tmp_path / "log"
    path.write_bytes(write(10))
    source = source_at(path)
    found, why = detect(source, read_head(source))
    assert found.name == name
    assert why
    taken = take(path)
    assert len(taken.rows) == 10
    assert taken.rejects == []
    assert taken.notes == {}
    assert len(set(taken.places)) == 10
    assert len({row["request_id"] for row in taken.rows}) == 10
    assert {row["ts"].date().isoformat() for row in taken.rows} == {"2026-03-01"}
    assert all(row["prompt"] for row in taken.rows) or name == "envoy"


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("chunk_rows", [1, 3, 1000])
def test_a_restart_reads_exactly_the_rest(sample: str, chunk_rows: int, tmp_path: Path) -> None:
    name, write = SAMPLES[sample]
    path = tmp_path / "log"
    path.write_bytes(write(7))
    source = source_at(path)
    whole = take(path)
    log_format = FORMATS[name](NO_MAPPING)
    seen = 0
    for chunk in log_format.read(source, after_row=0, chunk_rows=chunk_rows):
        seen += len(chunk.rows)
        rest = take(path, log_format=log_format, after_row=chunk.last_row, chunk_rows=chunk_rows)
        assert rest.rows == whole.rows[seen:]
        assert rest.places == whole.places[seen:]
    assert seen == 7


@pytest.mark.parametrize("sample", BY_LINE)
def test_a_broken_row_costs_only_itself(sample: str, tmp_path: Path) -> None:
    _, write = SAMPLES[sample]
    lines = write(6).splitlines()
    at = 4
    lines[at] = b'{"broken": "' if lines[at].startswith(b"{") else b'a,"b'
    path = tmp_path / "log"
    path.write_bytes(b"\n".join(lines) + b"\n")
    taken = take(path)
    assert len(taken.rows) == 5
    assert [reject.row for reject in taken.rejects] == [at + 1]
    assert "b" in taken.rejects[0].excerpt
    rest = take(path, after_row=at + 1)
    assert rest.rejects == []
    assert rest.rows == [r for r, n in zip(taken.rows, taken.places, strict=True) if n > at + 1]
    assert rest.rows


# Parquet packs its own pages.
@pytest.mark.parametrize("sample", [name for name in SAMPLES if "parquet" not in name])
@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_packed_files_read_the_same(sample: str, pack: str, tmp_path: Path) -> None:
    name, write = SAMPLES[sample]
    raw = write(4)
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.write_bytes(raw)
    # No ending in .gz or .zst: the first bytes tell.
    packed.write_bytes(gzip.compress(raw) if pack == "gz" else zstandard.compress(raw))
    taken = take(packed)
    assert taken.format == name
    assert taken.rows == take(plain).rows


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_is_noted(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"")
    taken = take(path, log_format=FORMATS[name](NO_MAPPING))
    assert taken.rows == []
    assert [(r.row, r.reason) for r in taken.rejects] == [(0, "the file is empty")]


def test_unknown_bytes_say_what_was_tried(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(bytes(range(7, 200)))
    with pytest.raises(InputError, match="tried litellm, otlp, bedrock, envoy, table") as caught:
        choose(source_at(path))
    assert "--format" in caught.value.remedy


def test_prose_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear all, thank you for the logs!\nWe shall look, and then write.\n")
    with pytest.raises(InputError, match="no known format"):
        choose(source_at(path))


def test_an_unknown_format_name_is_answered_with_the_closest(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"{}")
    with pytest.raises(InputError, match="did you mean litellm"):
        choose(source_at(path), "lite-llm")


def test_mapping_and_option_must_agree(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(lines_of([table_record(0)]))
    assert choose(source_at(path), "table", Mapping(source="table"))[0].name == "table"
    assert choose(source_at(path), "auto", Mapping(source="envoy"))[0].name == "envoy"
    with pytest.raises(MappingError, match="the mapping is for envoy"):
        choose(source_at(path), "table", Mapping(source="envoy"))


@pytest.mark.parametrize("name", FORMATS)
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8")))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_arbitrary_bytes_raise_only_input_errors(name: str, raw: bytes, folder: Path) -> None:
    path = folder / "bytes"
    for head in (b"", b"{", b'{"a":', b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PAR1", b"a,b\n"):
        path.write_bytes(head + raw)
        faults: list[InputError] = []
        try:
            take(path, log_format=FORMATS[name](NO_MAPPING))
            choose(source_at(path))
        except InputError as fault:
            faults.append(fault)
        assert all(fault.where and fault.what for fault in faults)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["\ud800", "a\0b", "null", "", "2026-03-01", "1e400", "NaN"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)


def paths_of(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [above] if above else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths_of(inner, (*above, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            found += paths_of(inner, (*above, at))
    return found


def with_value(record: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(record))
    here = copy
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return copy


@pytest.mark.parametrize("maker", MAKERS)
@given(data=st.data())
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_mutated_value_never_loses_a_row(maker: str, data: st.DataObject, folder: Path) -> None:
    good = MAKERS[maker](0)
    path = data.draw(st.sampled_from(paths_of(good)))
    changed = with_value(good, path, data.draw(ANYTHING))
    file = folder / "mutated"
    file.write_bytes(lines_of([MAKERS[maker](1), changed, MAKERS[maker](2)]))
    name = "litellm" if maker == "spend" else maker
    log_format = FORMATS[name](NO_MAPPING)
    try:
        taken = take(file, log_format=log_format)
    except InputError:
        # Only where the first records no longer name a required column.
        assert maker == "table"
        return
    total = len(taken.rows) + len(taken.rejects)
    # A changed OTLP document may hold no span any more, an access line no model call.
    assert total == 3 or (maker in ("otlp", "envoy") and total == 2)
    assert len(taken.rows) >= 2
    rest = take(file, log_format=log_format, after_row=1)
    assert len(rest.rows) + len(rest.rejects) == total - 1
