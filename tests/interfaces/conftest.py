"""Results to show, invented by `invented.py`, and a real one, made by `scanned.py`."""

from __future__ import annotations

import pytest

from tests.interfaces.invented import Pair, build_pair
from tests.interfaces.scanned import Scanned, build_scanned


@pytest.fixture(scope="session")
def pair() -> Pair:
    """Two campaigns and a suspect."""
    return build_pair()


@pytest.fixture(scope="session")
def small() -> Pair:
    """One campaign of nine accounts and a suspect of six."""
    return build_pair((9, 6))


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """A small simulated world, taken into a lake and scanned, all by the commands themselves."""
    return build_scanned(tmp_path_factory.mktemp("scanned"))
