"""What every detector under test is: it looks at a window of exchanges and names accounts.

Detectors see the table `exchange` of an engine (EXCHANGE_SCHEMA without texts, SKETCH_SCHEMA,
`day`) and nothing else: neither texts nor truth. Their settings are the published ones or the
product's defaults, never fitted to the worlds of the benchmark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stillwatch.store.duckdb_engine import DuckEngine

Keys = npt.NDArray[np.int64]
"""`exchange_key` of some exchanges, each once."""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Accounts that a detector says act as one (a single account where it knows no groups)."""

    accounts: tuple[str, ...]
    error_rate: float | None = None
    """The chance of being wrong that the detector itself states, where it states one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector says of one window."""

    named: Sequence[FoundGroup] = ()
    suspected: Sequence[FoundGroup] = ()
    """What it would have a person look at before anything is done."""
    scores: dict[str, float] = field(default_factory=dict)
    """Account to suspicion, higher is worse, to rank whom an analyst reviews first; an account
    that is absent was not ranked at all."""
    marked: Keys | None = None
    """The exchanges it says were harvested; None where it says nothing of single exchanges."""
    refused: str | None = None
    """Why the detector could not judge this window (a field it needs is missing)."""


class Detector(Protocol):
    """A detector by its published description."""

    @property
    def name(self) -> str:
        """Return what tables call it."""
        ...

    @property
    def source(self) -> str:
        """Return the paper and section, package, or rule it is taken from."""
        ...

    @property
    def setting(self) -> str:
        """Return the parameters it runs with, in words."""
        ...

    def find(self, engine: DuckEngine) -> Found:
        """Judge `exchange`. Leaves tables of its own in the engine under its own name only."""
        ...
