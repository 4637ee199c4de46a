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
from typing import Any, Literal

import numpy as np
import orjson

from stillwatch.campaigns.measures import Values
from stillwatch.model.errors import SettingsError
from stillwatch.model.signal import MeasureSignal

Subset = Literal["whole", "slice"]


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """One harmless group: what it is, and what was measured of it."""

    looks_like: str
    whole: Values
    slice: Values


@dataclass(frozen=True, slots=True)
class Scored:
    """How unusual a group is: bits per family, their sum, and the conformal p-value."""

    families: dict[str, float]
    score: float
    p: float


class Reference:
    """A set of reference groups, with the scores they would get themselves."""

    def __init__(self, groups: Sequence[ReferenceGroup], signals: Sequence[MeasureSignal]) -> None:
        self.groups = tuple(groups)
        self._signals = tuple(signals)
        self._sorted: dict[tuple[Subset, str], np.ndarray] = {}
        for subset in ("whole", "slice"):
            for signal in signals:
                values = [_of(g, subset).get(signal.name) for g in groups]
                known = np.sort(np.array([v for v in values if v is not None], dtype=float))
                self._sorted[subset, signal.name] = known if signal.tail == "high" else -known[::-1]
        self._scores: dict[tuple[Subset, str, frozenset[str]], np.ndarray] = {}

    def p_value(self, signal: MeasureSignal, value: float, subset: Subset) -> float:
        """Return the conformal p-value of one measure: (1 + references as extreme) / (m + 1)."""
        known = self._sorted[subset, signal.name]
        towards = value if signal.tail == "high" else -value
        as_extreme = len(known) - int(np.searchsorted(known, towards - 1e-12, side="left"))
        return (1 + as_extreme) / (len(known) + 1)

    def median(self, signal: str, subset: Subset) -> float | None:
        """Return the references' median of a measure, for sentences."""
        values = [v for g in self.groups if (v := _of(g, subset).get(signal)) is not None]
        return float(np.median(values)) if values else None

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
        best: dict[str, list[float]] = {}
        for signal in self._signals:
            if signal.axis == axis and signal.name in values:
                bits = -np.log2(self.p_value(signal, values[signal.name], subset))
                best.setdefault(signal.family, []).append(float(bits))
        return {f: max(0.0, max(bits) - float(np.log2(len(bits)))) for f, bits in best.items()}

    def least_score(self, axis: str, chance: float) -> float:
        """Return the score that harmless groups reach with no more than `chance`."""
        scores = [sum(self.families(g.whole, "whole", axis).values()) for g in self.groups]
        return float(np.quantile(scores, 1 - chance)) if scores else 0.0

    def score(self, values: Values, subset: Subset, axis: str) -> Scored:
        """Score a group on an axis: the rank of its summed family bits among the references,
        each scored on the same families."""
        families = self.families(values, subset, axis)
        total = sum(families.values())
        key = (subset, axis, frozenset(families))
        if key not in self._scores:
            self._scores[key] = np.array(
                [
                    sum(
                        b
                        for f, b in self.families(_of(g, subset), subset, axis).items()
                        if f in families
                    )
                    for g in self.groups
                    if _of(g, subset)
                ]
            )
        known = self._scores[key]
        p = (1 + int(np.sum(known >= total - 1e-9))) / (len(known) + 1)
        return Scored(families, total, p)


def load_reference(path: Path | None, signals: Sequence[MeasureSignal]) -> Reference:
    """Read reference groups from `path`, or the shipped ones.

    Raises SettingsError where the file is not one of ours.
    """
    try:
        raw = (
            path.read_bytes()
            if path is not None
            else resources.files("stillwatch.campaigns").joinpath("reference.json").read_bytes()
        )
        document: Mapping[str, Any] = orjson.loads(raw)
        names = document["signals"]
        groups = [
            ReferenceGroup(
                row["looks_like"], _values(names, row["whole"]), _values(names, row["slice"])
            )
            for row in document["groups"]
        ]
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as fault:
        raise SettingsError(
            f"no reference groups can be read: {fault}",
            where=str(path or "reference.json"),
            remedy="make them with `python -m stillwatch.lab.calibrate`",
        ) from fault
    return Reference(groups, signals)


def dump_reference(groups: Sequence[ReferenceGroup], signals: Sequence[MeasureSignal]) -> bytes:
    """Return reference groups as the JSON that `load_reference` reads, a group a line."""
    names = [signal.name for signal in signals]
    rows = [
        orjson.dumps(
            {
                "looks_like": g.looks_like,
                "whole": [_rounded(g.whole.get(n)) for n in names],
                "slice": [_rounded(g.slice.get(n)) for n in names],
            }
        )
        for g in groups
    ]
    return (
        b'{"signals": ' + orjson.dumps(names) + b',\n"groups": [\n' + b",\n".join(rows) + b"\n]}\n"
    )


def _of(group: ReferenceGroup, subset: Subset) -> Values:
    return group.whole if subset == "whole" else group.slice


def _values(names: Sequence[str], row: Sequence[float | None]) -> Values:
    return {n: float(v) for n, v in zip(names, row, strict=True) if v is not None}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
