"""`scan` finds what was hidden, says it, writes it down, and says it the same way again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import typer
from jsonschema import Draft202012Validator

from stillwatch.interfaces.cli.scan import moment
from stillwatch.interfaces.report import load_detail, load_result
from stillwatch.model.report import ACCOUNTS_SCHEMA
from stillwatch.model.result import ResultDocument
from stillwatch.store.lake import Lake
from stillwatch.store.tables import TEXTS
from tests.interfaces.scanned import Scanned, stillwatch

FILES = {"accounts.parquet", "campaigns.json", "report.html", "report.json"}


def test_both_actors_are_found_whole_and_apart(scanned: Scanned) -> None:
    """An actor may come in pieces, and a bystander with it; two actors never come as one."""
    truth = scanned.truth()
    named: dict[str, list[int]] = {}
    for campaign in scanned.document.campaigns:
        actors = Counter(truth[member.account_id]["actor"] for member in campaign.accounts)
        (actor, right), *others = actors.most_common()
        assert right >= 0.85 * len(campaign.accounts)
        assert {other for other, _ in others} <= {None}
        counted = named.setdefault(actor, [0, 0])
        counted[0] += right
        counted[1] += campaign.harvest.exchanges
    assert set(named) == {row["actor"] for row in truth.values()} - {None}
    for actor, (accounts, harvest) in named.items():
        theirs = [row for row in truth.values() if row["actor"] == actor]
        assert accounts == len(theirs)
        assert 0.4 < harvest / sum(row["harvest_exchanges"] for row in theirs) < 1.3


def test_the_document_is_of_the_published_schema_and_loads_again(
    scanned: Scanned, root: Path
) -> None:
    written = json.loads((scanned.out / "campaigns.json").read_text(encoding="utf-8"))
    schema = json.loads((root / "docs" / "schema" / "result-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(written)
    document = load_result(scanned.out)
    assert ResultDocument.model_validate(written) == document
    assert load_detail(scanned.out, document).settings_digest == document.settings_digest


def test_every_account_is_there_once(scanned: Scanned) -> None:
    table = pq.read_table(scanned.out / "accounts.parquet")
    assert table.schema.equals(ACCOUNTS_SCHEMA)
    ids = table.column("account_id").to_pylist()
    assert len(ids) == len(set(ids)) == scanned.document.input.accounts
    assert set(ids) == {a for a, row in scanned.truth().items() if row["exchanges"]}
    named = {m.account_id for c in scanned.document.campaigns for m in c.accounts}
    verdicts = {row["account_id"]: row["verdict"] for row in scanned.accounts()}
    assert {account for account in ids if verdicts[account] == "campaign"} == named
    assert sum(table.column("exchanges").to_pylist()) == scanned.document.input.exchanges


def test_the_folder_holds_the_result_and_nothing_else(scanned: Scanned) -> None:
    assert {path.name for path in scanned.out.iterdir()} == FILES
    page = (scanned.out / "report.html").read_text(encoding="utf-8")
    assert scanned.surest.id in page


def test_what_is_said_at_the_end(scanned: Scanned) -> None:
    said = scanned.said["scan"].out
    flat = " ".join(said.split())
    campaigns = scanned.document.campaigns
    accounts = sum(len(campaign.accounts) for campaign in campaigns)
    assert flat.startswith(f"{len(campaigns)} campaigns, {accounts} accounts, ")
    assert all(campaign.id in said for campaign in scanned.document.campaigns)
    assert f"report: {scanned.out / 'report.html'}" in said


def test_a_second_scan_gives_the_same_bytes_whatever_the_threads(
    scanned: Scanned, tmp_path: Path
) -> None:
    """But for the settings' digest, since the threads are a setting."""
    settings = tmp_path / "settings.yaml"
    settings.write_text("engine: {threads: 1}", encoding="utf-8")
    assert scanned.scan(tmp_path / "one", "--settings", settings).code == 0
    first = (scanned.out / "campaigns.json").read_text(encoding="utf-8")
    other = (tmp_path / "one" / "campaigns.json").read_text(encoding="utf-8")
    digests = [load_result(out).settings_digest for out in (scanned.out, tmp_path / "one")]
    assert digests[0] != digests[1]
    assert other.replace(digests[1], digests[0]) == first
    tables = [pq.read_table(out / "accounts.parquet") for out in (scanned.out, tmp_path / "one")]
    assert tables[0].equals(tables[1])


