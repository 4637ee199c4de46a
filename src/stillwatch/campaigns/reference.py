"""Reference groups: coordinated and harmless, against which a group's measures are held.

How unusual a value is says the rank among reference groups, which is exact under exchange-
ability whatever the value's distribution (conformal p-values, Vovk et al. 2005). The shipped
references come from simulated look-alikes (`stillwatch.lab.calibrate`) with texts of our own;
they are only as good as those worlds, and a provider may build better ones of its own data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import orjson

from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.scoring import ANY, Scoring
from stillwatch.model.errors import SettingsError
from stillwatch.model.signal import MeasureSignal

Subset = Literal["whole", "slice"]
SUBSETS: Final[tuple[Subset, ...]] = ("whole", "slice")

NamedWeights = Mapping[Subset, Mapping[str, Mapping[str, Mapping[str, float]]]]
"""By subset, technique, kind of look-alike and measure; `scoring.ANY` stands for all techniques,
or all kinds."""

DIGITS: Final = 4
"""Decimal places that a file keeps of a measure."""
_SHIPPED: Final = "reference.json"
_REMEDY: Final = "make them with `python -m stillwatch.lab.calibrate`"


@dataclass(frozen=True, slots=True)
class Origin:
    """The simulated world that a group was measured in."""

    preset: str
    seed: int
    texts: str
    """real or built-in."""


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """One group: what it is (a harmless kind, or a technique), and what was measured of it."""

    looks_like: str
    whole: Values
    slice: Values
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """How unusual a group is: weighted bits per family, their sum, and the p-value."""

    families: dict[str, float]
    score: float
    p: float


class Reference:
    """A set of reference groups, against which a group's measures are held.

    `weights` says, by technique and kind of look-alike, how much each measure of the extraction
    axis counts; a measure that is not named counts once. They are learned on simulated
    campaigns and never negative (`stillwatch.lab.calibrate`).
    """

    def __init__(
        self,
        groups: Sequence[ReferenceGroup],
        signals: Sequence[MeasureSignal],
        weights: NamedWeights | None = None,
    ) -> None:
        self.groups = tuple(groups)
        self.weights = weights or {}
        self._signals = tuple(signals)
        self._extraction = tuple(s for s in signals if s.axis == "extraction")
        self._known: dict[tuple[Subset, str], np.ndarray] = {}
        for subset in SUBSETS:
            for signal in signals:
                values = [_of(g, subset).get(signal.name) for g in groups]
                known = np.sort(np.array([v for v in values if v is not None], dtype=float))
                self._known[subset, signal.name] = known if signal.tail == "high" else -known[::-1]
        self._scoring = {
            subset: Scoring(*self.measured(subset), self._by_place(subset)) for subset in SUBSETS
        }

    def _by_place(self, subset: Subset) -> dict[str, dict[str, np.ndarray]]:
        """Return the weights of a subset, in the order of the measures; where none are said
        against all kinds, or of any technique, each measure counts once."""
        said = {ANY: {}, **self.weights.get(subset, {})}
        return {
            technique: {
                kind: np.array([known.get(s.name, 1.0) for s in self._extraction])
                for kind, known in {ANY: {}, **of_technique}.items()
            }
            for technique, of_technique in said.items()
        }

    def p_value(self, signal: MeasureSignal, value: float, subset: Subset) -> float:
        """Return the conformal p-value of one measure: (1 + references as extreme) / (m + 1)."""
        known = self._known[subset, signal.name]
        towards = _towards(signal, value) - 1e-12
        as_extreme = len(known) - int(np.searchsorted(known, towards, side="left"))
        return (1 + as_extreme) / (len(known) + 1)

    def bits(self, values: Values, subset: Subset, axis: str) -> dict[str, float]:
        """Return -log2 p of each measure of an axis that could tell."""
        return {
            signal.name: -float(np.log2(self.p_value(signal, values[signal.name], subset)))
            for signal in self._signals
            if signal.axis == axis and signal.name in values
        }

    def quantiles(self, signal: str, subset: Subset) -> tuple[float, float, float] | None:
        """Return the references' 10th, 50th and 90th percentile of a measure."""
        values = [v for g in self.groups if (v := _of(g, subset).get(signal)) is not None]
        if not values:
            return None
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
        return float(low), float(middle), float(high)

    def families(self, values: Values, subset: Subset, axis: str) -> dict[str, float]:
        """Return the bits of each family that has data: the best of its measures, after paying
        for the choice among them."""
        found: dict[str, list[float]] = {}
        bits = self.bits(values, subset, axis)
        for signal in self._signals:
            if signal.name in bits:
                found.setdefault(signal.family, []).append(bits[signal.name])
        return {f: max(0.0, max(b) - float(np.log2(len(b)))) for f, b in found.items()}

    def score(self, values: Values, subset: Subset) -> Scored:
        """Score a group on the extraction axis; its p-value is that of `scoring.Scoring`.

        Families and score are for reading: what speaks for a harvest, whatever the technique.
        """
        scoring = self._scoring[subset]
        known = [values.get(signal.name, np.nan) for signal in self._extraction]
        towards = [_towards(s, v) for s, v in zip(self._extraction, known, strict=True)]
        (bits,) = scoring.bits(np.array([towards]))
        families: dict[str, float] = {}
        for signal, part in zip(self._extraction, bits * scoring.usual(), strict=True):
            if not np.isnan(part):
                families[signal.family] = families.get(signal.family, 0.0) + float(part)
        return Scored(families, sum(families.values()), scoring.p(bits))

    def measured(self, subset: Subset) -> tuple[np.ndarray, list[str]]:
        """Return references x measures of the extraction axis, larger being more like a
        harvest, and the kind of each; nan where nobody could tell."""
        groups = [group for group in self.groups if _of(group, subset)]
        return towards_harvest(groups, subset, self._extraction), [g.looks_like for g in groups]

    def least_score(self, chance: float) -> float:
        """Return the score that harmless groups reach with no more than `chance`."""
        scoring = self._scoring["whole"]
        values, _ = self.measured("whole")
        if not len(values):
            return 0.0
        scores = np.nan_to_num(scoring.bits(values)) @ scoring.usual()
        return float(np.quantile(scores, 1 - chance))


