"""Sifting: what is there already, what contradicts it, and what is new, each row once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillwatch.ingest.duplicates import COMPARED, Sifted, sift
from stillwatch.store.duckdb_engine import DuckEngine
from tests.store.made_rows import exchanges


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    """One engine for all tests: a sift leaves nothing that the next one could see."""
    with DuckEngine(tmp_path_factory.mktemp("sift"), memory_gib=0.5, threads=1) as made:
        yield made


def sifted(
    engine: DuckEngine, keys: list[int], files: list[str] | None = None, **given: Any
) -> Sifted:
    places = pa.array([10 + n for n in range(len(keys))], pa.int64())
    return sift(exchanges(keys, **given), places, "log", files or [], engine)


def stored(folder: Path, keys: list[int], **given: Any) -> list[str]:
    path = folder / "it's here.parquet"
    pq.write_table(exchanges(keys, **given), path)
    return [str(path)]


def test_new_rows_are_kept(engine: DuckEngine) -> None:
    found = sifted(engine, [1, 2, 3])
    assert (found.keep.tolist(), found.again, found.rejects) == ([True] * 3, 0, [])


def test_within_a_batch_the_first_stands(engine: DuckEngine) -> None:
    found = sifted(engine, [1, 2, 1, 2], output_tokens=[5, 6, 5, 7])
    assert found.keep.tolist() == [True, True, False, False]
    assert found.again == 1
    (reject,) = found.rejects
    assert (reject.source, reject.row) == ("log", 13)
    assert "'r2'" in reject.reason


def test_a_third_is_held_against_the_first_not_the_second(engine: DuckEngine) -> None:
    found = sifted(engine, [1, 1, 1], output_tokens=[5, 6, 6])
    assert (found.again, [reject.row for reject in found.rejects]) == (0, [11, 12])


def test_what_the_lake_has_stands(engine: DuckEngine, tmp_path: Path) -> None:
    files = stored(tmp_path, [1, 2], output_tokens=[5, 6])
    found = sifted(engine, [3, 2, 1, 1], files, output_tokens=[9, 6, 7, 5])
    assert found.keep.tolist() == [True, False, False, False]
    assert (found.again, [reject.row for reject in found.rejects]) == (2, [12])


@pytest.mark.parametrize("name", COMPARED)
def test_each_compared_column_can_tell_rows_apart_and_a_missing_value_counts(
    engine: DuckEngine, name: str
) -> None:
    type_ = exchanges([1]).schema.field(name).type
    nullable = exchanges([1]).schema.field(name).nullable
    values: list[Any] = ["m", "n"] if pa.types.is_string(type_) else [1, 2]
    assert sifted(engine, [1, 1], **{name: [values[0]] * 2}).again == 1
    assert len(sifted(engine, [1, 1], **{name: values}).rejects) == 1
    nothing: list[Any] = [None, None]
    if nullable:
        assert sifted(engine, [1, 1], **{name: nothing}).again == 1
        assert len(sifted(engine, [1, 1], **{name: [None, values[0]]}).rejects) == 1


def test_what_is_not_compared_does_not_make_a_contradiction(engine: DuckEngine) -> None:
    # A column that was mapped later must not turn a whole log into rejects.
    assert sifted(engine, [1, 1], payment_id=["a", None]).again == 1


def test_a_collision_of_keys_is_no_repeat(engine: DuckEngine) -> None:
    rows = exchanges([1, 1])
    place = rows.schema.get_field_index("request_id")
    rows = rows.set_column(place, rows.schema[place], pa.array(["r1", "another"]))
    found = sift(rows, pa.array([1, 2], pa.int64()), "log", [], engine)
    assert found.keep.tolist() == [True, True]


def test_nothing_sifted_is_nothing(engine: DuckEngine, tmp_path: Path) -> None:
    found = sifted(engine, [], stored(tmp_path, [1]))
    assert (found.keep.tolist(), found.again, found.rejects) == ([], 0, [])


rows = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 2)), max_size=25)


@given(before=rows, now=rows)
@settings(max_examples=30)
def test_sifting_is_as_by_hand(
    before: list[tuple[int, int]],
    now: list[tuple[int, int]],
    engine: DuckEngine,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    known: dict[int, int] = {}
    for key, content in before:
        known.setdefault(key, content)
    folder = tmp_path_factory.mktemp("lake")
    files = stored(folder, list(known), output_tokens=list(known.values())) if known else []
    keep, again, contradictions = [], 0, []
    for place, (key, content) in enumerate(now):
        keep.append(key not in known)
        first = known.setdefault(key, content)
        if not keep[-1]:
            again += first == content
            contradictions += [10 + place] if first != content else []
    found = sifted(engine, [key for key, _ in now], files, output_tokens=[c for _, c in now])
    assert found.keep.tolist() == keep
    assert (found.again, [reject.row for reject in found.rejects]) == (again, contradictions)
