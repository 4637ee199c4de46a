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

from stillwatch.lab.simulate.corpora.shapes import key_of, messages_of, put_said, side_of
from stillwatch.lab.simulate.corpora.shelf import Shelf, read_lines
from stillwatch.model.errors import InputError

MOST_ROWS: Final = 200_000
"""Rows read per corpus; a world draws fewer prompts than that from any one side."""

COLUMNS: Final = (
    "conversation_id", "conversation_hash", "conversation", "model", "language", "toxic",
    "openai_moderation",
)  # fmt: skip
ROWS_AT_ONCE: Final = 2_000


def chat_log(folder: Path, most: int = MOST_ROWS, side: str | None = None) -> Shelf:
    """Load the files of one of the two logs under `folder`, which have the same shape.

    `side` keeps the conversations of one side only, for a log that is all there is.
    """
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
            _put(shelf, row, side)
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


def _put(shelf: Shelf, row: Mapping[str, Any], side: str | None) -> None:
    if not isinstance(row, Mapping) or not messages_of(row, "conversation"):
        shelf.skipped += 1
        return
    if side is None or side_of(key_of(row)) == side:
        put_said(shelf, row, "conversation")
