"""The lake: exchanges, texts and rejects as Delta tables, by day, versioned.

Delta (the deltalake package) carries its weight here: a batch is in or out as a whole, a
version number makes a scan citable, and an application transaction names how far a source
was taken in, which makes a killed ingest go on without a second book of its own.

One batch touches three tables, so the order matters: rejects, texts, then exchanges. The
last one decides. A kill in between leaves the first two ahead; the next writer takes that
back before it does anything else, for it may cut its batches differently.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import unquote

import orjson
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from stillwatch.model.errors import LakeBusyError, LakeError
from stillwatch.store.tables import EXCHANGES, LAKE_TABLES, REJECTS, TEXTS, Table

FORMAT: Final = 1
"""Version of the lake's layout; a lake of a newer one is refused, never guessed at."""

SMALL_FILES: Final = 8
"""Files a day may have before `tidy` merges them."""

ABOVE: Final = "above-exchanges"
"""Transaction of rejects and texts: the version of the exchanges that they came on top of. The
exchanges of a whole batch are of a later version."""

# Characters that the Delta library decodes twice or cannot put into an address; with them it
# would write one folder and read another.
_UNADDRESSABLE: Final = re.compile(r"[%^|\[\]\\\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LakeBatch:
    """What one commit brings: rows for each table, and how far the source was read."""

    exchanges: pa.Table
    texts: pa.Table
    rejects: pa.Table
    source_key: str
    last_row: int
    finished: bool = False
    """Whether the source has nothing more."""


class Lake:
    """An opened lake folder. Reading needs no lock; writing goes through `writing`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create_or_open(cls, folder: Path) -> Self:
        """Open the lake in `folder`, making an empty one where there is nothing.

        Raises LakeError where the folder holds something else or a newer lake, or where
        another process is making it.
        """
        marker = folder / "lake.json"
        if not marker.exists():
            _check_addressable(folder)
            strangers = [p for p in _listing(folder) if p.name not in _own_names()]
            if strangers:
                raise LakeError(
                    f"the folder holds other things ({strangers[0].name}, ...) and no lake",
                    where=str(folder),
                    remedy="name an empty or new folder with --lake",
                )
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                _make_tables(folder)
                # Last and atomic: a kill before it leaves a folder that is simply made again.
                part = folder / "lake.json.part"
                part.write_bytes(orjson.dumps({"format": FORMAT}))
                part.rename(marker)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing lake. Raises LakeError where there is none or a newer one."""
        marker = folder / "lake.json"
        try:
            written = orjson.loads(marker.read_bytes())
        except FileNotFoundError as fault:
            raise LakeError(
                "there is no lake here",
                where=str(folder),
                remedy="make one with `stillwatch ingest PATH... --lake DIR`",
            ) from fault
        except (OSError, orjson.JSONDecodeError) as fault:
            raise LakeError(
                f"lake.json cannot be read: {fault}",
                where=str(folder),
                remedy='restore it: {"format": 1}',
            ) from fault
        found = written.get("format") if isinstance(written, dict) else None
        if type(found) is not int or found < 1:
            raise LakeError(
                f"lake.json names no format but {found!r}",
                where=str(folder),
                remedy='restore it: {"format": 1}',
            )
        if found > FORMAT:
            raise LakeError(
                f"the lake is of format {found}, this stillwatch knows up to {FORMAT}",
                where=str(folder),
                remedy="install the newer stillwatch that wrote it",
            )
        _check_addressable(folder)
        return cls(folder)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's place, and take back what a killed writer left half done.

        The kernel frees the place when the process dies. Raises LakeError where it is taken.
        """
        with _locked(self.folder):
            self._take_back()
            yield

    def _take_back(self) -> None:
        """Undo rejects and texts whose exchanges never came; their source brings them again."""
        current = self.version()
        for table in (REJECTS, TEXTS):
            delta = self._table(table)
            if delta.transaction_version(ABOVE) == current:
                undone = CommitProperties(app_transactions=[Transaction(ABOVE, -1)])
                delta.restore(delta.version() - 1, commit_properties=undone)

    def taken(self, source_key: str) -> int:
        """Return the last row of a source that is in the lake; 0 where none is."""
        return self._table(EXCHANGES).transaction_version(source_key) or 0

    def finished(self, source_key: str) -> bool:
        """Say whether a source was taken in to its end."""
        return self._table(EXCHANGES).transaction_version(_end_of(source_key)) is not None

    def append(self, batch: LakeBatch) -> int:
        """Add a batch to all three tables, as a whole or not at all; return the new version.

        To be called inside `writing`.
        """
        above = [Transaction(ABOVE, self.version())]
        for table, rows in ((REJECTS, batch.rejects), (TEXTS, batch.texts)):
            if rows.num_rows:
                self._commit(table, rows, above)
        marks = [Transaction(batch.source_key, batch.last_row)]
        if batch.finished:
            marks.append(Transaction(_end_of(batch.source_key), 1))
        self._commit(EXCHANGES, batch.exchanges, marks)
        return self.version()

    def _commit(self, table: Table, rows: pa.Table, marks: list[Transaction]) -> None:
        delta = self._table(table)
        properties = CommitProperties(app_transactions=marks)
        try:
            if rows.num_rows:
                write_deltalake(
                    delta,
                    rows.cast(table.schema()),
                    mode="append",
                    partition_by=_partition(table),
                    commit_properties=properties,
                )
            else:
                # A batch without one good row still moves the source's mark.
                delta.create_write_transaction(
                    actions=[],
                    mode="append",
                    schema=delta.schema(),
                    partition_by=_partition(table),
                    commit_properties=properties,
                )
        except (DeltaError, OSError) as fault:
            raise LakeError(
                f"table {table.name} cannot be written: {fault}",
                where=str(self.folder),
                remedy="check free space and permissions, then run the same command again",
            ) from fault

    def rejected(self) -> int:
        """Return how many rows were refused; the same row of a file read twice counts once."""
        files = self.files(REJECTS)
        if not files:
            return 0
        rows = ds.dataset(files, format="parquet").to_table(columns=["source", "row", "reason"])
        return int(rows.group_by(["source", "row", "reason"]).aggregate([]).num_rows)

    def version(self) -> int:
        """Return the lake's version: that of its exchanges."""
        return int(self._table(EXCHANGES).version())

    def files(self, table: Table, *, version: int | None = None) -> list[str]:
        """Return the Parquet files that make up a table, at a version or now, sorted."""
        home = self.folder.resolve() / table.name
        return sorted(str(home / name) for name in _names(self._table(table, version)))

    def sweep_texts(self, keep_accounts: list[str], before_day: str) -> None:
        """Drop texts of days before `before_day`, save those of `keep_accounts`.

        To be called inside `writing`.
        """
        delta = self._table(TEXTS)
        if any(_day_of(name) < before_day for name in _names(delta)):
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in keep_accounts)
            spared = f" AND account_id NOT IN ({names})" if names else ""
            delta.delete(f"day < '{before_day}'{spared}")
        self._clear_texts()

    def _clear_texts(self) -> None:
        """Remove every file of texts that the newest version does not hold.

        Deleted personal text must be gone from disk too; so must that of a sweep or a commit
        that was killed. Delta's vacuum would spare what was deleted in the same millisecond.
        """
        home = self.folder / TEXTS.name
        held = {home / name for name in _names(self._table(TEXTS))}
        for file in home.glob("day=*/*"):
            if file not in held:
                file.unlink()

    def tidy(self) -> None:
        """Merge small files, so that many small commits do not slow every later scan."""
        for table in (EXCHANGES, TEXTS):
            delta = self._table(table)
            days: dict[str, int] = {}
            for name in _names(delta):
                days[_day_of(name)] = days.get(_day_of(name), 0) + 1
            if any(count > SMALL_FILES for count in days.values()):
                delta.optimize.compact()

    def _table(self, table: Table, version: int | None = None) -> DeltaTable:
        try:
            return DeltaTable(str(self.folder / table.name), version=version)
        except TableNotFoundError as fault:
            raise LakeError(
                f"table {table.name} is missing",
                where=str(self.folder),
                remedy="the lake is damaged: ingest the logs into a new one",
            ) from fault
        except Exception as fault:
            raise LakeError(
                f"table {table.name} cannot be opened: {fault}",
                where=str(self.folder),
                remedy="check the version asked for; else ingest the logs into a new lake",
            ) from fault


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        handle = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise LakeError(
            f"cannot be written: {fault.strerror}",
            where=str(folder),
            remedy="check who may write it",
        ) from fault
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise LakeBusyError(
                "another process is writing to this lake",
                where=str(folder),
                remedy="wait for it, or stop it",
            ) from fault
        yield
    finally:
        os.close(handle)


