"""Whatever a user hands in: one line that says what and where, and nothing good is lost."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES, REJECTS, TEXTS, Table
from tests.interfaces.good_rows import row
from tests.interfaces.scanned import Said, stillwatch

GOOD = [row(number) for number in range(20)]


def lines(rows: Sequence[dict[str, Any] | str]) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows)


class Desk:
    """A folder with a log in it, and the lake it is taken into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = folder / "lake"

    def write(self, name: str, content: str | bytes | Sequence[dict[str, Any] | str]) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else lines(content)
            path.write_text(text, encoding="utf-8")
        return path

    def ingest(self, *words: str | Path) -> Said:
        return stillwatch("ingest", *words, "--lake", self.lake)

    def column(self, table: Table, name: str) -> list[Any]:
        files = Lake.open(self.lake).files(table)
        return list(ds.dataset(files).to_table([name])[name].to_pylist()) if files else []

    def kept(self) -> set[str]:
        return set(self.column(EXCHANGES, "request_id"))

    def reasons(self) -> dict[int, str]:
        places = self.column(REJECTS, "row")
        return dict(zip(places, self.column(REJECTS, "reason"), strict=True))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(said: Said, *parts: str, code: int = 1) -> None:
    """Check that a command ended in one line that holds all `parts` and, mostly, a remedy."""
    assert said.code == code, said
    assert said.out == ""
    [line] = said.err.splitlines()
    assert line.startswith("stillwatch: ")
    assert not re.search("unexpected [A-Z]|Traceback", line), line
    for part in parts:
        assert part in line


# --- Rows that are wrong: kept with file, row and reason, the others taken in ----------------


def test_a_gzip_file_that_ends_early(desk: Desk) -> None:
    dice = Random(1)
    rows = [row(n, prompt="".join(dice.choices("abcdefgh ", k=300))) for n in range(500)]
    whole = gzip.compress(lines(rows).encode())
    log = desk.write("log.jsonl.gz", whole[: len(whole) // 2])
    said = desk.ingest(log)
    kept = desk.kept()
    assert said.code == 0
    assert 100 < len(kept) < 400
    assert kept == {f"r{n}" for n in range(len(kept))}, "all before the break"
    assert (
        f"{log}:{len(kept) + 1}: the gzip data end early; the rows before it were kept" in said.err
    )


@pytest.mark.parametrize("after", [0, 5])
def test_half_a_line_of_json(desk: Desk, after: int) -> None:
    log = desk.write("log.jsonl", [*GOOD[:9], json.dumps(GOOD[9])[:40], *GOOD[10 : 10 + after]])
    said = desk.ingest(log)
    assert said.code == 0
    assert len(desk.kept()) == 9 + after
    assert f"{log}:10: not JSON: " in said.err
    assert list(desk.reasons()) == [10]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"output_tokens": "many"}, "output_tokens: 'many' is not a whole number from 0"),
        ({"output_tokens": -4}, "is not a whole number from 0 to 10^12"),
        ({"output_tokens": [1]}, "output_tokens: "),
        ({"output_tokens": None}, "output_tokens: missing"),
        ({"account_id": ""}, "account_id: missing -- map it with `fields: {account_id: ...}`"),
        ({"account_id": None}, "account_id: missing"),
        ({"ts": "yesterday"}, "ts: 'yesterday' is not a time"),
        ({"ts": None}, "ts: missing"),
        ({"ts": "2089-01-01T00:00:00Z"}, "more than a day ahead of now -- set `time_unit`"),
        ({"ts": 0}, "is 1970-01-01 00:00:00.000000Z, before 2015"),
        ({"ts": -5}, "before 2015"),
        ({"ts": 10**30}, "ts: "),
    ],
)
def test_a_required_value_that_is_wrong(desk: Desk, wrong: dict[str, Any], reason: str) -> None:
    log = desk.write("log.jsonl", [*GOOD[:3], row(3, **wrong), *GOOD[4:8]])
    said = desk.ingest(log)
    assert said.code == 0
    assert desk.kept() == {f"r{n}" for n in (0, 1, 2, 4, 5, 6, 7)}
    assert reason in desk.reasons()[4]
    assert f"{log}:4: " in said.err
    assert "7 exchanges taken in, 1 row rejected" in said.out


