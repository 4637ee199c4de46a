"""A scan from rows to verdicts: what it names, what it does when data is missing, and that it
says the same thing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from stillwatch.model.errors import SettingsError
from stillwatch.model.exchange import FIELDS
from stillwatch.pipeline import EVERY_FAMILY, Scan, judge_groups, open_window, scan, used_signals
from stillwatch.settings import JudgementSettings, Settings
from stillwatch.signals.catalogue import MEASURES, SIGNALS, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake, LakeBatch
from tests.campaigns import made
from tests.store import made_rows

REFERENCE = made.harmless()
REQUIRED = {field.name for field in FIELDS if field.required}
KNOWN = sorted({name for row in made.log() for name in row} - REQUIRED)
"""Everything optional that the constructed log carries, sketches included."""


def small() -> list[made.Row]:
    """Return the smaller ring, the class, and a few strangers."""
    few = {f"s-{n:03d}" for n in range(90)}
    strangers = [row for row in made.strangers() if row["account_id"] in few]
    return [*made.south(), *made.class_(), *strangers]


def scanned(
    folder: Path, rows: list[made.Row], *, threads: int = 2, settings: Settings | None = None
) -> Scan:
    with made.opened(folder, rows, threads) as engine:
        return scan(engine, settings or Settings(), REFERENCE)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """The whole constructed log, scanned on one thread."""
    return scanned(tmp_path_factory.mktemp("whole"), made.log(), threads=1)


@pytest.fixture(scope="module")
def told() -> list[str]:
    """The steps that the scan of `half` told of."""
    return []


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Scan:
    """The smaller log, scanned, its steps told of."""
    with made.opened(tmp_path_factory.mktemp("half"), small()) as engine:
        return scan(engine, Settings(), REFERENCE, told.append)


def verdicts(found: Scan) -> Counter[str]:
    return Counter(found.accounts.column("verdict").to_pylist())


def members(found: Scan) -> set[str]:
    return {m.account_id for named in found.named for m in named.campaign.accounts}


# --- Missing data --------------------------------------------------------------------------


def test_of_a_bare_log_nobody_is_named_and_everything_is_said_to_be_missing(
    tmp_path: Path,
) -> None:
    found = scanned(tmp_path, made.without(made.log(), *KNOWN))
    assert found.named == []
    assert found.cleared == []
    assert found.judgement.judged == []
    accounts = {row["account_id"] for row in made.log()}
    assert verdicts(found) == {"could_not_tell": len(accounts)}
    reasons = set(found.accounts.column("reason").to_pylist())
    assert reasons == {"carries nothing that accounts could share"}
    told_always = {s.name for s in SIGNALS.values() if set(s.requires) <= {"ts", "output_tokens"}}
    noted = {note.signal for note in found.judgement.notes}
    assert noted == set(SIGNALS) - told_always
    assert all(note.exchanges == len(made.log()) for note in found.judgement.notes)


EXPENDABLE = ("payment_id", "client_ip")
"""Fields without which the ring is found all the same: no family of evidence is needed."""
TELLING = ("prompt_hash", "turn_count")


@pytest.mark.parametrize("field", [*EXPENDABLE, *TELLING])
def test_one_field_may_be_missing(field: str, tmp_path: Path) -> None:
    found = check_without(field, tmp_path)
    if field in EXPENDABLE:
        assert members(found) == set(made.SOUTH)


@pytest.mark.heavy
@pytest.mark.parametrize("field", sorted({*KNOWN} - {*EXPENDABLE, *TELLING}))
def test_any_one_field_may_be_missing(field: str, tmp_path: Path) -> None:
    check_without(field, tmp_path)


def check_without(field: str, tmp_path: Path) -> Scan:
    """Scan a log without one field: everybody is accounted for, and nobody is accused for it."""
    found = scanned(tmp_path, made.without(small(), field))
    accounts = {row["account_id"] for row in small()}
    assert sorted(found.accounts.column("account_id").to_pylist()) == sorted(accounts)
    assert members(found) <= set(made.SOUTH), "what is not known accuses nobody"
    needing = {s.name for s in SIGNALS.values() if field in s.requires and not s.any_of}
    assert needing <= {note.signal for note in found.judgement.notes}
    return found


def test_a_group_of_unknown_extraction_is_neither_named_nor_cleared(tmp_path: Path) -> None:
    """Too few requests to measure anything: they act as one, and that is all there is to say."""
    shared = {"payment_id": "card", "device_id": "device", "client_ip": made.EXITS[0]}
    rows = [{**row, **shared} for row in made.south()[::8][:15]]
    assert len({row["account_id"] for row in rows}) == len(rows) == 15
    found = scanned(tmp_path, [*rows, *made.strangers()])
    [group] = found.judgement.judged
    assert group.verdict == "could_not_tell"
    assert found.named == []
    assert found.cleared == []
    told = {row["account_id"]: row for row in found.accounts.to_pylist()}
    accounts = {row["account_id"] for row in rows}
    assert {told[account]["verdict"] for account in accounts} == {"could_not_tell"}
    assert all("nothing is logged on" in told[account]["reason"] for account in accounts)
    assert [note for note in found.judgement.notes if "1 groups act as one" in note.reason]


def test_a_log_without_a_row_is_a_scan_without_a_finding(tmp_path: Path) -> None:
    found = scanned(tmp_path, [])
    assert (found.named, found.cleared, found.judgement.considered) == ([], [], 0)
    assert found.accounts.num_rows == 0
    assert found.judgement.population.exchanges == 0


@pytest.mark.parametrize("accounts", [1, 5])
def test_a_log_of_a_few_accounts_names_nobody(accounts: int, tmp_path: Path) -> None:
    """All there is shares all there is: nothing to hold it against."""
    few = {f"south-{n:02d}" for n in range(accounts)}
    found = scanned(tmp_path, [row for row in made.south() if row["account_id"] in few])
    assert found.named == []
    assert found.accounts.num_rows == accounts


# --- Both axes -----------------------------------------------------------------------------


def test_the_rings_are_named_and_the_class_is_cleared(whole: Scan) -> None:
    found = whole
    assert members(found) == {*made.NORTH, *made.HIDDEN, *made.SOUTH}
    assert found.judgement.population.accounts == len({r["account_id"] for r in made.log()})
    assert found.judgement.population.exchanges == len(made.log())
    assert found.judgement.considered >= len(found.judgement.judged) == 3
    assert {g.accounts for g in found.cleared} == {len(made.CLASS)}


def test_no_account_is_in_two_groups(tmp_path: Path) -> None:
    with made.opened(tmp_path, made.log()) as engine:
        groups = judge_groups(engine, Settings(), REFERENCE).judged
    entities = [entity for group in groups for entity in group.members.tolist()]
    assert len(entities) == len(set(entities))
    assert all(set(group.values.whole) <= {m.name for m in MEASURES} for group in groups)


def test_a_group_below_the_minimum_is_not_looked_at(tmp_path: Path) -> None:
    large = Settings(judgement=JudgementSettings(group_minimum=30))
    found = scanned(tmp_path, small(), settings=large)
    assert not members(found)
    assert len(found.judgement.judged) == 1
    assert {g.accounts for g in found.cleared} <= {len(made.CLASS), len(made.CLASS) - 1}


def test_a_company_is_one_entity_whatever_its_accounts_share(tmp_path: Path) -> None:
    rows = [
        {**row, "org_id": "one company"} if row["account_id"] in made.SOUTH else row
        for row in small()
    ]
    found = scanned(tmp_path, rows)
    assert not members(found)
    assert found.judgement.population.entities == found.judgement.population.accounts - 19


def test_ties_between_strangers_are_not_made_by_the_judgement(tmp_path: Path) -> None:
    with made.opened(tmp_path, made.strangers()) as engine:
        found = judge_groups(engine, Settings(), REFERENCE)
    assert found.judged == []
    assert {signal.name for signal in found.tie_signals} <= {signal.name for signal in TIES}


# --- The same answer -----------------------------------------------------------------------


def answer(found: Scan) -> tuple[object, ...]:
    """Return all of a scan that a user sees, but for how long it took."""
    return (
        [(n.campaign.model_dump(), n.detail.model_dump()) for n in found.named],
        [asdict(group) for group in found.cleared],
        found.accounts.to_pylist(),
        found.judgement.notes,
        found.judgement.considered,
        found.least_extraction,
    )


def test_any_number_of_threads_gives_the_same_answer(whole: Scan, tmp_path: Path) -> None:
    assert answer(scanned(tmp_path, made.log(), threads=3)) == answer(whole)


def test_the_order_of_the_rows_does_not_matter(half: Scan, tmp_path: Path) -> None:
    keyed = [{"request_id": f"r{n:05d}", "exchange_key": n, **row} for n, row in enumerate(small())]
    assert answer(scanned(tmp_path, keyed[::-1])) == answer(half)


def test_every_step_is_told_and_timed(half: Scan, told: list[str]) -> None:
    # Membership is settled in memory: told, for it takes a while, and no step of the engine.
    assert {*half.seconds, "membership"} == set(told)
    assert {"account", "tie", "group_row", "named_account", "account_standing"} <= set(told)


# --- Families left out ---------------------------------------------------------------------


@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_family_left_out_is_in_no_signal(family: str) -> None:
    ties, measures = used_signals(Settings(judgement=JudgementSettings(without=(family,))))
    assert ties == [signal for signal in TIES if signal.family != family]
    assert measures == [signal for signal in MEASURES if signal.family != family]
    assert len(ties) + len(measures) < len(TIES) + len(MEASURES)


def test_an_unknown_family_is_refused_with_the_known_ones() -> None:
    settings = Settings(judgement=JudgementSettings(without=("content", "astrology")))
    with pytest.raises(SettingsError, match=r"no family is called astrology.*use .*payment"):
        used_signals(settings)


# --- The window ----------------------------------------------------------------------------


def lake_of(folder: Path) -> Lake:
    """Return a lake of ten exchanges, an hour apart, on two days."""
    lake = Lake.create_or_open(folder)
    start = made.START - timedelta(hours=5)
    with lake.writing():
        for n in range(10):
            ts = start + timedelta(hours=n)
            day = ts.strftime("%Y-%m-%d")
            rows = made_rows.exchanges([n], day, ts=ts)
            none = made_rows.rejects([])
            texts = made_rows.texts([n], day)
            lake.append(LakeBatch(rows, texts, none, f"source {n}", 1, finished=True))
    return lake


def keys(engine: DuckEngine, table: str = "exchange") -> list[int]:
    return sorted(engine.read(f"SELECT exchange_key FROM {table}").column(0).to_pylist())


def test_a_window_is_cut_by_time_its_end_left_out(tmp_path: Path) -> None:
    lake = lake_of(tmp_path / "lake")
    start = made.START - timedelta(hours=5)
    with DuckEngine(tmp_path / "work", memory_gib=1.0, threads=1) as engine:
        for since, until, wanted in (
            (None, None, range(10)),
            (start + timedelta(hours=3), None, range(3, 10)),
            (None, start + timedelta(hours=3), range(3)),
            (start + timedelta(hours=3), start + timedelta(hours=7), range(3, 7)),
            (start + timedelta(days=9), None, range(0)),
        ):
            open_window(engine, lake, lake.version(), since, until)
            assert keys(engine) == list(wanted)
        assert keys(engine, "text") == list(range(10))


def test_a_version_that_was_cited_can_be_opened_again(tmp_path: Path) -> None:
    lake = lake_of(tmp_path / "lake")
    before = lake.version() - 4
    with DuckEngine(tmp_path / "work", memory_gib=1.0, threads=1) as engine:
        open_window(engine, lake, before, None, None)
        assert keys(engine) == list(range(6))


def test_a_lake_without_exchanges_has_a_window_without_rows(tmp_path: Path) -> None:
    lake = Lake.create_or_open(tmp_path / "lake")
    with DuckEngine(tmp_path / "work", memory_gib=1.0, threads=1) as engine:
        open_window(engine, lake, lake.version(), made.START, None)
        assert keys(engine) == []
        columns = engine.read("SELECT * FROM exchange").schema
        assert columns.field("ts").type == pa.timestamp("us", tz="UTC")


def test_a_path_with_a_quote_can_be_read(tmp_path: Path) -> None:
    lake = lake_of(tmp_path / "it's a lake")
    with DuckEngine(tmp_path / "work", memory_gib=1.0, threads=1) as engine:
        open_window(engine, lake, lake.version(), None, None)
        assert len(keys(engine)) == 10
