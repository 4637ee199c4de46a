"""Small windows of exchanges, written by hand: only what a test is about has a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from stillwatch.model.exchange import EXCHANGE_SCHEMA, TEXT_FIELDS
from stillwatch.model.sketch import SKETCH_SCHEMA
from stillwatch.store.duckdb_engine import DuckEngine

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
"""A Monday."""

SEEN = pa.schema(
    [
        *(field for field in EXCHANGE_SCHEMA if field.name not in TEXT_FIELDS),
        *SKETCH_SCHEMA,
        pa.field("day", pa.string()),
    ]
)
"""What a detector sees of an exchange."""


def sent(account: str, after: float = 0.0, **fields: Any) -> dict[str, Any]:
    """Return one exchange of `account`, `after` so many seconds from noon."""
    return {"account_id": account, "ts": NOON + timedelta(seconds=after), **fields}


@contextmanager
def window(folder: Path, rows: Iterable[Mapping[str, Any]]) -> Iterator[DuckEngine]:
    """Open an engine whose `exchange` holds `rows`; what a row does not say is null."""
    required = {"model": "m", "output_tokens": 100}
    full = [
        {"request_id": f"r{number}", "day": row["ts"].date().isoformat(), **required, **row}
        for number, row in enumerate(rows)
    ]
    with DuckEngine(folder, memory_gib=0.5, threads=1) as engine:
        engine.put("exchange", pa.Table.from_pylist(full, schema=SEEN))
        yield engine