@pytest.mark.parametrize(
    "wrong", [{"temperature": "warm"}, {"signup_ts": "long ago"}, {"input_tokens": -1}]
)
def test_an_optional_value_that_is_wrong_is_missing_and_said(
    desk: Desk, wrong: dict[str, Any]
) -> None:
    said = desk.ingest(desk.write("log.jsonl", [*GOOD[:3], row(3, **wrong)]))
    assert said.code == 0
    assert len(desk.kept()) == 4
    [name] = wrong
    assert desk.column(EXCHANGES, name) == [None] * 4
    [note] = [line for line in said.out.splitlines() if "note: " in line]
    assert note.startswith(f"  note: {name}: 1 value is not ")
    assert note.endswith("kept as missing")


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_times_as_numbers_of_any_unit(desk: Desk, unit: int) -> None:
    second = 1_777_975_200
    rows = [row(0, ts=second * unit), row(1, ts=str(second * unit)), row(2, ts=float(second))]
    assert desk.ingest(desk.write("log.jsonl", rows)).code == 0
    assert {ts.timestamp() for ts in desk.column(EXCHANGES, "ts")} == {second}


def test_an_id_that_came_with_other_content(desk: Desk) -> None:
    rows = [*GOOD[:5], row(2, output_tokens=9), GOOD[4], row(2, account_id="somebody else")]
    log = desk.write("log.jsonl", rows)
    said = desk.ingest(log)
    assert said.code == 0
    assert f"{log}:6: request_id 'r2' of account 'a2' is in already with other content" in said.err
    assert "the first one stands" in said.err
    assert "6 exchanges, 1 in the lake already, 1 rejected" in said.out
    tokens = zip(
        desk.column(EXCHANGES, "request_id"), desk.column(EXCHANGES, "output_tokens"), strict=True
    )
    assert sorted(count for name, count in tokens if name == "r2") == [102, 102]


def test_a_prompt_of_ten_megabytes(desk: Desk) -> None:
    log = desk.write("log.jsonl", [*GOOD[:3], row(3, prompt="word " * 2_000_000), *GOOD[4:6]])
    assert desk.ingest(log).code == 0
    assert desk.kept() == {f"r{n}" for n in range(6)}
    assert max(desk.column(EXCHANGES, "prompt_chars")) == 10_000_000
    assert max(len(text) for text in desk.column(TEXTS, "prompt")) == 8_000


def test_characters_that_no_text_should_hold(desk: Desk) -> None:
    lone = '{"ts": "2026-05-01T00:00:00Z", "request_id": "lone", "account_id": "a", "model": "m",'
    rows: list[dict[str, Any] | str] = [
        row(0, prompt="a\0b"),
        row(1, account_id="a\0c"),
        f'{lone} "output_tokens": 3, "prompt": "half \\ud800 of a pair"}}',
        row(2, prompt="\u202egnp.exe \ufeff \x1b[2J"),
    ]
    said = desk.ingest(desk.write("log.jsonl", rows))
    assert said.code == 0
    assert desk.kept() == {"r0", "r1", "r2", "lone"}
    assert stillwatch("scan", "--lake", desk.lake, "--out", desk.folder / "out").code == 0
    replaced = "a\ufffdc"
    shown = stillwatch("account", replaced, "--out", desk.folder / "out")
    assert shown.code == 0
    assert shown.out.startswith(replaced)


def test_bytes_that_are_no_utf_8(desk: Desk) -> None:
    head = b"ts,request_id,account_id,model,output_tokens,prompt\n"
    rows = b"2026-05-01T00:00:00Z,r1,a1,m,3,caf\xe9\n2026-05-01T00:00:00Z,r2,a1,m,3,hel\0lo\n"
    assert desk.ingest(desk.write("log.csv", head + rows)).code == 0
    assert desk.kept() == {"r1", "r2"}


def test_an_empty_file_beside_a_good_one(desk: Desk) -> None:
    empty, good = desk.write("empty.jsonl", ""), desk.write("good.jsonl", GOOD)
    said = desk.ingest(empty, good)
    assert said.code == 0
    assert f"{empty}:0: the file is empty" in said.err
    assert len(desk.kept()) == len(GOOD)


