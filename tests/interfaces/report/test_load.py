"""Missing, newer, foreign and damaged files are told apart; ids lead to their neighbours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.interfaces.report.load import load_account, load_detail, load_result, resolve
from stillwatch.model.errors import ResultError
from stillwatch.model.report import ACCOUNTS_SCHEMA
from tests.interfaces.invented import Pair

AT = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def out(tmp_path: Path, small: Pair) -> Path:
    document, detail = small
    (tmp_path / "campaigns.json").write_text(document.model_dump_json(by_alias=True))
    (tmp_path / "report.json").write_text(detail.model_dump_json(by_alias=True))
    rows = [
        dict.fromkeys(ACCOUNTS_SCHEMA.names)
        | {"account_id": f"acct-{n:04d}", "verdict": "not_grouped", "reason": "no tie"}
        | {"exchanges": n, "output_tokens": n, "first_ts": AT, "last_ts": AT}
        for n in range(50)
    ]
    pq.write_table(pa.Table.from_pylist(rows, ACCOUNTS_SCHEMA), tmp_path / "accounts.parquet")
    return tmp_path


def test_what_a_scan_wrote_is_read_from_its_folder_or_file(out: Path, small: Pair) -> None:
    assert load_result(out) == load_result(out / "campaigns.json") == small[0]
    assert load_detail(out, small[0]) == small[1]


def test_a_missing_file_names_the_way_to_it(tmp_path: Path) -> None:
    for load in (load_result, load_detail):
        with pytest.raises(ResultError, match="stillwatch scan"):
            load(tmp_path)
    with pytest.raises(ResultError, match="stillwatch scan"):
        load_account(tmp_path, "x")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schema": "stillwatch.result/2"}', "install a newer Stillwatch"),
        (b'{"schema": "stillwatch.result/0"}', "is of schema 'stillwatch.result/0'"),
        (b'{"schema": "stillwatch.report/1"}', "is no stillwatch.result/1 document"),
        (b"[1, 2]", "is no stillwatch.result/1 document"),
        (b'{"schema": ', "cannot be read as JSON"),
        (b"\x00\xff", "cannot be read as JSON"),
        (b'{"schema": "stillwatch.result/1"}', r"window: Field required \(and 4 more faults\)"),
    ],
)
def test_every_wrong_file_is_wrong_in_its_own_words(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "campaigns.json").write_bytes(content)
    with pytest.raises(ResultError, match=message) as caught:
        load_result(tmp_path)
    assert "campaigns.json" in caught.value.where
    assert caught.value.remedy


def test_files_of_two_scans_are_not_mixed(out: Path, small: Pair) -> None:
    raw = small[1].model_dump(mode="json", by_alias=True) | {"settings_digest": "other"}
    (out / "report.json").write_bytes(orjson.dumps(raw))
    with pytest.raises(ResultError, match="different scans"):
        load_detail(out, small[0])


def test_an_account_is_found_by_its_id_or_the_start_of_it(out: Path) -> None:
    assert load_account(out, "acct-0007").exchanges == 7
    assert load_account(out, "acct-0007").verdict == "not_grouped"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("acct-000", "10 accounts begin with 'acct-000'.*acct-0000.*and 5 more"),
        ("acct-0077", "did you mean.*acct-0007"),
        ("nonsense", "this result holds 50, for example acct-0000"),
        ("", "there is no account ''"),
    ],
)
def test_an_unclear_account_names_the_closest(out: Path, wanted: str, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        load_account(out, wanted)


def test_a_foreign_parquet_file_is_refused(out: Path) -> None:
    pq.write_table(pa.table({"account_id": ["a"]}), out / "accounts.parquet")
    with pytest.raises(ResultError, match="not an account table of this version"):
        load_account(out, "a")
    (out / "accounts.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(ResultError, match="not an account table of this version"):
        load_account(out, "a")


def test_resolve_prefers_the_whole_id() -> None:
    assert resolve("a", ["a", "ab"], "campaign") == "a"
    assert resolve("ab", ["a", "abc"], "campaign") == "abc"
    with pytest.raises(ResultError, match="holds no campaign at all"):
        resolve("a", [], "campaign")