def test_json_prints_the_document_and_only_that(scanned: Scanned, tmp_path: Path) -> None:
    """Through a real process, as a pipe sees it; and a campaign that is found gives 3."""
    words = ["--lake", str(scanned.lake), "--out", str(tmp_path), "--json", "--fail-on-campaign"]
    reference = ["--reference", str(scanned.reference)]
    done = subprocess.run(
        [sys.executable, "-m", "stillwatch.interfaces.cli", "scan", *words, *reference],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert ResultDocument.model_validate_json(done.stdout) == scanned.document
    assert done.stdout == (tmp_path / "campaigns.json").read_text(encoding="utf-8")
    assert done.stdout == (scanned.out / "campaigns.json").read_text(encoding="utf-8")


def test_a_window_is_cut_and_written_down(scanned: Scanned, tmp_path: Path) -> None:
    said = scanned.scan(tmp_path, "--since", "2026-05-07", "--until", "2026-05-08T12:00:00+02:00")
    assert said.code == 0
    document = load_result(tmp_path)
    assert document.window.since == datetime(2026, 5, 7, tzinfo=UTC)
    assert document.window.until == datetime(2026, 5, 8, 10, tzinfo=UTC)
    assert 0 < document.input.exchanges < scanned.document.input.exchanges
    rows = pq.read_table(tmp_path / "accounts.parquet")
    assert min(rows.column("first_ts").to_pylist()) >= document.window.since
    assert max(rows.column("last_ts").to_pylist()) < document.window.until


def test_a_window_without_a_row_finds_nothing_and_fails_on_nothing(
    scanned: Scanned, tmp_path: Path
) -> None:
    said = scanned.scan(tmp_path, "--since", "2027-01-01", "--fail-on-campaign")
    assert said.code == 0
    assert "0 exchanges of 0 accounts looked at" in said.out
    assert load_result(tmp_path).campaigns == []
    assert pq.read_table(tmp_path / "accounts.parquet").num_rows == 0
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_logs_are_taken_in_on_the_way_by_a_mapping(tmp_path: Path) -> None:
    log, mapping = tmp_path / "own.csv", tmp_path / "map.yaml"
    rows = [f"2026-05-01T00:{n:02d}:00,c{n % 5},q{n},tern,{n},Why {n}?" for n in range(60)]
    log.write_text("\n".join(["when,customer,id,llm,n_out,asked", *rows]), encoding="utf-8")
    mapping.write_text(
        "source: table\ntimezone: '+02:00'\nfields: {ts: when, account_id: customer, "
        "request_id: id, model: llm, output_tokens: n_out, prompt: asked}\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    said = stillwatch("scan", log, "--map", mapping, "--out", out)
    assert said.code == 0, said.err
    assert f"{log}: table (as asked): 60 exchanges" in said.out
    rows_found = {
        row["account_id"]: row for row in pq.read_table(out / "accounts.parquet").to_pylist()
    }
    assert set(rows_found) == {f"c{n}" for n in range(5)}
    assert rows_found["c0"]["first_ts"] == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert {path.name for path in out.iterdir()} == {*FILES, "lake"}
    again = stillwatch("scan", log, "--map", mapping, "--out", out, "--json")
    assert again.code == 0
    assert ResultDocument.model_validate_json(again.out).input.exchanges == 60


def texts(lake: Path) -> set[str]:
    files = Lake.open(lake).files(TEXTS)
    return (
        set(ds.dataset(files).to_table(["account_id"])["account_id"].to_pylist())
        if files
        else set()
    )


@pytest.mark.parametrize("keep", ["suspects", "all"])
def test_texts_of_the_unnamed_go_unless_all_are_kept(keep: str, tmp_path: Path) -> None:
    """Nobody is named here, so under `suspects` only the days of grace are left."""
    log = tmp_path / "log.jsonl"
    rows = [
        {
            "ts": f"2026-0{month}-01T00:00:00Z",
            "request_id": f"r{month}",
            "account_id": f"month-{month}",
            "model": "tern",
            "output_tokens": 5,
            "prompt": "Why?",
        }
        for month in (3, 4, 5)
    ]
    log.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert stillwatch("scan", log, "--out", tmp_path / "out", "--keep-text", keep).code == 0
    kept = texts(tmp_path / "out" / "lake")
    assert kept == ({"month-5"} if keep == "suspects" else {"month-3", "month-4", "month-5"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "yesterday"], "--since 'yesterday' is not a time; write it as 2026-05-01"),
        (["--until", "2026-13-01"], "--until '2026-13-01' is not a time"),
        (["--since", "2026-06-01", "--until", "2026-05-01"], "is not before --until 2026-05-01"),
        (["--engine", "spark"], "--engine spark is not in this version; use duckdb"),
        (["--keep-text", "maybe"], "--keep-text is never, suspects or all, not 'maybe'"),
        (["--map", "own.yaml"], "--map and --format say how PATHS are read, and none are named"),
        (["--format", "otlp"], "--map and --format say how PATHS are read"),
        (["--twice"], "--twice"),
    ],
)
def test_wrong_usage_is_two_and_scans_nothing(
    scanned: Scanned, words: list[str], said: str, tmp_path: Path
) -> None:
    found = scanned.scan(tmp_path / "out", *words)
    assert found.code == 2
    assert said in found.err
    assert len(found.err.splitlines()) == 1
    assert found.out == ""
    assert not (tmp_path / "out").exists()