def test_formats_may_be_mixed_in_one_folder(desk: Desk) -> None:
    desk.write("logs/a.jsonl", GOOD[:5])
    head = "ts,request_id,account_id,model,output_tokens\n"
    desk.write("logs/b/c.csv", head + "2026-05-01T00:00:00Z,from-csv,a1,m,3\n")
    table = pa.Table.from_pylist([row(99)])
    pq.write_table(table, desk.folder / "logs" / "d.parquet")
    desk.write("logs/e.jsonl.gz", gzip.compress(lines(GOOD[5:8]).encode()))
    said = desk.ingest(desk.folder / "logs")
    assert said.code == 0, said.err
    assert desk.kept() == {"from-csv", "r99", *(f"r{n}" for n in range(8))}


# --- Files and folders that are wrong as a whole: one line, and nothing is taken in ----------


def test_columns_that_are_missing(desk: Desk) -> None:
    renamed = [{"time": r["ts"], "customer": r["account_id"], "llm": "m"} for r in GOOD]
    said = desk.ingest(desk.write("log.jsonl", renamed))
    refused(
        said, "no column for the required fields ts (", "likely: time)", "request_id (",
        "output_tokens (", "fields: {ts: time, request_id: ", "`derive: [request_id]`",
        "`constants: {account_id: ..., model: ...}`",
    )  # fmt: skip
    assert desk.kept() == set()


@pytest.mark.parametrize(
    ("mapping", "parts"),
    [
        ("fields: {ts: event_tiem}", ["'event_tiem', mapped to ts,", "did you mean event_time?"]),
        ("feilds: {ts: event_time}", ["map.yaml:2: 'feilds'", "did you mean fields?"]),
        ("fields: {acount_id: customer}", ["map.yaml:2: ", "'acount_id'", "mean account_id"]),
        ("timezone: Vienna", ["map.yaml:2: ", "'Vienna' is no time zone; write e.g. UTC"]),
        ("fields: [ts", ["map.yaml:", "is not YAML"]),
        ("source: splunk", ["map.yaml:"]),
    ],
)
def test_a_mapping_that_is_wrong(desk: Desk, mapping: str, parts: list[str]) -> None:
    head = "event_time,customer,rid,model,n_out\n"
    log = desk.write("own.csv", head + "2026-05-01T00:00:00Z,c1,r1,m,5\n")
    start = "" if mapping.startswith("source") else "source: table\n"
    refused(desk.ingest(log, "--map", desk.write("map.yaml", f"{start}{mapping}\n")), *parts)
    assert not desk.lake.exists() or desk.kept() == set()


def test_a_list_is_no_mapping_and_a_missing_one_is_named(desk: Desk) -> None:
    log = desk.write("own.csv", "ts\n")
    refused(
        desk.ingest(log, "--map", desk.write("map.yaml", "- a\n")), "map.yaml: holds no settings"
    )
    refused(desk.ingest(log, "--map", desk.folder / "none.yaml"), "none.yaml: cannot be read")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("junk.bin", Random(1).randbytes(5_000), "is of no known format; tried litellm"),
        ("junk.parquet", b"PAR1" + Random(1).randbytes(5_000), "is no whole Parquet file"),
        ("README.txt", b"These are the logs of May.\n", "is of no known format"),
    ],
)
def test_a_file_of_something_else_is_named_before_anything_is_taken(
    desk: Desk, name: str, content: bytes, fault: str
) -> None:
    good, other = desk.write("logs/a.jsonl", GOOD), desk.write(f"logs/{name}", content)
    refused(desk.ingest(good, other), f"{name}: {fault}", " -- ")
    assert not desk.lake.exists()


def test_a_damaged_log_in_a_folder_is_no_other_file(desk: Desk) -> None:
    desk.write("logs/a.jsonl", GOOD)
    desk.write("logs/junk.parquet", b"PAR1" + Random(1).randbytes(5_000))
    refused(desk.ingest(desk.folder / "logs"), "junk.parquet: is no whole Parquet file", " -- ")
    assert not desk.lake.exists()


def test_paths_that_lead_nowhere(desk: Desk) -> None:
    desk.write("half.jsonl", GOOD)
    (desk.folder / "empty").mkdir()
    missing = desk.folder / "halff.jsonl"
    refused(
        desk.ingest(missing), f"{missing}: no such file or folder", "did you mean", "half.jsonl?"
    )
    refused(desk.ingest(desk.folder / "empty"), "empty: the folder holds no log files")
    refused(desk.ingest(desk.folder / "*.csv"), "*.csv: no file matches this pattern")


