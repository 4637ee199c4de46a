"""A row that could not be taken in, with the place and the reason a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused row. `row` counts from 1: the line of a text file, the row of a table."""

    source: str
    row: int
    reason: str
    """What was wrong, e.g. "ts: 'yesterday' is not a time"."""
    excerpt: str = ""
    """The first 200 characters of the row, for the person who must find it."""


REJECT_SCHEMA: Final[pa.Schema] = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("excerpt", pa.string(), nullable=False),
    ]
)
