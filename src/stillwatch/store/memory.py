"""What a lake remembers of the scans made of it: two tables beside the logs.

Scans write them, ingest never touches them, and neither waits for the other: they have a lock
of their own. Findings are written first; those of a look that is not in `looks` never were.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from stillwatch.model.errors import LakeBusyError, LakeError
from stillwatch.model.look import Finding, Memory, PastLook, Span
from stillwatch.store.lake import Lake
from stillwatch.store.tables import FINDINGS, LOOKS, Table

MANY_FILES: Final = 50
"""Files from which a table of looks is merged into one."""
LOCK: Final = "memory.lock"
WAIT_SECONDS: Final = 10.0
"""How long one scan waits for another to have written; that takes a fraction of a second."""

Place = tuple[datetime, int, datetime]


def looks_of(lake: Lake) -> list[PastLook]:
    """Return every look at a lake, in their order. Raises LakeError where they are damaged."""
    rows = _read(lake, LOOKS)
    names = LOOKS.schema().names
    found = [PastLook(**{name: row[name] for name in names}) for row in rows]
    return sorted(found, key=lambda look: look.place)


def recall(lake: Lake, looks: Sequence[PastLook]) -> Memory:
    """Return some looks, and of each campaign that they found the last finding."""
    place = {look.look_id: n for n, look in enumerate(looks)}
    last: dict[str, str] = {}
    for row in _read(lake, FINDINGS, ["look_id", "campaign_id"]):
        known = last.get(row["campaign_id"])
        if row["look_id"] in place and (known is None or place[known] < place[row["look_id"]]):
            last[row["campaign_id"]] = row["look_id"]
    if not last:
        return Memory(tuple(looks))
    rows = _read(lake, FINDINGS, None, [("look_id", "in", sorted(set(last.values())))])
    kept = [row for row in rows if last.get(row["campaign_id"]) == row["look_id"]]
    kept.sort(key=lambda row: (place[row["look_id"]], row["campaign_id"]))
    return Memory(tuple(looks), tuple(_finding(row) for row in kept))


def remember(lake: Lake, look: PastLook, findings: Sequence[Finding]) -> None:
    """Keep a look and what it found, in the place of the same look taken before.

    Raises LakeError where the lake cannot be written, LakeBusyError where others write too long.
    """
    with _locked(lake.folder):
        rows = [_row(look, finding) for finding in findings]
        _write(lake, FINDINGS, look.look_id, rows)
        _write(lake, LOOKS, look.look_id, [{n: getattr(look, n) for n in LOOKS.schema().names}])


def _write(lake: Lake, table: Table, look_id: str, rows: list[dict[str, Any]]) -> None:
    schema = table.schema()
    home = str(lake.folder / table.name)
    try:
        delta = DeltaTable.create(
            home, schema, mode="ignore", description=table.meaning,
            configuration={"delta.logRetentionDuration": "interval 5200 weeks"},
        )  # fmt: skip
        known = any(row["look_id"] == look_id for row in _read(lake, table, ["look_id"]))
        if known:
            delta.delete(f"look_id = '{look_id}'")
        if rows:
            write_deltalake(delta, pa.Table.from_pylist(rows, schema=schema), mode="append")
        if len(delta.file_uris()) > MANY_FILES:
            delta.optimize.compact()
    except (DeltaError, OSError) as fault:
        raise LakeError(
            f"table {table.name} cannot be written: {fault}",
            where=str(lake.folder),
            remedy="check free space and permissions",
        ) from fault


def _read(
    lake: Lake,
    table: Table,
    columns: list[str] | None = None,
    filters: list[tuple[str, str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """Return the rows of a table of the memory; none where no look was ever kept."""
    try:
        delta = DeltaTable(str(lake.folder / table.name))
        found: pa.Table = pa.table(delta.to_pyarrow_table(columns=columns, filters=filters))
    except TableNotFoundError:
        return []
    except (DeltaError, OSError, pa.ArrowException, KeyError) as fault:
        raise LakeError(
            f"table {table.name} cannot be read: {fault}",
            where=str(lake.folder),
            remedy=f"remove the folder {table.name}; earlier looks are then forgotten",
        ) from fault
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def _row(look: PastLook, finding: Finding) -> dict[str, Any]:
    return {
        "look_id": look.look_id,
        "campaign_id": finding.campaign_id,
        "verdict": finding.verdict,
        "error_rate": finding.error_rate,
        "detectable_from": finding.detectable_from,
        "techniques": list(finding.techniques),
        "continues": list(finding.continues),
        "accounts": [
            {"account_id": account, "first_harvest": span.first, "last_harvest": span.last}
            for account, span in sorted(finding.accounts.items())
        ],
        "items": [
            {"signal": signal, "item": item}
            for signal, items in sorted(finding.items.items())
            for item in sorted(items)
        ],
    }


def _finding(row: Mapping[str, Any]) -> Finding:
    items: dict[str, set[int]] = {}
    for item in row["items"]:
        items.setdefault(item["signal"], set()).add(item["item"])
    return Finding(
        campaign_id=row["campaign_id"],
        verdict=row["verdict"],
        error_rate=row["error_rate"],
        detectable_from=row["detectable_from"],
        techniques=tuple(row["techniques"]),
        continues=tuple(row["continues"]),
        accounts={
            a["account_id"]: Span(a["first_harvest"], a["last_harvest"]) for a in row["accounts"]
        },
        items={signal: frozenset(found) for signal, found in items.items()},
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise LakeError(
            f"cannot be written: {fault.strerror}",
            where=str(folder),
            remedy="check who may write it",
        ) from fault
    try:
        _wait(handle, folder)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, folder: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as fault:
            if time.monotonic() > until:
                raise LakeBusyError(
                    "other scans are writing what they found",
                    where=str(folder),
                    remedy="scan again, and this look will be remembered",
                ) from fault
            time.sleep(0.05)
