"""What a log format must offer, and the chunks that pass between the steps of ingest.

A format turns a file into `RawChunk`s whose columns carry the names of exchange fields but
any type the file had. `normalise` casts them; `sketches` looks at the texts; the lake keeps
the result. Row numbers travel along, so that every reject can be found in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from stillwatch.model.reject import Reject


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or one query against a database file."""

    path: Path
    name: str
    """As the user wrote it, relative where they were relative: what rejects quote."""
    size: int
    """Bytes on disk, for progress; 0 where unknown."""
    found: bool = False
    """In a folder, where other things may lie as well: nobody said that it is a log."""


@dataclass(frozen=True, slots=True)
class RawChunk:
    """Up to some ten thousand rows as the source had them.

    `columns` holds only exchange fields, and sketches where the log has them instead of texts
    (any type; absent ones are simply not there), and has as many rows as `rows`. `last_row` is
    the last row consumed, good or bad: where a restart may go on.
    """

    columns: pa.Table
    rows: pa.Int64Array
    last_row: int
    bytes_read: int
    rejects: list[Reject] = field(default_factory=list)


class LogFormat(Protocol):
    """One log format. Implementations hold no state between files."""

    name: str

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Say in a few words why `head` (first 64 KiB, decompressed) is of this format."""
        ...

    def read(self, source: Source, *, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        """Yield the rows after `after_row` in file order.

        Broken rows become rejects; a broken end (truncated gz, half a line) becomes one last
        reject and the good rows before it are kept. Raises InputError only where nothing at
        all can be read.
        """
        ...
