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
from stillwatch.model.errors import SettingsError
from stillwatch.model.signal import MeasureSignal

Subset = Literal["whole", "slice"]
SUBSETS: Final[tuple[Subset, ...]] = ("whole", "slice")

TAIL: Final = 0.05
"""Share of the references that counts as their tail."""
FEWEST_IN_TAIL: Final = 20
"""References in the tail from which it can be fitted."""


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """One harmless group: what it is, and what was measured of it."""

    looks_like: str
    whole: Values
    slice: Values


@dataclass(frozen=True, slots=True)
class Scored:
    """How unusual a group is: weighted bits per family, their sum, and the p-value."""

    families: dict[str, float]
    score: float
    p: float


class Reference:
    """A set of reference groups, with the scores they would get themselves.

    `weights` says how much each measure of the extraction axis counts; a measure it does not
    name counts once. They are learned on simulated campaigns and never negative, so that no
    mark of a harvest can clear a group (`stillwatch.lab.calibrate`).
    """

    def __init__(
        self,
        groups: Sequence[ReferenceGroup],
        signals: Sequence[MeasureSignal],
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self.groups = tuple(groups)
        self.weights = dict(weights or {})
        self._signals = tuple(signals)
        self._known: dict[tuple[Subset, str], np.ndarray] = {}
        for subset in SUBSETS:
            for signal in signals:
                values = [_of(g, subset).get(signal.name) for g in groups]
                known = np.sort(np.array([v for v in values if v is not None], dtype=float))
                self._known[subset, signal.name] = known if signal.tail == "high" else -known[::-1]
        self._scores: dict[tuple[Subset, frozenset[str]], np.ndarray] = {}

    def p_value(self, signal: MeasureSignal, value: float, subset: Subset) -> float:
        """Return the conformal p-value of one measure: (1 + references as extreme) / (m + 1)."""
        known = self._known[subset, signal.name]
        towards = value if signal.tail == "high" else -value
        as_extreme = len(known) - int(np.searchsorted(known, towards - 1e-12, side="left"))
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
        """Score a group on the extraction axis: its weighted bits, ranked among the references,
        each scored on the same measures."""
        bits = self.bits(values, subset, "extraction")
        families: dict[str, float] = {}
        for signal in self._signals:
            if signal.name in bits:
                part = self.weights.get(signal.name, 1.0) * bits[signal.name]
                families[signal.family] = families.get(signal.family, 0.0) + part
        total = sum(families.values())
        return Scored(families, total, tail_p(self._reference_scores(subset, bits), total))

    def least_score(self, chance: float) -> float:
        """Return the score that harmless groups reach with no more than `chance`."""
        everything = dict.fromkeys(s.name for s in self._signals if s.axis == "extraction")
        scores = self._reference_scores("whole", everything)
        return float(np.quantile(scores, 1 - chance)) if len(scores) else 0.0

    def _reference_scores(self, subset: Subset, measured: Mapping[str, Any]) -> np.ndarray:
        key = (subset, frozenset(measured))
        if key not in self._scores:
            self._scores[key] = np.array(
                [
                    sum(
                        self.weights.get(name, 1.0) * bits
                        for name, bits in self.bits(_of(g, subset), subset, "extraction").items()
                        if name in measured
                    )
                    for g in self.groups
                    if _of(g, subset)
                ]
            )
        return self._scores[key]


def tail_p(known: np.ndarray, score: float) -> float:
    """Return the chance that a harmless group scores as high as `score`.

    Within the references it is the conformal rank. Beyond their 95 % quantile, where ranks run
    out, the excess is taken to fall off exponentially, as sums of -log2 p do, with the mean
    excess widened by its own uncertainty; never more than the rank alone allows for when there
    are too few references to fit a tail.
    """
    rank = (1 + int(np.sum(known >= score - 1e-9))) / (len(known) + 1)
    if len(known) * TAIL < FEWEST_IN_TAIL:
        return rank
    start = float(np.quantile(known, 1 - TAIL))
    excess = known[known > start] - start
    if score <= start or len(excess) < FEWEST_IN_TAIL:
        return rank
    mean = float(np.mean(excess)) * (1 + 1.64 / np.sqrt(len(excess)))
    return float(min(rank, TAIL * np.exp(-(score - start) / mean)))


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
    return Reference(groups, signals, document.get("weights", {}))


def dump_reference(
    groups: Sequence[ReferenceGroup],
    signals: Sequence[MeasureSignal],
    weights: Mapping[str, float],
) -> bytes:
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
        b'{"signals": '
        + orjson.dumps(names)
        + b',\n"weights": '
        + orjson.dumps({name: round(weight, 3) for name, weight in weights.items()})
        + b',\n"groups": [\n'
        + b",\n".join(rows)
        + b"\n]}\n"
    )


def _of(group: ReferenceGroup, subset: Subset) -> Values:
    return group.whole if subset == "whole" else group.slice


def _values(names: Sequence[str], row: Sequence[float | None]) -> Values:
    return {n: float(v) for n, v in zip(names, row, strict=True) if v is not None}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
