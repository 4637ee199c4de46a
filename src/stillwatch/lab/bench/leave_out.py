"""Leave one technique out: what is found of it by weights that never saw it.

Of all that a scan goes by, only the weights are learned from campaigns; they are learned again
from the harvesting groups of the other techniques. References are harmless groups and stay.
Which signals there are was chosen by people who knew every technique: no table undoes that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stillwatch.campaigns.reference import Reference, load_harvests, load_reference
from stillwatch.lab.bench.detector import Found
from stillwatch.lab.bench.own import Stillwatch
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.lab.simulate.scenarios.catalogue import SCENARIOS
from stillwatch.lab.simulate.settings import Technique
from stillwatch.model.errors import SettingsError
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine


@cache
def reference_without(*techniques: str, path: Path | None = None) -> Reference:
    """Return the references of `path` (the shipped ones), weights learned without `techniques`.

    Raises SettingsError for a name that is no technique, and where the file keeps no
    harvesting groups of any other.
    """
    unknown = set(techniques) - {technique.value for technique in Technique}
    if unknown:
        raise SettingsError(
            f"no technique is called {', '.join(sorted(unknown))}",
            where="bench",
            remedy="use " + ", ".join(technique.value for technique in Technique),
        )
    others = [group for group in load_harvests(path) if group.looks_like not in techniques]
    if not others:
        raise SettingsError(
            f"keeps no harvesting groups but of {', '.join(techniques)}",
            where=str(path or "reference.json"),
            remedy="make it again with `python -m stillwatch.lab.calibrate --attacks 1` or more",
        )
    groups = load_reference(path, MEASURES).groups
    return Reference(groups, MEASURES, learn_weights(groups, others))


def kin(technique: Technique) -> tuple[str, ...]:
    """Return the techniques that harvest any kind of text that `technique` does, itself too.

    A farm left out is not unheard of while a drip sends the same tasks.
    """
    roles = SCENARIOS[technique].harvest_roles.keys()
    return tuple(t.value for t, other in SCENARIOS.items() if roles & other.harvest_roles.keys())


@dataclass(frozen=True, slots=True)
class Without:
    """The product, but for weights that never saw some techniques."""

    name: str
    techniques: tuple[str, ...]
    path: Path | None = None
    """The reference groups, where they are not the shipped ones."""
    source: str = "this project"

    @property
    def setting(self) -> str:
        """Return how it differs from the product."""
        return "defaults; weights learned without " + ", ".join(self.techniques)

    def find(self, engine: DuckEngine) -> Found:
        """Scan the window; the weights are learned at the first."""
        return Stillwatch(reference=reference_without(*self.techniques, path=self.path)).find(
            engine
        )


def left_out_detectors() -> list[Without]:
    """Return, for each technique, the product without it, and without it and its kin."""
    return [detector for technique in Technique for detector in _without(technique)]


def left_out_names(preset: str) -> tuple[str, ...]:
    """Return the detectors that judge the worlds of a preset; none where it is no technique."""
    if preset not in {technique.value for technique in Technique}:
        return ()
    return tuple(detector.name for detector in _without(Technique(preset)))


def _without(technique: Technique) -> tuple[Without, Without]:
    name = technique.value
    return (
        Without(f"stillwatch without {name}", (name,)),
        Without(f"stillwatch without {name} and its kin", kin(technique)),
    )
