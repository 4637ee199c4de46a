"""The DuckDB engine: named steps, errors that show their SQL, a memory limit that holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from stillwatch.model.errors import InputError, StepError
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Engine, Step


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    """An engine of two threads and half a gibibyte."""
    with DuckEngine(tmp_path / "it's a folder", memory_gib=0.5, threads=2) as made:
        yield made


def test_it_is_an_engine(engine: DuckEngine) -> None:
    held: Engine = engine
    assert held.tables() == set()


def test_each_step_is_a_table_for_those_after_it(engine: DuckEngine) -> None:
    told: list[str] = []
    steps = [Step("one", "SELECT 1 AS n"), Step("two", "SELECT n + 1 AS n FROM one")]
    engine.run(steps, told.append)
    assert told == ["one", "two"]
    assert engine.tables() == {"one", "two"}
    assert engine.read("FROM two").to_pylist() == [{"n": 2}]
    assert list(engine.seconds()) == ["one", "two"]
    assert all(took >= 0 for took in engine.seconds().values())


def test_a_step_made_again_replaces_its_table(engine: DuckEngine) -> None:
    engine.run([Step("one", "SELECT 1 AS n"), Step("one", "SELECT 'x' AS n")])
    assert engine.read("FROM one").to_pylist() == [{"n": "x"}]


def test_a_failing_step_says_its_name_and_sql_and_those_before_it_stay(engine: DuckEngine) -> None:
    sql = "SELECT nowhere\n        FROM one"
    with pytest.raises(StepError) as caught:
        engine.run([Step("one", "SELECT 1 AS n"), Step("broken", sql), Step("never", "SELECT 1")])
    assert (caught.value.step, caught.value.sql) == ("broken", sql)
    assert sql in caught.value.line()
    last = caught.value.line().splitlines()[-1]
    assert "step 'broken' failed" in last
    assert "nowhere" in last
    assert engine.tables() == {"one"}


def test_a_failing_query_says_its_sql(engine: DuckEngine) -> None:
    for failing in (
        lambda: engine.read("FROM nothing"),
        lambda: engine.read("SELECT error('no')"),
        lambda: engine.view("seen", "FROM nothing"),
    ):
        with pytest.raises(StepError) as caught:
            failing()
        assert caught.value.sql in ("FROM nothing", "SELECT error('no')")


def test_a_view_is_listed_and_read(engine: DuckEngine) -> None:
    engine.view("seen", "SELECT 3 AS n")
    assert engine.tables() == {"seen"}
    assert engine.read("FROM seen").to_pylist() == [{"n": 3}]


def test_what_is_put_is_read_back_with_its_types(engine: DuckEngine) -> None:
    table = pa.table(
        {
            "ordinal": pa.array([0, 1, 2], pa.int64()),
            "text": pa.array(["a", None, "ü'\"\n湖"], pa.string()),
            "ts": pa.array([0, None, 1_750_000_000_000_000], pa.timestamp("us", tz="UTC")),
            "items": pa.array([[1, 2], [], None], pa.list_(pa.int64())),
            "share": pa.array([0.5, None, -1.5], pa.float64()),
        }
    )
    engine.put("kept", table)
    assert engine.read("FROM kept ORDER BY ordinal").cast(table.schema).equals(table)
    engine.put("kept", table[:0])
    assert engine.read("FROM kept").num_rows == 0


def test_times_are_utc_whatever_the_machine(engine: DuckEngine) -> None:
    told = engine.read("SELECT CAST(TIMESTAMPTZ '2026-05-01 00:30:00+02' AS VARCHAR) AS at")
    assert told.to_pylist() == [{"at": "2026-04-30 22:30:00+00"}]


def test_item_hash_is_the_later_half_of_an_md5_fit_for_a_signed_number(engine: DuckEngine) -> None:
    for text in ("", "a", "org ünï"):
        low = int.from_bytes(hashlib.md5(text.encode()).digest()[8:], "little")
        told = engine.read(f"SELECT item_hash('{text}') AS h, item_name('{text}') AS n").to_pylist()
        assert told == [{"h": low >> 1, "n": hashlib.md5(text.encode()).hexdigest()[:8]}]


def test_work_beyond_the_memory_limit_goes_to_disk(tmp_path: Path) -> None:
    with DuckEngine(tmp_path, memory_gib=0.1, threads=1) as engine:
        engine.run(
            [Step("big", "SELECT md5(range::VARCHAR) AS x FROM range(3_000_000) ORDER BY x")]
        )
        assert engine.read("SELECT count(*) AS n FROM big").to_pylist() == [{"n": 3_000_000}]
        used = engine.read("SELECT sum(memory_usage_bytes)::BIGINT AS n FROM duckdb_memory()")
        assert 0 < used.to_pylist()[0]["n"] <= 0.1 * 2**30


def test_what_cannot_go_to_disk_fails_at_the_limit_and_says_so(tmp_path: Path) -> None:
    with DuckEngine(tmp_path, memory_gib=0.1, threads=1) as engine:
        whole = Step("whole", "SELECT string_agg(md5(range::VARCHAR)) AS x FROM range(9_000_000)")
        with pytest.raises(StepError, match=r"(?i)out of memory|could not allocate"):
            engine.run([whole])


def test_the_settings_reach_duckdb(engine: DuckEngine) -> None:
    told = engine.read(
        "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads, "
        "current_setting('temp_directory') AS spill"
    ).to_pylist()[0]
    assert (told["memory"], told["threads"]) == ("512.0 MiB", 2)
    assert told["spill"].endswith("it's a folder/spill")


def test_nothing_is_left_on_disk_after_the_scan(tmp_path: Path) -> None:
    with DuckEngine(tmp_path / "work", memory_gib=0.1, threads=1) as engine:
        engine.run([Step("big", "SELECT range AS a FROM range(3_000_000) ORDER BY hash(a)")])
        assert list((tmp_path / "work").iterdir())
    assert [path for path in (tmp_path / "work").rglob("*") if path.is_file()] == []


def test_what_a_killed_scan_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "scan.duckdb").write_bytes(b"half a database")
    with DuckEngine(tmp_path, memory_gib=0.5, threads=1) as engine:
        assert engine.tables() == set()


def test_a_folder_where_duckdb_cannot_work_is_said_with_a_remedy(tmp_path: Path) -> None:
    # DuckDB puts its log beside the wrong name where a path holds a question mark.
    with pytest.raises(InputError, match="cannot work here") as caught:
        DuckEngine(tmp_path / "what?", memory_gib=0.5, threads=1)
    assert "without `?`" in caught.value.remedy
