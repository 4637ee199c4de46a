"""Tell new exchanges from ones the lake has, so that ingest may be run any number of times.

An exchange is known by (`account_id`, `request_id`). The same one again is passed over; the
same id with other content is a reject, and the first one seen stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.model.reject import Reject
from stillwatch.store.duckdb_engine import DuckEngine

# What must agree for two rows of one id to be the same exchange. Texts are compared by their
# sketches, for the lake may not keep them.
COMPARED: Final = ("ts", "model", "output_tokens", "input_tokens", "prompt_hash", "response_chars")


@dataclass(frozen=True, slots=True)
class Sifted:
    """`keep` marks the rows to store; the others are the same again, or rejects."""

    keep: np.ndarray
    again: int
    rejects: list[Reject]


def sift(
    rows: pa.Table, places: pa.Array, sources: str, files: list[str], engine: DuckEngine
) -> Sifted:
    """Compare a batch with itself and with the lake's `files`.

    `rows` must hold exchange_key, account_id, request_id and COMPARED; `places` are the rows'
    places in the source, for rejects. Costs one read of the lake's key column.
    """
    ordinals = pa.array(np.arange(rows.num_rows), pa.int64())
    columns = ["exchange_key", "account_id", "request_id", *COMPARED]
    engine.put("incoming", rows.select(columns).append_column("ordinal", ordinals))
    known = _known_sql(files) if files else None
    found = engine.read(_repeats_sql(known))
    keep = np.ones(rows.num_rows, dtype=bool)
    keep[found.column("ordinal").to_numpy()] = False
    different = found.filter(pc.invert(found.column("same")))
    rejects = [
        Reject(
            sources,
            int(places[ordinal].as_py()),
            f"request_id {request!r} of account {account!r} is in already with other content; "
            "the first one stands",
        )
        for ordinal, account, request in zip(
            different.column("ordinal").to_pylist(),
            different.column("account_id").to_pylist(),
            different.column("request_id").to_pylist(),
            strict=True,
        )
    ]
    return Sifted(keep, found.num_rows - len(rejects), rejects)


def _known_sql(files: list[str]) -> str:
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
    columns = ", ".join(("exchange_key", "account_id", "request_id", *COMPARED))
    return f"""
        SELECT {columns}, -1 AS ordinal
        FROM read_parquet([{names}], hive_partitioning = false)
        WHERE exchange_key IN (SELECT exchange_key FROM incoming)"""


def _repeats_sql(known: str | None) -> str:
    """Return SQL for the incoming rows that are not the first of their id."""
    content = ", ".join(COMPARED)
    lake = f" UNION ALL BY NAME {known}" if known else ""
    return f"""
        WITH every AS (FROM incoming{lake}),
        ranked AS (
            SELECT ordinal, account_id, request_id, row({content}) AS content,
                row_number() OVER byid AS place,
                first_value(row({content})) OVER byid AS first
            FROM every
            WINDOW byid AS (
                PARTITION BY exchange_key, account_id, request_id ORDER BY ordinal)
        )
        SELECT ordinal, account_id, request_id, content IS NOT DISTINCT FROM first AS same
        FROM ranked WHERE place > 1 AND ordinal >= 0 ORDER BY ordinal"""
