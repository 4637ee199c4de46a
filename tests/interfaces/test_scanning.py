"""One scan from lake to files, as the verbs call it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from stillwatch.interfaces.report import load_detail, load_result
from stillwatch.interfaces.scanning import PACKAGES, ScanRequest, Written, run_scan
from stillwatch.model.errors import StepError, StillwatchError
from stillwatch.pipeline import COORDINATED_BITS
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import SIGNALS
from stillwatch.store.lake import Lake
from stillwatch.store.tables import EXCHANGES
from tests.interfaces.scanned import Scanned


def request(scanned: Scanned, out: Path) -> ScanRequest:
    lake = Lake.open(scanned.lake)
    return ScanRequest(lake, out, None, None, Settings(), "the command", scanned.reference)


@dataclass(frozen=True)
class Run:
    """A scan, and the steps it told of."""

    written: Written
    told: list[str]


@pytest.fixture(scope="module")
def run(scanned: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Run:
    told: list[str] = []
    out = tmp_path_factory.mktemp("written") / "deep" / "out"
    return Run(run_scan(request(scanned, out), told.append), told)


@pytest.fixture
def written(run: Run) -> Written:
    return run.written


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


def test_each_step_is_told(run: Run) -> None:
    # Membership is settled in memory: told, for it takes a while, and no step of the engine.
    assert {*(step.step for step in run.written.detail.steps), "membership"} == set(run.told)


def test_a_scan_that_fails_leaves_the_last_result_as_it_was(
    scanned: Scanned, written: Written
) -> None:
    out = written.report.parent
    files = {path.name: path.read_bytes() for path in out.iterdir()}

    def fail(step: str) -> None:
        if step == "account":
            raise StepError(step, "SELECT 1", "out of memory")

    with pytest.raises(StillwatchError, match="out of memory"):
        run_scan(request(scanned, out), fail)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files


def test_a_scan_changes_no_exchange(scanned: Scanned, written: Written) -> None:
    lake = Lake.open(scanned.lake)
    assert lake.version() == written.document.input.lake_version
    assert lake.files(EXCHANGES) == lake.files(EXCHANGES, version=lake.version())
