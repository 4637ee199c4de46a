"""Named SQL steps: what every room hands to an engine instead of running SQL itself.

A step makes one table from earlier ones. Its name is the table's name, so an analyst can
ask for any intermediate, and a failure shows the step and the SQL that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Step:
    """`name` becomes a table holding what `sql` (a SELECT) returns."""

    name: str
    sql: str


class Engine(Protocol):
    """Runs steps. Keeps tables by name, nothing else."""

    def run(self, steps: Iterable[Step], told: Callable[[str], None] | None = None) -> None:
        """Make each step's table in order; `told` hears each name before it runs."""
        ...

    def read(self, sql: str) -> pa.Table:
        """Return the answer of a query. For results that fit in memory only."""
        ...

    def put(self, name: str, table: pa.Table) -> None:
        """Keep an Arrow table under `name`."""
        ...

    def tables(self) -> set[str]:
        """Return the names of the tables that exist."""
        ...

    def seconds(self) -> dict[str, float]:
        """Return how long each step took."""
        ...
