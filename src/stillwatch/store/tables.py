"""Every table of the lake: its columns, what they mean, who writes it.

Rooms meet in these tables. `docs/tables.md` is made from this file and tested against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from stillwatch.model.exchange import FIELDS, TEXT_FIELDS
from stillwatch.model.reject import REJECT_SCHEMA
from stillwatch.model.sketch import SKETCH_FIELDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A named table of the lake."""

    name: str
    meaning: str
    writer: str
    columns: tuple[Column, ...]

    def schema(self) -> pa.Schema:
        """Return the Arrow schema that the writer must deliver."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])


TIME: Final = pa.timestamp("us", tz="UTC")

_DAY = Column("day", pa.string(), "UTC day of ts, YYYY-MM-DD; the partition", nullable=False)
_KEY = Column(
    "exchange_key", pa.int64(), "64-bit hash of account_id and request_id", nullable=False
)

EXCHANGES: Final = Table(
    "exchanges",
    "One request and its answer, without texts: fields of the exchange, and the sketches.",
    "ingest",
    (
        _DAY,
        _KEY,
        *(Column(f.name, f.type, f.meaning, not f.required) for f in FIELDS if not f.text),
        Column("client_block", pa.string(), "the /24 (IPv4) or /48 (IPv6) of client_ip"),
        Column("signup_block", pa.string(), "the /24 or /48 of signup_ip"),
        *(Column(name, type_, meaning) for name, type_, meaning in SKETCH_FIELDS),
    ),
)

TEXTS: Final = Table(
    "texts",
    "The texts of exchanges, cut to a limit, for as long as the text setting keeps them.",
    "ingest; swept by scan",
    (
        _DAY,
        _KEY,
        Column("account_id", pa.string(), "as in exchanges", nullable=False),
        Column("request_id", pa.string(), "as in exchanges", nullable=False),
        *(Column(f.name, f.type, f.meaning) for f in FIELDS if f.name in TEXT_FIELDS),
    ),
)

REJECTS: Final = Table(
    "rejects",
    "Rows that could not be taken in, with place and reason.",
    "ingest",
    tuple(
        Column(f.name, f.type, m, nullable=False)
        for f, m in zip(
            REJECT_SCHEMA,
            ("input as the user named it", "line or row, from 1", "what was wrong", "its start"),
            strict=True,
        )
    ),
)

_LOOK = Column("look_id", pa.string(), "digest of version, window and settings", nullable=False)
_SPAN = pa.struct(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("first_harvest", TIME, nullable=False),
        pa.field("last_harvest", TIME, nullable=False),
    ]
)
_ITEM = pa.struct(
    [pa.field("signal", pa.string(), nullable=False), pa.field("item", pa.int64(), nullable=False)]
)

LOOKS: Final = Table(
    "looks",
    "One scan of one version of the lake over one window under one setting.",
    "scan --lake",
    (
        _LOOK,
        Column("number", pa.int64(), "its place among the looks of its time, from 1", False),
        Column("begins", TIME, "the first exchange looked at", False),
        Column("ends", TIME, "the last exchange looked at; looks are ordered by it", False),
        Column("since", TIME, "the window as it was asked for"),
        Column("until", TIME, "its end, exclusive"),
        Column("lake_version", pa.int64(), "version of exchanges", False),
        Column("settings_digest", pa.string(), "as in the result", False),
        Column("exchanges", pa.int64(), "exchanges looked at", False),
        Column("budget", pa.float64(), "share of the error rate that it could spend", False),
        Column("made_at", TIME, "by the clock", False),
    ),
)

FINDINGS: Final = Table(
    "findings",
    "A campaign or suspect of a look, with what it takes to know it again.",
    "scan --lake",
    (
        _LOOK,
        Column("campaign_id", pa.string(), "as in the result", False),
        Column("verdict", pa.string(), "campaign or suspect", False),
        Column("error_rate", pa.float64(), "the least that held over all looks so far", False),
        Column("detectable_from", TIME, "when it could have been named first"),
        Column("techniques", pa.list_(pa.string()), "techniques it looked like", False),
        Column("continues", pa.list_(pa.string()), "campaigns whose work it took over", False),
        Column("accounts", pa.list_(_SPAN), "accounts, with first and last harvest", False),
        Column("items", pa.list_(_ITEM), "hashes of a sample of what they share", False),
    ),
)

LAKE_TABLES: Final = (EXCHANGES, TEXTS, REJECTS)
"""What ingest writes."""
MEMORY_TABLES: Final = (LOOKS, FINDINGS)
"""What scans of a lake leave in it for those to come; made by the first one."""
