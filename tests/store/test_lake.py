"""The lake: batches whole or not at all, versions that can be cited, one writer, no leftovers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from stillwatch.model.errors import LakeError
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import FORMAT, Lake, LakeBatch
from stillwatch.store.tables import EXCHANGES, LAKE_TABLES, REJECTS, TEXTS
from tests.store.made_rows import batch, exchanges, keys_in, rejects, texts
from tests.store.writers import Died, append, die_at


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake.create_or_open(tmp_path / "lake")


# --- Opening -------------------------------------------------------------------------------


def test_a_new_lake_is_empty_and_of_the_present_format(lake: Lake) -> None:
    assert orjson.loads((lake.folder / "lake.json").read_bytes()) == {"format": FORMAT}
    assert [lake.files(table) for table in LAKE_TABLES] == [[], [], []]
    assert (lake.version(), lake.taken("log"), lake.finished("log")) == (0, 0, False)
    assert lake.rejected() == 0


def test_opening_again_keeps_what_is_there(lake: Lake) -> None:
    append(lake, batch([1, 2]))
    assert keys_in(Lake.create_or_open(lake.folder), EXCHANGES) == [1, 2]


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(LakeError, match=r"thesis\.doc.*--lake"):
        Lake.create_or_open(tmp_path)
    assert os.listdir(tmp_path) == ["thesis.doc"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("x")
    with pytest.raises(LakeError, match="not a folder"):
        Lake.create_or_open(tmp_path / "log")


def test_where_there_is_no_lake_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="stillwatch ingest"):
        Lake.open(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b'{"format": 2}', "install the newer"),
        (b'{"format": 0}', "names no format"),
        (b'{"format": true}', "names no format"),
        (b'{"format": "1"}', "names no format"),
        (b"[1]", "names no format"),
        (b"{", "cannot be read"),
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_lake_of_another_format_is_refused(lake: Lake, written: bytes, said: str) -> None:
    (lake.folder / "lake.json").write_bytes(written)
    for way in (Lake.open, Lake.create_or_open):
        with pytest.raises(LakeError, match=said):
            way(lake.folder)


def test_a_lake_whose_making_was_cut_short_is_made_whole(tmp_path: Path) -> None:
    whole = Lake.create_or_open(tmp_path / "lake")
    (whole.folder / "lake.json").rename(whole.folder / "lake.json.part")
    assert Lake.create_or_open(whole.folder).version() == 0
    assert not (whole.folder / "lake.json.part").exists()


def test_a_missing_table_is_said(lake: Lake) -> None:
    (lake.folder / "exchanges").rename(lake.folder.parent / "gone")
    with pytest.raises(LakeError, match="table exchanges is missing"):
        lake.version()


# --- Names of folders ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "a space",
        "it's",
        'the "lake"',
        "Gewässer 湖",
        "a#b",
        "what?",
        "st*r",
        "a+b;c,d",
        "day=x",
        "~x",
    ],
)
def test_any_usual_folder_name_works(tmp_path: Path, name: str) -> None:
    lake = Lake.create_or_open(tmp_path / name)
    append(lake, batch([1]), batch([2], finished=True))
    with lake.writing():
        lake.tidy()
        lake.sweep_texts([], "2026-05-01")
    files = lake.files(EXCHANGES)
    assert all(Path(file).is_file() for file in files)
    assert set(os.listdir(tmp_path)) == {name}
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    with DuckEngine(tmp_path / "work", memory_gib=0.5, threads=1) as engine:
        read = engine.read(f"SELECT exchange_key FROM read_parquet([{quoted}])")
    assert sorted(read.column(0).to_pylist()) == [1, 2]
    assert keys_in(lake, TEXTS) == [1, 2]


@pytest.mark.parametrize("name", ["50%", "a%20b", "br[0]", "a|b", "a^b", "a\\b", "a\nb", "a\x7fb"])
def test_a_name_that_delta_would_mistake_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(LakeError, match="name another folder"):
        Lake.create_or_open(tmp_path / name / "lake")
    assert os.listdir(tmp_path) == []


def test_a_lake_moved_to_such_a_name_is_refused_too(lake: Lake, tmp_path: Path) -> None:
    lake.folder.rename(tmp_path / "50%")
    with pytest.raises(LakeError, match="'%'"):
        Lake.open(tmp_path / "50%")


def test_files_stay_findable_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lake = Lake.create_or_open(Path("lake"))
    append(lake, batch([1]))
    files = lake.files(EXCHANGES)
    monkeypatch.chdir("/")
    assert all(Path(file).is_file() for file in files)


# --- Appending -----------------------------------------------------------------------------


def test_a_batch_fills_all_tables_and_moves_the_mark(lake: Lake) -> None:
    version = append(lake, batch([1, 2, 3], refused=2))
    assert (version, lake.version()) == (1, 1)
    assert [keys_in(lake, table) for table in LAKE_TABLES] == [[1, 2, 3], [1, 2, 3], [1, 2]]
    assert (lake.taken("log"), lake.finished("log"), lake.taken("other")) == (3, False, 0)


def test_a_batch_without_a_good_row_still_moves_the_mark(lake: Lake) -> None:
    nothing = LakeBatch(exchanges([]), texts([]), rejects([7]), "log", 7, finished=True)
    append(lake, nothing)
    assert (lake.taken("log"), lake.finished("log"), lake.version()) == (7, True, 1)
    assert lake.rejected() == 1


def test_marks_of_many_sources_outlive_checkpoints_and_tidying(lake: Lake) -> None:
    with lake.writing():
        for number in range(1, 33):
            lake.append(
                LakeBatch(
                    exchanges([number]),
                    texts([]),
                    rejects([]),
                    f"log {number}",
                    number,
                    finished=number % 2 == 0,
                )
            )
        lake.tidy()
    assert list((lake.folder / "exchanges" / "_delta_log").glob("*.checkpoint.parquet"))
    assert [lake.taken(f"log {n}") for n in range(1, 33)] == list(range(1, 33))
    assert [n for n in range(1, 33) if lake.finished(f"log {n}")] == list(range(2, 33, 2))


CRASHES = [(table, when) for table in LAKE_TABLES for when in ("before", "after")]


@pytest.mark.parametrize(("fatal", "when"), CRASHES, ids=lambda each: getattr(each, "name", each))
def test_a_writer_that_dies_between_two_tables_leaves_no_trace(
    lake: Lake, fatal: Any, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(lake, batch([1, 2]))
    with pytest.raises(Died):
        die_at(lake, fatal, when, monkeypatch)(batch([3, 4], refused=2))
    came = fatal is EXCHANGES and when == "after"
    assert lake.taken("log") == (4 if came else 2)
    # The next run may cut batches otherwise, and another source may come first.
    append(lake, batch([5], source="other"))
    if not came:
        append(lake, batch([3, 4, 6], refused=3))
    wanted = [1, 2, 3, 4, 5] if came else [1, 2, 3, 4, 5, 6]
    assert keys_in(lake, EXCHANGES) == wanted
    assert keys_in(lake, TEXTS) == wanted
    assert keys_in(lake, REJECTS) == ([1, 3, 4, 5] if came else [1, 3, 4, 5, 6])


def test_a_writer_that_dies_again_while_the_first_death_is_undone(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(lake, batch([1]))
    for _ in range(3):
        with pytest.raises(Died):
            die_at(lake, EXCHANGES, "before", monkeypatch)(batch([2]))
    with lake.writing():
        pass
    with lake.writing():
        pass
    assert [keys_in(lake, table) for table in LAKE_TABLES] == [[1], [1], [1]]


def test_a_table_that_cannot_be_written_is_one_line_with_a_remedy(lake: Lake) -> None:
    if os.geteuid() == 0:
        # Root may write anywhere: a file where a folder must be stops even root.
        (lake.folder / "exchanges" / "day=2026-05-01").write_text("in the way")
    else:
        (lake.folder / "exchanges").chmod(0o500)
    with pytest.raises(LakeError, match="table exchanges cannot be written") as caught:
        append(lake, batch([1]))
    assert "run the same command again" in caught.value.remedy


# --- One writer ----------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from stillwatch.store.lake import Lake
with Lake.open(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_refused_until_the_first_is_gone_even_if_killed(lake: Lake) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lake.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LakeError, match="another process is writing"), lake.writing():
            pytest.fail("two writers at once")
        assert keys_in(lake, EXCHANGES) == []  # Reading needs no place.
    finally:
        holder.kill()
        holder.communicate()
    assert append(lake, batch([1])) == 1


def test_two_who_make_the_same_lake_at_once(lake: Lake) -> None:
    (lake.folder / "lake.json").unlink()
    with lake.writing(), pytest.raises(LakeError, match="another process is writing"):
        Lake.create_or_open(lake.folder)


# --- Versions ------------------------------------------------------------------------------


def test_a_cited_version_reads_the_same_after_more_ingests_tidying_and_sweeping(
    lake: Lake,
) -> None:
    first = append(lake, *(batch([n]) for n in range(1, 21)))
    files = lake.files(EXCHANGES, version=first)
    append(lake, batch([21], source="later"))
    with lake.writing():
        lake.tidy()
        lake.sweep_texts([], "2030-01-01")
    assert len(lake.files(EXCHANGES)) == 1
    assert keys_in(lake, EXCHANGES) == list(range(1, 22))
    assert lake.files(EXCHANGES, version=first) == files
    assert keys_in(lake, EXCHANGES, version=first) == list(range(1, 21))


def test_a_version_that_never_was_is_said(lake: Lake) -> None:
    with pytest.raises(LakeError, match="check the version"):
        lake.files(EXCHANGES, version=9)


def test_versions_do_not_expire_by_age(lake: Lake) -> None:
    log = lake.folder / "exchanges" / "_delta_log"
    with lake.writing():
        for number in range(1, 25):  # Past the checkpoint at which Delta clears its log.
            lake.append(LakeBatch(exchanges([number]), texts([]), rejects([]), "log", number))
            for file in log.iterdir():
                os.utime(file, (0, 0))
    assert list(log.glob("*.checkpoint.parquet"))
    assert keys_in(lake, EXCHANGES, version=3) == [1, 2, 3]


def test_tidying_leaves_few_files_alone(lake: Lake) -> None:
    append(lake, batch([1]), batch([2]))
    with lake.writing():
        lake.tidy()
    assert len(lake.files(EXCHANGES)) == 2


def test_the_same_row_refused_twice_counts_once(lake: Lake) -> None:
    append(lake, batch([1, 2], refused=2), batch([2, 3], source="again", refused=2))
    assert lake.rejected() == 3
