"""A built world, taken in through the same intake as a provider's logs, with its truth beside."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.intake import take_in
from stillwatch.lab.simulate.content import Content
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.model.errors import SettingsError
from stillwatch.pipeline import open_window
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

MEMORY_GIB = 3.0
"""DuckDB's share in one process of the benchmark; two of them run beside each other."""


@dataclass(frozen=True, slots=True)
class BuiltWorld:
    """A world whose logs lie in a lake. `truth` is ACCOUNT_TRUTH, which no detector sees."""

    spec: WorldSpec
    lake: Lake
    truth: pa.Table
    truth_folder: Path
    folder: Path

    @contextmanager
    def window(self, until: datetime | None = None, threads: int = 1) -> Iterator[DuckEngine]:
        """Open the exchanges before `until` as the table `exchange` of a fresh engine."""
        work = Path(tempfile.mkdtemp(prefix="window-", dir=self.folder))
        with DuckEngine(work, memory_gib=MEMORY_GIB, threads=threads) as engine:
            open_window(engine, self.lake, self.lake.version(), None, until)
            yield engine


@contextmanager
def build(cell: Cell, corpora: Path | None) -> Iterator[BuiltWorld]:
    """Build a cell's world and take it in; everything is gone afterwards.

    Texts come from the test side, which nothing was tuned on. Raises SettingsError where the
    cell wants real text and no corpora are there.
    """
    if cell.texts == "real" and corpora is None:
        raise SettingsError(
            "this world needs real text", where=cell.name, remedy="name a folder with --corpora"
        )
    chosen = corpora if cell.texts == "real" else None
    content = content_from(chosen, seed=cell.seed, split="test")
    with build_of(cell.spec(), content) as world:
        yield world


@contextmanager
def build_of(spec: WorldSpec, content: Content) -> Iterator[BuiltWorld]:
    """Build a world of any content and take it in; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        summary, lake = take_in(spec, content, folder)
        truth = pq.read_table(summary.truth / "accounts.parquet")
        yield BuiltWorld(spec, lake, truth, summary.truth, folder)
