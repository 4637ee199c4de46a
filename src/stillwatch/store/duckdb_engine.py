"""The default engine: DuckDB over Parquet, out of core, memory bound by a setting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from stillwatch.model.errors import InputError, StepError
from stillwatch.store.steps import Step

# The 63-bit hash every engine must agree on: bytes 8 to 15 of an MD5, little-endian, halved.
ITEM_HASH = "CREATE OR REPLACE MACRO item_hash(x) AS CAST(md5_number_lower(x) >> 1 AS BIGINT)"
# A short name by which a person can tell one hashed item from another.
ITEM_NAME = "CREATE OR REPLACE MACRO item_name(x) AS substr(md5(CAST(x AS VARCHAR)), 1, 8)"


class DuckEngine:
    """Runs named steps in one DuckDB database file that is dropped with the scan."""

    def __init__(self, folder: Path, *, memory_gib: float, threads: int) -> None:
        """Open a new database in `folder`; `threads` 0: as many as the machine has.

        Raises InputError where DuckDB cannot work there.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "scan.duckdb"
        self._path.unlink(missing_ok=True)
        self._seconds: dict[str, float] = {}
        settings = [
            f"SET memory_limit = '{memory_gib:.2f}GiB'",
            f"SET temp_directory = '{_quoted(folder / 'spill')}'",
            "SET preserve_insertion_order = false",
            "SET TimeZone = 'UTC'",
            "SET enable_progress_bar = false",
        ]
        if threads:
            settings.append(f"SET threads = {threads}")
        try:
            self._connection = duckdb.connect(str(self._path))
            for statement in [*settings, ITEM_HASH, ITEM_NAME]:
                self._connection.execute(statement)
        except duckdb.Error as fault:
            raise InputError(
                f"DuckDB cannot work here: {' '.join(str(fault).split())}",
                where=str(folder),
                remedy="name a folder that can be written, without `?` in its path",
            ) from fault

    def run(self, steps: Iterable[Step], told: Callable[[str], None] | None = None) -> None:
        """Make each step's table in order. Raises StepError with the step's name and SQL."""
        for step in steps:
            if told is not None:
                told(step.name)
            started = time.monotonic()
            try:
                self._connection.execute(f'CREATE OR REPLACE TABLE "{step.name}" AS {step.sql}')
            except duckdb.Error as fault:
                raise StepError(step.name, step.sql, str(fault)) from fault
            self._seconds[step.name] = time.monotonic() - started

    def view(self, name: str, sql: str) -> None:
        """Name a query without running it: how the lake's files come in."""
        try:
            self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {sql}')
        except duckdb.Error as fault:
            raise StepError(name, sql, str(fault)) from fault

    def read(self, sql: str) -> pa.Table:
        """Return a query's answer as Arrow."""
        try:
            return self._connection.sql(sql).to_arrow_table()
        except duckdb.Error as fault:
            raise StepError("read", sql, str(fault)) from fault

    def put(self, name: str, table: pa.Table) -> None:
        """Keep an Arrow table under `name`."""
        self._connection.register("put_source", table)
        try:
            self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM put_source')
        finally:
            self._connection.unregister("put_source")

    def tables(self) -> set[str]:
        """Return the names of tables and views that exist."""
        found = self.read("SELECT table_name FROM information_schema.tables")
        return set(found.column(0).to_pylist())

    def seconds(self) -> dict[str, float]:
        """Return how long each step took, by name."""
        return dict(self._seconds)

    def close(self) -> None:
        """Close and remove the scan's database."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