def test_a_scan_needs_a_place_for_its_answer() -> None:
    assert "Missing option '--out'" in stillwatch("scan").err


def test_a_scan_of_no_lake_says_how_to_make_one(tmp_path: Path) -> None:
    found = stillwatch("scan", "--out", tmp_path / "out")
    assert found.code == 1
    assert (
        "there is no lake here -- make one with `stillwatch ingest PATH... --lake DIR`" in found.err
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, None),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026-05-01T12:30:00", datetime(2026, 5, 1, 12, 30, tzinfo=UTC)),
        ("2026-05-01T12:30:00+02:00", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-05-01T12:30:00Z", datetime(2026, 5, 1, 12, 30, tzinfo=UTC)),
    ],
)
def test_times_are_utc_unless_they_say_otherwise(text: str | None, wanted: datetime | None) -> None:
    assert moment("--since", text) == wanted


@pytest.mark.parametrize("text", ["", "now", "1777975200123", "0001-01-01T00:00:00+23:00"])
def test_what_is_no_time_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="--since"):
        moment("--since", text)


def test_who_is_vouched_for_becomes_a_noted_exception(scanned: Scanned, tmp_path: Path) -> None:
    """`--allow` takes a campaign out of the result, and says who answers for it and until when."""
    vouched = scanned.surest
    covered = ", ".join(member.account_id for member in vouched.accounts)
    allow = tmp_path / "allow.yaml"
    allow.write_text(
        f"allow:\n  - id: lab-7\n    account_id: [{covered}]\n    owner: the desk\n"
        "    reason: contract 14\n    expires: 2099-06-30\n"
        "  - id: gone\n    account_id: x\n    owner: the desk\n    reason: old\n"
        "    expires: 2020-01-01\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    said = scanned.scan(out, "--allow", allow)
    assert said.code == 0, said.err
    document = load_result(out)
    detail = load_detail(out, document)
    named = {member.account_id for c in document.campaigns for member in c.accounts}
    assert not named & {member.account_id for member in vouched.accounts}
    assert [(x.entry, x.owner, x.covered) for x in detail.exceptions] == [
        ("lab-7", "the desk", len(vouched.accounts))
    ]
    assert "gone" in {note.entry for note in detail.allow_notes}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Noted exceptions" in page
    assert "contract 14" in page
    assert "1 noted exception;" in " ".join(said.out.split())


def test_a_fault_in_the_list_names_its_line(scanned: Scanned, tmp_path: Path) -> None:
    allow = tmp_path / "allow.yaml"
    allow.write_text("allow:\n  - id: lab-7\n    owner: the desk\n", encoding="utf-8")
    said = scanned.scan(tmp_path / "out", "--allow", allow)
    assert said.code == 1
    assert "allow.yaml" in said.err
    assert "docs/operations.md" in said.err
