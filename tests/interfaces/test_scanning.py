"""One scan from lake to files, as the verbs call it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stillwatch.interfaces.report import load_detail, load_result
from stillwatch.interfaces.scanning import PACKAGES, ScanRequest, Written, run_scan
from stillwatch.model.errors import StepError, StillwatchError
from stillwatch.pipeline import COORDINATED_BITS
from stillwatch.settings import EngineSettings, Settings
from stillwatch.signals.catalogue import SIGNALS
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES
from tests.interfaces.scanned import Scanned


def request(scanned: Scanned, out: Path) -> ScanRequest:
    lake = Lake.open(scanned.lake)
    return ScanRequest(lake, out, None, None, Settings(), "the command", scanned.reference)


@pytest.fixture(scope="module")
def written(scanned: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return run_scan(request(scanned, tmp_path_factory.mktemp("written") / "deep" / "out"))


def test_what_is_returned_is_what_was_written(written: Written) -> None:
    out = written.report.parent
    assert load_result(out) == written.document
    assert load_detail(out, written.document) == written.detail
    assert not list(out.glob("*.part"))
    assert not list(out.glob("scan-*"))


def test_the_document_says_what_it_rests_on(scanned: Scanned, written: Written) -> None:
    document = written.document
    assert document.settings_digest == Settings().digest()
    assert document.input.lake_version == Lake.open(scanned.lake).version()
    assert document.input.rejected == 0
    assert (document.window.since, document.window.until) == (None, None)


def test_the_sidecar_tells_how_to_do_it_again(written: Written) -> None:
    detail = written.detail
    assert detail.command == "the command"
    assert {"stillwatch", "python", *PACKAGES} == set(detail.versions)
    assert {note.signal for note in detail.signals} == set(SIGNALS)
    assert detail.thresholds is not None
    assert detail.thresholds.coordination == COORDINATED_BITS
    assert detail.groups_considered >= len(written.document.campaigns)
    assert len({step.step for step in detail.steps}) == len(detail.steps) > 100
    assert "2 to 75 US dollars" in detail.price_note
    assert {c.campaign_id for c in detail.campaigns} == {c.id for c in written.document.campaigns}


def test_each_step_is_told(scanned: Scanned, tmp_path: Path) -> None:
    told: list[str] = []
    found = run_scan(request(scanned, tmp_path), told.append)
    assert {step.step for step in found.detail.steps} == set(told)


def test_a_scan_that_fails_leaves_the_last_result_as_it_was(
    scanned: Scanned, written: Written, tmp_path: Path
) -> None:
    before = run_scan(request(scanned, tmp_path))
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    starved = Settings(engine=EngineSettings(memory_gib=0.1, threads=1))

    def fail(step: str) -> None:
        if step == "named_account":
            raise StepError(step, "SELECT 1", "out of memory")

    with pytest.raises(StillwatchError, match="out of memory"):
        run_scan(replace(request(scanned, tmp_path), settings=starved), fail)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files
    assert load_result(tmp_path) == before.document == written.document


def test_a_scan_changes_no_exchange(scanned: Scanned, written: Written) -> None:
    lake = Lake.open(scanned.lake)
    assert lake.version() == written.document.input.lake_version
    assert lake.files(EXCHANGES) == lake.files(EXCHANGES, version=lake.version())
