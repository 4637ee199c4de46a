"""Writes the logs of a world, a file for each day, a chunk at a time."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stillwatch.model.exchange import EXCHANGE_SCHEMA

_REPEATED = ["account_id", "org_id", "key_id", "model", "surface", "operation", "client_ip",
             "asn", "country", "user_agent", "tls_fingerprint", "device_id", "payment_id",
             "email_domain", "signup_ts", "signup_ip", "plan", "system_instructions", "status",
             "finish_reason", "metadata"]  # fmt: skip


class DayFile(Protocol):
    """One day's log, open for writing."""

    def write(self, chunk: pa.Table) -> None:
        """Append the rows of `chunk`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ParquetDay:
    """A Parquet file; every chunk is a row group."""

    def __init__(self, folder: Path, day: str) -> None:
        self._writer = pq.ParquetWriter(
            folder / f"{day}.parquet", EXCHANGE_SCHEMA, compression="zstd",
            compression_level=1, use_dictionary=_REPEATED,
        )  # fmt: skip

    def write(self, chunk: pa.Table) -> None:
        """Append `chunk` as one row group."""
        self._writer.write_table(chunk, row_group_size=max(1, chunk.num_rows))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()


class JsonlDay:
    """A file with a JSON object on each line; fields without a value are left out."""

    def __init__(self, folder: Path, day: str) -> None:
        self._file = (folder / f"{day}.jsonl").open("wb")

    def write(self, chunk: pa.Table) -> None:
        """Append `chunk` line by line, times as ISO 8601 with microseconds and `Z`."""
        plain = chunk
        for name in ("ts", "signup_ts"):
            text = pc.strftime(chunk[name], format="%Y-%m-%dT%H:%M:%SZ")
            plain = plain.set_column(plain.schema.get_field_index(name), name, text)
        for row in plain.to_pylist():
            line = {name: value for name, value in row.items() if value is not None}
            self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def open_day(folder: Path, day: str, form: str) -> DayFile:
    """Open the log of `day` (YYYY-MM-DD) in `folder` as `parquet` or `jsonl`."""
    return JsonlDay(folder, day) if form == "jsonl" else ParquetDay(folder, day)
