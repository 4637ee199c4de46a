"""Writes the logs of a world, a file for each day, a chunk at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self, TypeVarTuple, Unpack

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stillwatch.lab.simulate.sketched import SKETCHED_SCHEMA
from stillwatch.model.exchange import EXCHANGE_SCHEMA

_WAITING: Final = 2
"""Tasks that may wait: each holds a chunk's rows."""
Given = TypeVarTuple("Given")
_REPEATED = ["account_id", "org_id", "key_id", "model", "surface", "operation", "client_ip",
             "asn", "country", "user_agent", "tls_fingerprint", "device_id", "payment_id",
             "email_domain", "signup_ts", "signup_ip", "plan", "system_instructions", "status",
             "finish_reason", "metadata", "temperature", "max_tokens", "choice_count", "session_id",
             "input_tokens", "output_tokens", "reasoning_tokens", "cache_read_tokens",
             "system_hash", "tools_hash", "language", "capability", "turn_count", "prompt_chars",
             "prompt_words", "response_chars", "style_impersonal", "style_structured"]  # fmt: skip


class DayFile(Protocol):
    """One day's log, open for writing."""

    def write(self, chunk: pa.Table) -> None:
        """Append the rows of `chunk`."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class ParquetDay:
    """A Parquet file; every chunk is a row group.

    Snappy: of the time that a row takes, Zstandard would be a tenth, for a fifth of the room.
    """

    def __init__(self, folder: Path, day: str, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(
            folder / f"{day}.parquet", schema, compression="snappy", use_dictionary=_REPEATED
        )

    def write(self, chunk: pa.Table) -> None:
        """Append `chunk` as one row group."""
        self._writer.write_table(chunk, row_group_size=max(1, chunk.num_rows))

    def close(self) -> None:
        """Write the footer."""
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

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_day(folder: Path, day: str, form: str, *, sketches: bool = False) -> DayFile:
    """Open the log of `day` (YYYY-MM-DD) in `folder` as `parquet` or `jsonl`."""
    if form == "jsonl":
        return JsonlDay(folder, day)
    return ParquetDay(folder, day, SKETCHED_SCHEMA if sketches else EXCHANGE_SCHEMA)


class Behind:
    """Does one thing after another in a thread of its own, while the next chunk is made.

    Columns and their compression need as much time as what goes before, and mostly leave the
    interpreter alone.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[object]] = deque()

    def do(self, task: Callable[[Unpack[Given]], object], *given: *Given) -> None:
        """Put `task` behind the others; waits where many do. Raises what an earlier one did."""
        while len(self._waiting) >= _WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(task, *given))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(cancel_futures=kind is not None)
        while kind is None and self._waiting:
            self._waiting.popleft().result()


class Stages(NamedTuple):
    """The threads that a chunk goes through once its requests and words are drawn."""

    tables: Behind
    files: Behind