def test_a_format_that_is_none(desk: Desk) -> None:
    log = desk.write("log.jsonl", GOOD)
    refused(
        desk.ingest(log, "--format", "litelm"), "no log format 'litelm'", "did you mean litellm?"
    )


# --- Lakes -----------------------------------------------------------------------------------


def test_a_lake_of_a_newer_version(desk: Desk) -> None:
    desk.write("lake/lake.json", '{"format": 99}')
    log = desk.write("log.jsonl", GOOD)
    parts = ("the lake is of format 99, this stillwatch knows up to 1", "install the newer")
    refused(desk.ingest(log), *parts)
    refused(stillwatch("scan", "--lake", desk.lake, "--out", desk.folder / "out"), *parts)
    assert not (desk.folder / "out").exists()


def test_a_folder_that_is_no_lake(desk: Desk) -> None:
    thesis = desk.write("lake/thesis.txt", "four years of work")
    refused(desk.ingest(desk.write("log.jsonl", GOOD)), "holds other things (thesis.txt, ...)")
    scan = stillwatch("scan", "--lake", desk.lake, "--out", desk.folder / "out")
    refused(scan, "there is no lake here -- make one with `stillwatch ingest")
    assert [path.name for path in desk.lake.iterdir()] == [thesis.name]


def test_a_lake_with_a_table_lost(desk: Desk) -> None:
    assert desk.ingest(desk.write("log.jsonl", GOOD)).code == 0
    (desk.lake / "exchanges").rename(desk.folder / "elsewhere")
    scan = stillwatch("scan", "--lake", desk.lake, "--out", desk.folder / "out")
    refused(scan, "table exchanges is missing", "the lake is damaged")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "one"}', '{"format": 0}'])
def test_a_lakes_marker_that_is_damaged(desk: Desk, text: str) -> None:
    desk.write("lake/lake.json", text)
    refused(desk.ingest(desk.write("log.jsonl", GOOD)), "lake.json", 'restore it: {"format": 1}')


def test_an_answer_that_has_no_place(desk: Desk) -> None:
    log = desk.write("log.jsonl", GOOD)
    assert desk.ingest(log).code == 0
    refused(stillwatch("scan", "--lake", desk.lake, "--out", log), "log.jsonl: File exists")


# --- Settings and references -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("judgement: [1", ["own.yaml:1: is not YAML"]),
        ("judgment: {error_rate: 0.1}", ["own.yaml: judgment: "]),
        ("judgement: {eror_rate: 0.1}", ["own.yaml: judgement.eror_rate: "]),
        ("judgement: {error_rate: 2}", ["own.yaml: judgement.error_rate: ", "less than 1"]),
        ("judgement: {error_rate: low}", ["own.yaml: judgement.error_rate: "]),
        ("ingest: {keep_text: some}", ["own.yaml: ingest.keep_text: "]),
        ("- a", ["own.yaml: "]),
    ],
)
@pytest.mark.parametrize("verb", ["ingest", "scan"])
def test_settings_that_are_wrong(desk: Desk, verb: str, text: str, parts: list[str]) -> None:
    own = desk.write("own.yaml", text)
    out = ("--out", desk.folder / "out") if verb == "scan" else ()
    log = desk.write("log.jsonl", GOOD)
    said = stillwatch(verb, log, "--lake", desk.lake, "--settings", own, *out)
    refused(said, *parts, "docs/operations.md")
    assert not desk.lake.exists(), "nothing is begun with settings that are wrong"


def test_settings_that_are_not_there(desk: Desk) -> None:
    said = desk.ingest(desk.write("log.jsonl", GOOD), "--settings", desk.folder / "none.yaml")
    refused(said, "none.yaml: cannot be read: No such file or directory -- check the path")


@pytest.mark.parametrize("text", ["", "[]", '{"signals": ["x"], "groups": [{}]}'])
def test_references_that_are_none(desk: Desk, text: str) -> None:
    assert desk.ingest(desk.write("log.jsonl", GOOD)).code == 0
    own = desk.write("own.json", text)
    words = ("scan", "--lake", desk.lake, "--out", desk.folder / "out", "--reference", own)
    refused(stillwatch(*words), "own.json: no reference groups can be read", "lab.calibrate")
