"""All detectors by name: the product, and what is run beside it."""

from __future__ import annotations

from typing import Final

from stillwatch.lab.bench.baselines.co_sharing import CoSharing
from stillwatch.lab.bench.baselines.dense_subgraph import DenseSubgraph
from stillwatch.lab.bench.baselines.key_suspicion import KeySuspicion
from stillwatch.lab.bench.baselines.shared_attributes import SharedAttributes
from stillwatch.lab.bench.baselines.synchrotrap import SynchroTrap
from stillwatch.lab.bench.baselines.thresholds import Thresholds
from stillwatch.lab.bench.baselines.window_shift import WindowShift
from stillwatch.lab.bench.detector import Detector
from stillwatch.lab.bench.leave_out import left_out_detectors
from stillwatch.lab.bench.own import Stillwatch, without
from stillwatch.model.errors import SettingsError
from stillwatch.pipeline import EVERY_FAMILY

BASELINES: Final[tuple[Detector, ...]] = (
    Thresholds(), KeySuspicion(), SynchroTrap(), CoSharing(), DenseSubgraph(), SharedAttributes(),
    WindowShift(),
)  # fmt: skip
ABLATED: Final[dict[str, Detector]] = {family: without(family) for family in EVERY_FAMILY}
"""The product without each family of evidence."""
DETECTORS: Final[dict[str, Detector]] = {
    d.name: d for d in (Stillwatch(), *BASELINES, *left_out_detectors(), *ABLATED.values())
}


def detector(name: str) -> Detector:
    """Return the detector called `name`; raises SettingsError where there is none."""
    if name not in DETECTORS:
        raise SettingsError(
            f"no detector is called {name!r}", where="bench", remedy="use " + ", ".join(DETECTORS)
        )
    return DETECTORS[name]
