"""Ingest: every row accounted for, however often it comes, and nothing kept unasked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.run import IngestOptions, SourceReport, ingest
from stillwatch.ingest.source import Source
from stillwatch.model.errors import InputError, LakeError, MappingError
from stillwatch.settings import IngestSettings
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES, REJECTS, TEXTS
from tests.ingest.taken_in import everything, held, row, take_in, uneven_log, write_log


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake.create_or_open(tmp_path / "lake")


def counts(report: SourceReport) -> tuple[int, int, int]:
    return report.kept, report.again, report.rejected


# --- Every row accounted for ---------------------------------------------------------------


def test_rows_become_exchanges_texts_or_rejects(lake: Lake, tmp_path: Path) -> None:
    log = write_log(
        tmp_path / "log",
        [row(1), "{broken", row(2, ts="yesterday"), row(3), row(3), row(1, output_tokens=9)],
    )
    (report,) = take_in(lake, log)
    assert counts(report) == (2, 1, 3)
    assert [reject.row for reject in report.rejects] == [2, 3, 6]
    assert [each["request_id"] for each in held(lake, EXCHANGES)] == ["r1", "r3"]
    assert {each["prompt"] for each in held(lake, TEXTS)} == {row(1)["prompt"], row(3)["prompt"]}
    refused = sorted(held(lake, REJECTS), key=lambda each: int(each["row"]))
    assert [(each["source"], each["row"]) for each in refused] == [(str(log), n) for n in (2, 3, 6)]
    assert "not JSON" in refused[0]["reason"]
    assert "yesterday" in refused[1]["reason"]
    assert "the first one stands" in refused[2]["reason"]
    assert lake.rejected() == 3


@pytest.mark.parametrize(("chunk_rows", "commit_rows"), [(1, 1), (7, 30), (1000, 10), (16, 10**6)])
def test_the_lake_does_not_depend_on_how_the_rows_were_cut(
    tmp_path: Path, chunk_rows: int, commit_rows: int
) -> None:
    log = uneven_log(tmp_path / "log", 24)
    one, other = (Lake.create_or_open(tmp_path / name) for name in ("one", "other"))
    (whole,) = take_in(one, log, chunk_rows=10**5, commit_rows=10**6)
    (cut,) = take_in(other, log, chunk_rows=chunk_rows, commit_rows=commit_rows)
    assert everything(one) == everything(other)
    assert counts(whole) == counts(cut)
    assert one.version() == 1


def test_progress_adds_up_to_all_rows_and_all_bytes(lake: Lake, tmp_path: Path) -> None:
    plain = uneven_log(tmp_path / "log", 300)
    packed = tmp_path / "more.gz"
    packed.write_bytes(gzip.compress(write_log(tmp_path / "x", [row(9000)]).read_bytes()))
    began: list[str] = []
    heard: list[tuple[int, int]] = []

    def hear(source: Source, taken_for: str) -> None:
        began.append(f"{source.path.name}: {taken_for.partition(' ')[0]}")

    options = IngestOptions(settings=IngestSettings(chunk_rows=20))
    reports = ingest(
        [plain, packed],
        lake,
        options,
        began=hear,
        advance=lambda rows, count: heard.append((rows, count)),
    )
    assert began == ["log: table", "more.gz: table"]
    assert sum(rows for rows, _ in heard) == sum(sum(counts(report)) for report in reports)
    assert sum(count for _, count in heard) == plain.stat().st_size + packed.stat().st_size
    assert all(count >= 0 for _, count in heard)


def test_an_empty_file_is_a_note_not_an_error(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"")
    (report,) = take_in(lake, tmp_path / "log")
    assert counts(report) == (0, 0, 1)
    assert take_in(lake, tmp_path / "log")[0].already


def test_only_the_first_rejects_are_shown_and_all_are_kept(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(1), *["{broken"] * 70])
    (report,) = take_in(lake, log, chunk_rows=10)
    assert report.rejected == lake.rejected() == 70
    assert [reject.row for reject in report.rejects] == list(range(2, 22))


def test_what_lies_in_a_folder_and_is_no_log_is_passed_over(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    write_log(tmp_path / "logs" / "b", [row(1), row(2)])
    note = tmp_path / "logs" / "README"
    note.write_text("These are the logs of May.\n")
    other, log = take_in(lake, tmp_path / "logs")
    assert (other.passed_over, other.name, log.kept) == (True, str(note), 2)
    assert "no known format" in other.why
    with pytest.raises(InputError, match="no known format"):
        take_in(lake, tmp_path / "logs", note)


def test_a_wrong_path_or_mapping_stops_before_anything_is_taken(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(1)])
    with pytest.raises(InputError, match="no such file"):
        take_in(lake, log, tmp_path / "lgo2")
    with pytest.raises(MappingError, match="card"):
        take_in(lake, log, mapping=Mapping(fields={"payment_id": "card"}))
    assert lake.version() == 0


# --- The same again ------------------------------------------------------------------------


def test_the_same_file_again_under_any_name_is_known(lake: Lake, tmp_path: Path) -> None:
    log = uneven_log(tmp_path / "log", 120)
    take_in(lake, log)
    before, version = everything(lake), lake.version()
    assert take_in(lake, log)[0].already
    log.rename(tmp_path / "renamed")
    (report,) = take_in(lake, tmp_path / "renamed")
    assert report.already
    assert counts(report) == (0, 0, 0)
    assert (everything(lake), lake.version()) == (before, version)


def test_two_copies_at_once_are_taken_once(lake: Lake, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_log(tmp_path / name, [row(1), row(2)])
    reports = take_in(lake, tmp_path / "one", tmp_path / "two")
    assert [report.already for report in reports] == [False, True]
    assert len(everything(lake)["exchanges"]) == 2


def test_a_grown_file_brings_only_what_is_new(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(n) for n in range(80)] + ["{broken"])
    take_in(lake, log)
    write_log(log, [row(n) for n in range(80)] + ["{broken"] + [row(n) for n in range(80, 100)])
    (report,) = take_in(lake, log)
    assert counts(report) == (20, 80, 1)
    assert len(everything(lake)["exchanges"]) == 100
    assert lake.rejected() == 1  # One broken line, however often its file is read.


def test_overlapping_files_meet_without_repeats(lake: Lake, tmp_path: Path) -> None:
    one = write_log(tmp_path / "one", [row(n) for n in range(60)])
    other = write_log(tmp_path / "other", [row(n) for n in range(40, 100)])
    reports = take_in(lake, one, other)
    assert [counts(report) for report in reports] == [(60, 0, 0), (40, 20, 0)]
    assert len(everything(lake)["texts"]) == 100


def test_the_first_content_of_an_id_stands_over_files(lake: Lake, tmp_path: Path) -> None:
    take_in(lake, write_log(tmp_path / "one", [row(1), row(2)]))
    changed = [row(1, output_tokens=999), row(2, prompt="something else was asked here")]
    (report,) = take_in(lake, write_log(tmp_path / "two", [*changed, row(3)]))
    assert counts(report) == (1, 0, 2)
    assert "request_id 'r1' of account 'a1'" in report.rejects[0].reason
    assert {each["prompt"] for each in held(lake, TEXTS)} == {row(n)["prompt"] for n in (1, 2, 3)}


def test_one_id_under_two_accounts_is_two_exchanges(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(1), row(1, account_id="other")])
    assert counts(take_in(lake, log)[0]) == (2, 0, 0)


def test_ids_are_not_mistaken_by_where_one_ends(lake: Lake, tmp_path: Path) -> None:
    rows = [row(1, account_id="ab", request_id="c"), row(1, account_id="a", request_id="bc")]
    assert counts(take_in(lake, write_log(tmp_path / "log", [*rows]))[0]) == (2, 0, 0)


def test_a_changed_mapping_is_taken_anew_and_says_what_it_meets(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(n, card=f"card {n}") for n in range(3)])
    take_in(lake, log)
    (report,) = take_in(lake, log, mapping=Mapping(fields={"payment_id": "card"}))
    assert (report.already, counts(report)) == (False, (0, 3, 0))
    other = Mapping(fields={"output_tokens": "n"}, constants={"plan": "pro"})
    longer = write_log(tmp_path / "log", [{**row(n), "n": 500 + n} for n in range(3)])
    (report,) = take_in(lake, longer, mapping=other)
    assert counts(report) == (0, 0, 3)
    assert {each["output_tokens"] for each in held(lake, EXCHANGES)} == {10, 11, 12}


# --- Going on after a stop -----------------------------------------------------------------


class Died(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


def test_a_stop_at_any_commit_and_other_settings_after_it_cost_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = uneven_log(tmp_path / "log", 110)
    clean = Lake.create_or_open(tmp_path / "clean")
    take_in(clean, log, chunk_rows=20)
    wanted = everything(clean)
    commit = Lake._commit
    stops = 0
    for point in range(40):
        lake = Lake.create_or_open(tmp_path / f"stopped {point}")
        left = point

        def dying(self: Lake, table: Any, *rest: Any) -> None:
            nonlocal left
            if left == 0:
                raise Died
            left -= 1
            commit(self, table, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(Lake, "_commit", dying)
            try:
                take_in(lake, log, chunk_rows=20)
            except Died:
                stops += 1
            else:
                break
        # Another file came in between, and the person chose larger commits.
        take_in(lake, write_log(tmp_path / "between", [row(0), row(1), row(2)]))
        take_in(lake, log, chunk_rows=20, commit_rows=70 + point * 10)
        assert everything(lake) == wanted, f"stopped before commit {point}"
    assert stops >= 6


def test_a_run_that_goes_on_reads_only_what_is_left(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = write_log(tmp_path / "log", [row(n) for n in range(100)])
    finish = Lake.append

    def dying(self: Lake, batch: Any) -> int:
        version = finish(self, batch)
        if batch.last_row >= 60:
            raise Died
        return version

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "append", dying)
        with pytest.raises(Died):
            take_in(lake, log, chunk_rows=20, commit_rows=20)
    (report,) = take_in(lake, log, chunk_rows=20)
    assert counts(report) == (40, 0, 0)
    assert len(everything(lake)["exchanges"]) == 100


def test_a_second_writer_is_refused(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(1)])
    with lake.writing(), pytest.raises(LakeError, match="another process is writing"):
        take_in(Lake.open(lake.folder), log)
    assert counts(take_in(lake, log)[0]) == (1, 0, 0)


def test_many_small_commits_are_merged_in_the_end(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(n, ts="2026-05-01T00:00:00Z") for n in range(40)])
    take_in(lake, log, commit_rows=2, chunk_rows=2)
    assert lake.version() > 20
    assert len(lake.files(EXCHANGES)) == 1


# --- What is kept --------------------------------------------------------------------------


@pytest.mark.parametrize(("keep", "texts"), [("never", 0), ("suspects", 3), ("all", 3)])
def test_texts_are_kept_as_the_setting_says_and_sketches_always(
    lake: Lake, tmp_path: Path, keep: str, texts: int
) -> None:
    log = write_log(tmp_path / "log", [row(n) for n in range(3)])
    take_in(lake, log, keep_text=keep)
    assert len(held(lake, TEXTS)) == texts
    exchanges = held(lake, EXCHANGES)
    assert all(each["prompt_hash"] is not None for each in exchanges)
    assert all("prompt" not in each and "response" not in each for each in exchanges)


def test_without_texts_no_word_of_any_row_is_on_disk(lake: Lake, tmp_path: Path) -> None:
    secret = "quizzicalwombat"
    log = write_log(
        tmp_path / "log",
        [
            row(1, prompt=secret, response=secret, system_instructions=secret, tools=[secret]),
            row(2, prompt=secret, ts="yesterday"),
            '{"prompt": "' + secret,
        ],
    )
    take_in(lake, log, keep_text="never")
    assert lake.rejected() == 2
    assert secret not in json.dumps(everything(lake), default=str)
    log.write_text("")
    # Reject reasons name the file, so the log's own path may hold anything but the secret.
    found = [p for p in lake.folder.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()]
    assert found == []


def test_stored_texts_are_cut_and_sketches_see_the_whole(lake: Lake, tmp_path: Path) -> None:
    long = "why does the sea glow at night " * 40
    log = write_log(
        tmp_path / "log", [row(1, prompt=long, turns=[{"role": "user", "content": long}])]
    )
    take_in(lake, log, text_limit_chars=200)
    (text,) = held(lake, TEXTS)
    assert text["prompt"] == long[:200]
    assert text["turns"] == [{"role": "user", "content": long[:200]}]
    (exchange,) = held(lake, EXCHANGES)
    assert exchange["prompt_chars"] == len(long.strip()) or exchange["prompt_chars"] == len(long)


def test_pseudonyms_keep_ties_and_leave_no_identifier_behind(tmp_path: Path) -> None:
    rows = [
        row(n, account_id=f"acct-{n % 2}-visible", payment_id="card-visible", client_ip="192.0.2.7")
        for n in range(6)
    ]
    refused = row(9, ts="yesterday", account_id="acct-9-visible", payment_id="card-visible")
    log = write_log(
        tmp_path / "log", [*rows, refused, row(0, account_id="acct-0-visible", output_tokens=1)]
    )
    lakes = [Lake.create_or_open(tmp_path / name) for name in ("plain", "one", "two")]
    keys = [None, b"k" * 32, b"l" * 32]
    reports = [take_in(lake, log, key=key)[0] for lake, key in zip(lakes, keys, strict=True)]
    assert {counts(report) for report in reports} == {(6, 0, 2)}
    for lake in lakes[1:]:
        assert "visible" not in json.dumps(everything(lake), default=str)
        assert "192.0.2" not in json.dumps(everything(lake), default=str)
        exchanges = held(lake, EXCHANGES)
        assert len({each["account_id"] for each in exchanges}) == 2
        assert len({each["payment_id"] for each in exchanges}) == 1
        assert {each["org_id"] for each in exchanges} == {None}
        assert {t["account_id"] for t in held(lake, TEXTS)} == {
            each["account_id"] for each in exchanges
        }
    accounts = [{each["account_id"] for each in held(lake, EXCHANGES)} for lake in lakes]
    assert accounts[1].isdisjoint(accounts[2])
    # The same log under the same key is known; under another it is another source.
    assert take_in(lakes[1], log, key=keys[1])[0].already
    assert not take_in(lakes[1], log, key=keys[2])[0].already


def test_another_time_zone_moves_the_day(lake: Lake, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log", [row(1, ts="2026-05-02 00:30:00")])
    take_in(lake, log, mapping=Mapping(timezone="Europe/Vienna"))
    (file,) = lake.files(EXCHANGES)
    assert Path(file).parent.name == "day=2026-05-01"
