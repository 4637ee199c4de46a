"""Reference groups: coordinated and harmless, against which a group's measures are held.

How unusual a value is says the rank among reference groups, which is exact under exchange-
ability whatever the value's distribution (conformal p-values, Vovk et al. 2005). The shipped
references come from simulated look-alikes (`stillwatch.lab.calibrate`) with texts of our own;
they are only as good as those worlds, and a provider may build better ones of its own data.
"""

from __future__ import annotations

from collections import Counter
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

TAIL: Final = 0.2
"""Share of a kind's references that counts as their tail."""
FEWEST_OF_KIND: Final = 20
"""References from which a kind of look-alike is held against a group by itself."""

ANY: Final = ""
"""Stands for all kinds together, among the weights."""

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
    """A set of reference groups, against which a group's measures are ranked.

    `weights` says, by kind of look-alike, how much each measure of the extraction axis counts
    when a group is held against that kind; the weights under ANY serve where there are none,
    and a measure that is not named counts once. They are learned on simulated campaigns and
    never negative, so that no mark of a harvest can clear a group (`stillwatch.lab.calibrate`).
    """

    def __init__(
        self,
        groups: Sequence[ReferenceGroup],
        signals: Sequence[MeasureSignal],
        weights: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.groups = tuple(groups)
        self.weights = {kind: dict(known) for kind, known in (weights or {}).items()}
        self._signals = tuple(signals)
        self._known: dict[tuple[Subset, str], np.ndarray] = {}
        for subset in SUBSETS:
            for signal in signals:
                values = [_of(g, subset).get(signal.name) for g in groups]
                known = np.sort(np.array([v for v in values if v is not None], dtype=float))
                self._known[subset, signal.name] = known if signal.tail == "high" else -known[::-1]
        self._towards = {subset: self._measured(subset) for subset in SUBSETS}
        self._as_extreme = {subset: self._counted(subset) for subset in SUBSETS}

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
        """Score a group on the extraction axis and rank it among the references.

        The p-value is the largest over the kinds of look-alikes: to be named, a group must be
        unlike every harmless kind, not only unlike their mixture, in which the kind it
        resembles may be rare. Against each kind the measures count as they tell harvests from
        that kind: each is a test of its own, and all of them must reject (an intersection-
        union test, Berger 1982), so choosing them apart costs nothing.

        The rank is fair only if group and references are treated alike (full conformal): each
        measure is ranked among all of them together, and a reference that a measure could not
        tell anything of takes a value of its kind, not the zero of innocence.
        """
        bits = self.bits(values, subset, "extraction")
        usual = self._weights(ANY)
        families: dict[str, float] = {}
        for place, signal in enumerate(self._signals):
            if signal.name in bits:
                part = usual[place] * bits[signal.name]
                families[signal.family] = families.get(signal.family, 0.0) + part
        mine = np.array([bits.get(signal.name, 0.0) for signal in self._signals])
        theirs, kinds = self._reference_bits(values, subset), self._kinds(subset)
        p = tail_p(theirs @ usual, float(mine @ usual))
        # All together stand for the kinds of which there are too few to be held against alone.
        for kind in np.unique(kinds):
            if kind:
                weights = self._weights(kind)
                p = max(p, tail_p(theirs[kinds == kind] @ weights, float(mine @ weights)))
        return Scored(families, sum(families.values()), p)

    def _weights(self, kind: str) -> np.ndarray:
        """Return the weight of each measure against a kind; 0 off the extraction axis."""
        known = self.weights.get(kind, self.weights.get(ANY, {}))
        return np.array(
            [known.get(s.name, 1.0) if s.axis == "extraction" else 0.0 for s in self._signals]
        )

    def _reference_bits(self, values: Values, subset: Subset) -> np.ndarray:
        """Return references x measures: their bits on the measures that a group has, with the
        group among them."""
        found = np.zeros(self._towards[subset].shape)
        for place, signal in enumerate(self._signals):
            if signal.axis == "extraction" and signal.name in values:
                bound = _towards(signal, values[signal.name]) + 1e-12
                beside = (self._towards[subset][:, place] <= bound).astype(float)
                found[:, place] = self._ranked(subset, place, beside, 1)
        return found

    def _kinds(self, subset: Subset) -> np.ndarray:
        """Return the kind of each reference; none where there are too few of it."""
        named = [g.looks_like for g in self.groups if _of(g, subset)]
        common = {kind for kind, count in Counter(named).items() if count >= FEWEST_OF_KIND}
        return np.array([kind if kind in common else "" for kind in named])

    def least_score(self, chance: float) -> float:
        """Return the score that harmless groups reach with no more than `chance`."""
        if not len(self._towards["whole"]):
            return 0.0
        # Each as if it were the new group: itself left out, and counted as that.
        nobody = np.zeros(len(self._towards["whole"]))
        bits = [self._ranked("whole", place, nobody, 0) for place in range(len(self._signals))]
        return float(np.quantile(np.array(bits).T @ self._weights(ANY), 1 - chance))

    def _measured(self, subset: Subset) -> np.ndarray:
        """Return references x signals, more being more unusual; nan where nobody could tell.

        A reference that lacks a value takes the one of another of its kind, else of any kind.
        """
        groups = [g for g in self.groups if _of(g, subset)]
        kinds = np.array([g.looks_like for g in groups])
        found = np.full((len(groups), len(self._signals)), np.nan)
        for place, signal in enumerate(self._signals):
            column = found[:, place]
            column[:] = [_towards(signal, _of(g, subset).get(signal.name, np.nan)) for g in groups]
            told = ~np.isnan(column)
            for kind in np.unique(kinds[~told]) if told.any() else ():
                lacking = np.flatnonzero(~told & (kinds == kind))
                givers = np.flatnonzero(told & (kinds == kind))
                givers = givers if len(givers) else np.flatnonzero(told)
                column[lacking] = column[givers[np.arange(len(lacking)) % len(givers)]]
        return found

    def _counted(self, subset: Subset) -> np.ndarray:
        """Return, for each value of `_measured`, how many references are as extreme."""
        found = np.full(self._towards[subset].shape, np.nan)
        for place, signal in enumerate(self._signals):
            known, towards = self._known[subset, signal.name], self._towards[subset][:, place]
            told = ~np.isnan(towards)
            below = np.searchsorted(known, towards[told] - 1e-12, side="left")
            found[told, place] = len(known) - below
        return found

    def _ranked(self, subset: Subset, place: int, beside: np.ndarray, more: int) -> np.ndarray:
        """Return the references' bits of one measure, `beside` being those of `more` new groups
        that are as extreme."""
        among = len(self._known[subset, self._signals[place].name]) + more
        bits = -np.log2((self._as_extreme[subset][:, place] + beside) / max(1, among))
        told: np.ndarray = np.nan_to_num(bits, nan=0.0)
        return told


def tail_p(known: np.ndarray, score: float) -> float:
    """Return the chance that a harmless group of one kind scores as high as `score`.

    Within the references it is the conformal rank. In their upper fifth and beyond, where
    ranks run out, the excess is taken to fall off exponentially, as sums of -log2 p do, with
    the mean excess widened by its own uncertainty; the rank alone where there are too few
    references to fit a tail.
    """
    rank = (1 + int(np.sum(known >= score - 1e-9))) / (len(known) + 1)
    if len(known) < FEWEST_OF_KIND:
        return rank
    start = float(np.quantile(known, 1 - TAIL))
    excess = known[known > start] - start
    if score <= start or len(excess) < 2:
        return rank
    mean = float(np.mean(excess)) * (1 + 1.64 / np.sqrt(len(excess)))
    return float(min(rank, TAIL * np.exp(-(score - start) / mean)))


@dataclass(frozen=True, slots=True)
class _Document:
    """What a file of reference groups holds."""

    groups: list[ReferenceGroup]
    weights: dict[str, dict[str, float]]
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
    weights: Mapping[str, Mapping[str, float]],
    harvests: Sequence[ReferenceGroup] = (),
) -> bytes:
    """Return reference groups as the JSON that `load_reference` reads, a group a line.

    `harvests` are the groups that `weights` were learned from beside them.
    """
    names = [signal.name for signal in signals]
    rounded = {
        kind: [round(known.get(name, 1.0), 3) for name in names] for kind, known in weights.items()
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
            str(kind): {n: float(w) for n, w in zip(names, known, strict=True)}
            for kind, known in document.get("weights", {}).items()
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
