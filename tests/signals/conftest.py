"""An engine for cases: one per session, its tables replaced by every case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stillwatch.store.duckdb_engine import DuckEngine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    """An empty engine on one thread: cases are small."""
    with DuckEngine(tmp_path_factory.mktemp("signals"), memory_gib=1.0, threads=1) as opened:
        yield opened
