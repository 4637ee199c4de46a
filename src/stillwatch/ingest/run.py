"""Take files into the lake: read, normalise, sketch, sift, commit. Killed, it goes on.

A source is known by its content and how it is read, so a renamed file is not taken twice and
a changed mapping is taken anew. Each commit carries the last row it holds; a restart skips to
it. What a kill can cost is one commit's work, never a row.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from stillwatch.ingest.batches import Prepared, prepare
from stillwatch.ingest.duplicates import sift
from stillwatch.ingest.files import find_sources
from stillwatch.ingest.formats import UnknownFormatError, choose
from stillwatch.ingest.given_sketches import SET_ASIDE
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.normalise import normalise
from stillwatch.ingest.source import LogFormat, RawChunk, Source
from stillwatch.model.reject import REJECT_SCHEMA, Reject
from stillwatch.settings import IngestSettings
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake, LakeBatch
from stillwatch.store.tables import EXCHANGES, TEXTS

COMMIT_BYTES: Final = 256 << 20
"""Bytes of prepared rows from which a commit is made, however few rows they are."""

Advance = Callable[[int, int], None]


@dataclass(slots=True)
class SourceReport:
    """What became of one source. rows = kept + again + rejected, always."""

    name: str
    format: str
    why: str
    kept: int = 0
    again: int = 0
    """Exchanges that the lake had already."""
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    """The first few, to be shown."""
    notes: dict[str, int] = field(default_factory=dict)
    already: bool = False
    """The whole source was in the lake before."""
    passed_over: bool = False
    """It lay in a folder among the logs and is none."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How to read and what to keep."""

    format: str = "auto"
    mapping: Mapping = NO_MAPPING
    settings: IngestSettings = field(default_factory=IngestSettings)
    pseudonym_key: bytes | None = None

    def shows_rows(self) -> bool:
        """Say whether a reject may quote its row, which holds identifiers and perhaps texts."""
        return self.pseudonym_key is None and self.settings.keep_text != "never"


SHOWN_REJECTS: Final = 20


Recognised = tuple[Source, LogFormat | None, str]
"""A source, its format, and what it was known by; None for what lay among logs and is none."""


def recognise(paths: Sequence[str | Path], options: IngestOptions) -> list[Recognised]:
    """Find every source under `paths` and its format; nothing is taken in yet.

    Raises InputError where a path, format or mapping is wrong as a whole. A file of no known
    format is an error where it was named itself, or where a folder holds nothing else.
    """
    found: list[Recognised] = []
    unknown: list[UnknownFormatError] = []
    for source in find_sources(paths):
        try:
            found.append((source, *choose(source, name=options.format, mapping=options.mapping)))
        except UnknownFormatError as fault:
            if not source.found:
                raise
            unknown.append(fault)
            found.append((source, None, fault.what))
    if unknown and len(unknown) == len(found):
        raise unknown[0]
    return found


def ingest(
    paths: Sequence[str | Path],
    lake: Lake,
    options: IngestOptions,
    *,
    began: Callable[[Source, str], None] | None = None,
    advance: Advance | None = None,
) -> list[SourceReport]:
    """Take every source under `paths` into the lake, in order.

    `began` hears of each source and what it was taken for, `advance` of rows and bytes since
    it last heard.
    Raises InputError where a path, format or mapping is wrong as a whole; rows never raise.
    """
    chosen = recognise(paths, options)
    reports = []
    with (
        lake.writing(),
        tempfile.TemporaryDirectory(prefix="stillwatch-") as work,
        DuckEngine(Path(work), memory_gib=1.0, threads=0) as engine,
    ):
        for source, log_format, why in chosen:
            if log_format is None:
                reports.append(SourceReport(source.name, "", why, passed_over=True))
                continue
            if began is not None:
                began(source, f"{log_format.name} ({why})")
            report = SourceReport(source.name, log_format.name, why)
            reports.append(report)
            key = source_key(source, log_format, options)
            if lake.finished(key):
                report.already = True
                if advance is not None:
                    advance(0, source.size)
                continue
            _take(source, log_format, key, lake, engine, options, report, advance)
        if any(not (report.already or report.passed_over) for report in reports):
            lake.tidy()
    return reports


