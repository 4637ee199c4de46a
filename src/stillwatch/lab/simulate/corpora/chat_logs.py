"""Loaders of the two large public chat logs, as they are published.

WildChat-1M: one row per conversation with `conversation_hash, model, timestamp, conversation
(list of {role, content, language, toxic, redacted, ...}), turn, language, toxic, redacted,
country, hashed_ip`. LMSYS-Chat-1M: `conversation_id, model, conversation (list of {role,
content}), turn, language, openai_moderation (list with `flagged`), redacted`. Both come as
Parquet; JSON Lines with the same fields are read too. Rows marked toxic or flagged are left
out: worlds need plausible traffic, not that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.lab.simulate.corpora.people import put_talk
from stillwatch.lab.simulate.corpora.shelf import Shelf, read_lines
from stillwatch.model.errors import InputError

MOST_ROWS: Final = 200_000
"""Rows read per corpus; a world draws fewer prompts than that from any one side."""

COLUMNS: Final = ("conversation", "model", "language", "toxic", "openai_moderation")
ROWS_AT_ONCE: Final = 2_000


def wild_chat(folder: Path, most: int = MOST_ROWS) -> Shelf:
    """Load WildChat-1M files under `folder`."""
    return _load(folder, most)


def lmsys_chat(folder: Path, most: int = MOST_ROWS) -> Shelf:
    """Load LMSYS-Chat-1M files under `folder`."""
    return _load(folder, most)


def _load(folder: Path, most: int) -> Shelf:
    shelf = Shelf()
    files = sorted(
        path
        for pattern in ("**/*.parquet", "**/*.jsonl", "**/*.jsonl.gz")
        for path in folder.glob(pattern)
    )
    if not files:
        raise InputError(
            "no .parquet, .jsonl or .jsonl.gz file found",
            where=str(folder),
            remedy="put the published files of the data set there",
        )
    taken = 0
    for path in files:
        rows = _parquet_rows(path) if path.suffix == ".parquet" else read_lines(path, shelf)
        for row in rows:
            if taken >= most:
                return shelf
            taken += 1
            _put(shelf, row)
    return shelf


def _parquet_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with pq.ParquetFile(path) as opened:
            here = [name for name in COLUMNS if name in opened.schema_arrow.names]
            if "conversation" not in here:
                raise InputError(
                    "has no column `conversation`",
                    where=str(path),
                    remedy="expect the columns of WildChat-1M or LMSYS-Chat-1M",
                )
            for batch in opened.iter_batches(ROWS_AT_ONCE, columns=here):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise InputError(
            f"not a Parquet file ({error})", where=str(path), remedy="fetch the file again"
        ) from error


def _put(shelf: Shelf, row: Mapping[str, Any]) -> None:
    messages = row.get("conversation") if isinstance(row, Mapping) else None
    if not isinstance(messages, list) or not messages:
        shelf.skipped += 1
        return
    moderation = row.get("openai_moderation") or []
    if row.get("toxic") or any((entry or {}).get("flagged") for entry in moderation):
        return
    put_talk(shelf, [(str(m.get("role")), str(m.get("content") or "")) for m in messages])
