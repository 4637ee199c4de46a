"""One scan of the constructed log, which most tests of this room look at from their side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stillwatch.campaigns.naming import Named
from stillwatch.campaigns.reference import Reference
from stillwatch.pipeline import Scan, scan
from stillwatch.settings import Settings
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made


@dataclass(frozen=True)
class Scene:
    """A finished scan, with the engine that still holds its tables."""

    engine: DuckEngine
    scan: Scan
    reference: Reference

    def named(self, prefix: str) -> Named:
        """Return the campaign that most accounts of that name belong to."""

        def inside(one: Named) -> int:
            return sum(m.account_id.startswith(prefix) for m in one.campaign.accounts)

        best = max(self.scan.named, key=inside)
        assert inside(best) > 0, f"no campaign holds {prefix}"
        return best

    def column(self, sql: str) -> list[object]:
        """Return the first column of an answer."""
        return list(self.engine.read(sql).column(0).to_pylist())


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The constructed log, scanned."""
    reference = made.harmless()
    with made.opened(tmp_path_factory.mktemp("scene"), made.log()) as engine:
        yield Scene(engine, scan(engine, Settings(), reference), reference)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    """An empty engine."""
    with DuckEngine(tmp_path, memory_gib=1.0, threads=1) as opened:
        yield opened