def _check_addressable(folder: Path) -> None:
    found = _UNADDRESSABLE.search(str(folder.resolve()))
    if found is not None:
        raise LakeError(
            f"the path of a lake cannot hold {found[0]!r}: Delta Lake would lose its way",
            where=str(folder),
            remedy="name another folder",
        )


def _make_tables(folder: Path) -> None:
    for table in LAKE_TABLES:
        DeltaTable.create(
            str(folder / table.name),
            table.schema(),
            mode="ignore",
            partition_by=_partition(table),
            description=table.meaning,
            configuration=_configuration(table),
        )


def _configuration(table: Table) -> dict[str, str]:
    # Every commit opens each table a few times, which reads its log back to a checkpoint.
    every = {"delta.checkpointInterval": "10"}
    if table is TEXTS:
        # The log keeps least and greatest values of each file: snippets that no sweep would reach.
        return {**every, "delta.dataSkippingNumIndexedCols": "0"}
    # Versions are cited by results, and so outlive the 30 days that Delta would give them.
    return {**every, "delta.logRetentionDuration": "interval 5200 weeks"}


def _partition(table: Table) -> list[str] | None:
    return ["day"] if table.columns[0].name == "day" else None


def _names(delta: DeltaTable) -> list[str]:
    """Return a table's files within its folder. `file_uris` would encode the folder's name."""
    actions = pa.table(delta.get_add_actions(flatten=True))
    return [unquote(name) for name in actions.column("path").to_pylist()]


def _day_of(name: str) -> str:
    return next(p[4:] for p in name.split("/") if p.startswith("day="))


def _end_of(source_key: str) -> str:
    return f"{source_key}-end"


def _own_names() -> set[str]:
    return {table.name for table in LAKE_TABLES} | {"lake.json.part", "writer.lock"}


def _listing(folder: Path) -> list[Path]:
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise LakeError("is a file, not a folder", where=str(folder), remedy="name a folder")
    return sorted(folder.iterdir())
