"""One scan from lake to files: what the verbs `scan` and `demo` share."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed
from pathlib import Path

import pyarrow.parquet as pq

from stillwatch import __version__
from stillwatch.campaigns.allow import AllowEntry, noted_exceptions, with_exceptions
from stillwatch.campaigns.artefacts import count_replays
from stillwatch.campaigns.looks import ALONE, Look
from stillwatch.campaigns.reference import Reference, load_reference
from stillwatch.interfaces.looking import keep_look, take_look
from stillwatch.interfaces.report import write_report
from stillwatch.model.errors import LakeError
from stillwatch.model.noted import AllowNote, ArtefactReplay, NotedException
from stillwatch.model.report import ClearedGroup, ReportDetail, SignalNote, StepTime, Thresholds
from stillwatch.model.result import ResultDocument, ScanInput, Window
from stillwatch.pipeline import COORDINATED_BITS, Scan, open_window, scan
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import MEASURES, SIGNALS
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

CLEARED_SHOWN = 200
PACKAGES = ("duckdb", "pyarrow", "deltalake", "numpy", "networkit")


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What is to be scanned and where the answer goes."""

    lake: Lake
    out: Path
    since: datetime | None
    until: datetime | None
    settings: Settings
    command: str
    """The command line that gives this result again."""
    reference: Path | None = None
    remember: bool = False
    """Whether this is one look of many at a lake that lasts, or a scan that stands alone."""
    allow: Sequence[AllowEntry] = ()
    """Who is vouched for, by whom and until when."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted beside the campaigns: exceptions, and artefacts over the whole log."""

    exceptions: Sequence[NotedException]
    allow_notes: Sequence[AllowNote]
    artefacts: ArtefactReplay | None


@dataclass(frozen=True, slots=True)
class Written:
    """A finished scan and the files it left."""

    document: ResultDocument
    detail: ReportDetail
    report: Path


def run_scan(request: ScanRequest, told: Callable[[str], None] | None = None) -> Written:
    """Scan a lake and write campaigns.json, accounts.parquet, report.json and report.html."""
    request.out.mkdir(parents=True, exist_ok=True)
    reference = load_reference(request.reference, MEASURES)
    version = request.lake.version()
    window = request.since, request.until
    engine_settings = request.settings.engine
    with (
        tempfile.TemporaryDirectory(prefix="scan-", dir=request.out) as work,
        DuckEngine(
            Path(work), memory_gib=engine_settings.memory_gib, threads=engine_settings.threads
        ) as engine,
    ):
        open_window(engine, request.lake, version, request.since, request.until)
        taken = (
            take_look(engine, request.lake, version, window, request.settings)
            if request.remember
            else None
        )
        look = taken.look if taken else ALONE
        found, noted = _scan(engine, request, version, reference, look, told)
        document = _document(request, found, version)
        detail = _detail(request, found, document, noted)
        newest = engine.read("SELECT max(day) FROM exchange").column(0)[0].as_py()
    _write(request.out / "campaigns.json", document.model_dump_json(by_alias=True, indent=1))
    _write(request.out / "report.json", detail.model_dump_json(by_alias=True))
    part = request.out / "accounts.parquet.part"
    pq.write_table(found.accounts, part)
    part.rename(request.out / "accounts.parquet")
    report = request.out / "report.html"
    write_report(document, detail, report)
    if taken is not None:
        keep_look(request.lake, taken, found)
    _sweep(request, document, newest)
    return Written(document, detail, report)


def _scan(
    engine: DuckEngine,
    request: ScanRequest,
    version: int,
    reference: Reference,
    look: Look,
    told: Callable[[str], None] | None,
) -> tuple[Scan, Noted]:
    """Scan; where somebody vouches for a campaign, scan again without those of it he names.

    So nobody hides behind them: whoever is left is judged anew.
    """
    found = scan(engine, request.settings, reference, told, look)
    artefacts = count_replays(engine, told)
    if not request.allow:
        return found, Noted([], [], artefacts)
    today = datetime.now(UTC).date()
    exceptions, notes = noted_exceptions(engine, found.named, request.allow, today)
    if exceptions:
        set_aside = sorted({account for each in exceptions for account in each.account_ids})
        open_window(engine, request.lake, version, request.since, request.until, set_aside)
        again = scan(engine, request.settings, reference, told, look)
        population = found.judgement.population
        found = replace(
            again,
            judgement=replace(again.judgement, population=population),
            accounts=with_exceptions(again.accounts, found.accounts, exceptions),
        )
    return found, Noted(exceptions, notes, artefacts)


def _document(request: ScanRequest, found: Scan, version: int) -> ResultDocument:
    population = found.judgement.population
    return ResultDocument(
        window=Window(since=request.since, until=request.until),
        input=ScanInput(
            exchanges=population.exchanges,
            accounts=population.accounts,
            rejected=request.lake.rejected(),
            lake_version=version,
        ),
        settings_digest=request.settings.digest(),
        campaigns=[named.campaign for named in found.named],
        could_not_tell=found.judgement.notes,
    )


def _detail(
    request: ScanRequest, found: Scan, document: ResultDocument, noted: Noted
) -> ReportDetail:
    return ReportDetail(
        settings_digest=document.settings_digest,
        made_at=datetime.now(UTC),
        command=request.command,
        versions={
            "stillwatch": __version__,
            "python": platform.python_version(),
            **{name: installed(name) for name in PACKAGES},
        },
        steps=[StepTime(step=n, seconds=round(s, 3)) for n, s in found.seconds.items()],
        thresholds=Thresholds(coordination=COORDINATED_BITS, extraction=found.least_extraction),
        groups_considered=found.judgement.considered,
        groups_cleared=len(found.cleared),
        cleared=[
            ClearedGroup(
                id=f"G-{group.group_no}",
                accounts=group.accounts,
                exchanges=group.exchanges,
                looks_like=group.looks_like,
                failed="extraction",
                reason=group.reason,
                coordination=round(group.coordination, 2),
                extraction=round(group.extraction, 2),
            )
            for group in found.cleared[:CLEARED_SHOWN]
        ],
        signals=[
            SignalNote(
                signal=signal.name,
                title=signal.title,
                family=signal.family,
                axis=signal.axis,
                rationale=signal.rationale,
                false_positives=list(signal.false_positives),
            )
            for signal in SIGNALS.values()
        ],
        campaigns=[named.detail for named in found.named],
        artefacts=noted.artefacts,
        exceptions=list(noted.exceptions),
        allow_notes=list(noted.allow_notes),
        price_note=(
            f"{request.settings.judgement.price_low:g} to "
            f"{request.settings.judgement.price_high:g} US dollars a million output tokens; "
            "settings judgement.price_low and price_high"
        ),
    )


def _sweep(request: ScanRequest, document: ResultDocument, newest: str | None) -> None:
    """Under `keep_text: suspects`, let go of texts of accounts nobody has named."""
    settings = request.settings.ingest
    if settings.keep_text != "suspects" or newest is None:
        return
    before = datetime.fromisoformat(newest) - timedelta(days=settings.text_grace_days)
    named = sorted({m.account_id for c in document.campaigns for m in c.accounts})
    # Where an ingest holds the lake, or nobody may write it, the result stands all the same; the
    # next scan sweeps.
    with suppress(LakeError), request.lake.writing():
        request.lake.sweep_texts(named, before.strftime("%Y-%m-%d"))


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text + "\n", encoding="utf-8")
    part.rename(path)