def towards_harvest(
    groups: Sequence[ReferenceGroup], subset: Subset, signals: Sequence[MeasureSignal]
) -> np.ndarray:
    """Return groups x measures, larger being more like a harvest; nan where nobody could tell."""
    rows = [[_towards(s, _of(g, subset).get(s.name, np.nan)) for s in signals] for g in groups]
    return np.array(rows, dtype=float).reshape(len(groups), len(signals))


@dataclass(frozen=True, slots=True)
class _Document:
    """What a file of reference groups holds."""

    groups: list[ReferenceGroup]
    weights: NamedWeights
    harvests: list[ReferenceGroup]


def load_reference(path: Path | None, signals: Sequence[MeasureSignal]) -> Reference:
    """Read reference groups from `path`, or the shipped ones.

    Raises SettingsError where the file is not one of ours.
    """
    document = _read(path)
    return Reference(document.groups, signals, document.weights)


def load_harvests(path: Path | None) -> list[ReferenceGroup]:
    """Read the harvesting groups that the weights were learned from; a scan needs none of them.

    Raises SettingsError where the file is not one of ours, or keeps none.
    """
    harvests = _read(path).harvests
    if not harvests:
        raise SettingsError(
            "keeps no harvesting groups, so no weights can be learned from it",
            where=str(path or _SHIPPED),
            remedy=_REMEDY,
        )
    return harvests


def dump_reference(
    groups: Sequence[ReferenceGroup],
    signals: Sequence[MeasureSignal],
    weights: NamedWeights,
    harvests: Sequence[ReferenceGroup] = (),
) -> bytes:
    """Return reference groups as the JSON that `load_reference` reads, a group a line.

    `harvests` are the groups that `weights` were learned from beside them.
    """
    names = [signal.name for signal in signals]
    rounded = {
        subset: {
            technique: {
                kind: [round(known.get(name, 1.0), 3) for name in names]
                for kind, known in of_technique.items()
            }
            for technique, of_technique in of_subset.items()
        }
        for subset, of_subset in weights.items()
    }
    parts = [b'{"signals": ' + orjson.dumps(names), b'"weights": ' + orjson.dumps(rounded)]
    parts.append(b'"groups": [\n' + b",\n".join(_row(names, g) for g in groups) + b"\n]")
    if harvests:
        parts.append(b'"harvests": [\n' + b",\n".join(_row(names, g) for g in harvests) + b"\n]")
    return b",\n".join(parts) + b"}\n"


def _read(path: Path | None) -> _Document:
    try:
        raw = (
            path.read_bytes()
            if path is not None
            else resources.files("stillwatch.campaigns").joinpath(_SHIPPED).read_bytes()
        )
        document: Mapping[str, Any] = orjson.loads(raw)
        names = document["signals"]
        weights = {
            _subset(subset): {
                str(technique): {
                    str(kind): {n: float(w) for n, w in zip(names, known, strict=True)}
                    for kind, known in of_technique.items()
                }
                for technique, of_technique in of_subset.items()
            }
            for subset, of_subset in document.get("weights", {}).items()
        }
        return _Document(
            [_group(names, row) for row in document["groups"]],
            weights,
            [_group(names, row) for row in document.get("harvests", [])],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SettingsError(
            f"no reference groups can be read: {fault}",
            where=str(path or _SHIPPED),
            remedy=_REMEDY,
        ) from fault


def _subset(name: str) -> Subset:
    for subset in SUBSETS:
        if name == subset:
            return subset
    raise ValueError(f"weights are of {' or '.join(SUBSETS)}, not of {name!r}")


def _group(names: Sequence[str], row: Mapping[str, Any]) -> ReferenceGroup:
    origin = Origin(*row["from"]) if "from" in row else None
    whole, part = (_values(names, row[subset]) for subset in SUBSETS)
    return ReferenceGroup(row["looks_like"], whole, part, origin)


def _row(names: Sequence[str], group: ReferenceGroup) -> bytes:
    row: dict[str, object] = {"looks_like": group.looks_like}
    if group.origin is not None:
        row["from"] = [group.origin.preset, group.origin.seed, group.origin.texts]
    for subset in SUBSETS:
        values = _of(group, subset)
        row[subset] = [None if (v := values.get(n)) is None else round(v, DIGITS) for n in names]
    return orjson.dumps(row)


def _towards(signal: MeasureSignal, value: float) -> float:
    return value if signal.tail == "high" else -value


def _of(group: ReferenceGroup, subset: Subset) -> Values:
    return group.whole if subset == "whole" else group.slice


def _values(names: Sequence[str], row: Sequence[float | None]) -> Values:
    return {n: float(v) for n, v in zip(names, row, strict=True) if v is not None}