def source_key(source: Source, log_format: LogFormat, options: IngestOptions) -> str:
    """Return what a source is known by: the digest of its bytes and of how it is read."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{log_format.name}\x1f{options.mapping.model_dump_json()}".encode())
    digest.update(hashlib.sha256(options.pseudonym_key or b"").digest())
    with source.path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@dataclass(slots=True)
class _Pending:
    """Rows of one commit in the making."""

    prepared: list[Prepared] = field(default_factory=list)
    places: list[pa.Array] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    last_row: int = 0

    def rows(self) -> int:
        return sum(p.exchanges.num_rows for p in self.prepared)

    def bytes(self) -> int:
        return sum(p.exchanges.nbytes + p.texts.nbytes for p in self.prepared)


def _take(
    source: Source,
    log_format: LogFormat,
    key: str,
    lake: Lake,
    engine: DuckEngine,
    options: IngestOptions,
    report: SourceReport,
    advance: Advance | None,
) -> None:
    settings = options.settings
    pending = _Pending(last_row=lake.taken(key))
    told = 0
    for chunk in log_format.read(
        source, after_row=pending.last_row, chunk_rows=settings.chunk_rows
    ):
        _add(pending, chunk, source, engine, options, report)
        if advance is not None:
            advance(len(chunk.rows) + len(chunk.rejects), chunk.bytes_read - told)
            told = chunk.bytes_read
        if pending.rows() >= settings.commit_rows or pending.bytes() >= COMMIT_BYTES:
            _commit(pending, source, key, lake, engine, options, report, finished=False)
            pending = _Pending(last_row=pending.last_row)
    _commit(pending, source, key, lake, engine, options, report, finished=True)


def _add(
    pending: _Pending,
    chunk: RawChunk,
    source: Source,
    engine: DuckEngine,
    options: IngestOptions,
    report: SourceReport,
) -> None:
    mapping = options.mapping
    normalised = normalise(
        chunk,
        source=source.name,
        timezone=mapping.timezone,
        time_unit=mapping.time_unit,
        now=datetime.now(UTC),
    )
    notes = Counter(normalised.notes)
    pending.rejects += [*chunk.rejects, *normalised.rejects]
    pending.last_row = max(pending.last_row, chunk.last_row)
    if normalised.batch.num_rows:
        limit = options.settings.text_limit_chars
        prepared = prepare(normalised.batch, engine, limit, options.pseudonym_key, normalised.given)
        pending.prepared.append(prepared)
        pending.places.append(normalised.rows)
        notes[SET_ASIDE] += prepared.set_aside
    for name, count in notes.items():
        if count:
            report.notes[name] = report.notes.get(name, 0) + count


def _commit(
    pending: _Pending,
    source: Source,
    key: str,
    lake: Lake,
    engine: DuckEngine,
    options: IngestOptions,
    report: SourceReport,
    *,
    finished: bool,
) -> None:
    exchanges = EXCHANGES.schema().empty_table()
    texts = TEXTS.schema().empty_table()
    rejects = list(pending.rejects)
    if pending.prepared:
        exchanges = pa.concat_tables([p.exchanges for p in pending.prepared])
        texts = pa.concat_tables([p.texts for p in pending.prepared])
        places = pa.concat_arrays(pending.places)
        sifted = sift(exchanges, places, source.name, lake.files(EXCHANGES), engine)
        keep = pa.array(sifted.keep)
        exchanges, texts = exchanges.filter(keep), texts.filter(keep)
        rejects += sifted.rejects
        report.again += sifted.again
    rejects.sort(key=lambda reject: reject.row)
    report.kept += exchanges.num_rows
    report.rejected += len(rejects)
    report.rejects += rejects[: max(0, SHOWN_REJECTS - len(report.rejects))]
    if options.settings.keep_text == "never":
        texts = texts[:0]
    refused = _reject_table(rejects, excerpts=options.shows_rows())
    lake.append(LakeBatch(exchanges, texts, refused, key, pending.last_row, finished=finished))


def _reject_table(rejects: Sequence[Reject], *, excerpts: bool) -> pa.Table:
    return pa.table(
        {
            "source": pa.array([r.source for r in rejects], pa.string()),
            "row": pa.array([r.row for r in rejects], pa.int64()),
            "reason": pa.array([r.reason for r in rejects], pa.string()),
            "excerpt": pa.array([r.excerpt if excerpts else "" for r in rejects], pa.string()),
        },
        schema=REJECT_SCHEMA,
    )
