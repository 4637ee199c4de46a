"""Results to show, invented by `invented.py`."""

from __future__ import annotations

import pytest

from tests.interfaces.invented import Pair, build_pair


@pytest.fixture(scope="session")
def pair() -> Pair:
    """Two campaigns and a suspect."""
    return build_pair()


@pytest.fixture(scope="session")
def small() -> Pair:
    """One campaign of nine accounts and a suspect of six."""
    return build_pair((9, 6))
