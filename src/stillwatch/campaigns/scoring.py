"""The extraction axis: is this group unlike every harmless kind, the way some harvest would be?

Several examiners look at a group, one for each technique and one for any. Each weighs the
measures as they tell its technique from a kind of look-alike, and holds the group against
every kind: its doubt is the largest of the p-values, for a group that is like one harmless kind
is harmless, however unlike the others it is. The group's doubt is the smallest over examiners.

What that doubt is worth is told by the references themselves: each is examined as if its own
kind were unknown, and the group's p-value is its rank among those doubts. So the error rate
is that of look-alikes nobody thought of, not of those the examiners were trained on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stillwatch.campaigns.ranking import FEWEST, Ranking, Tail

ANY: Final = ""
"""Stands for all techniques, or all kinds, together."""
SCORE_TAIL: Final = 0.2
"""Share of a kind's scores that counts as their tail."""
DOUBT_TAIL: Final = 0.05
"""Share of the references' doubts that counts as their tail."""

Weights = Mapping[str, Mapping[str, np.ndarray]]
"""By technique and kind: how much each measure counts."""


@dataclass(frozen=True, slots=True)
class _Examined:
    """The references, scored on the measures that a group has."""

    tails: dict[str, dict[str, Tail]]
    """By technique, then by kind."""
    doubts: Tail
    """Of the references, each as if its own kind were unknown: -ln of the smallest p."""


class Scoring:
    """Examines groups on one subset of their exchanges (all, or the slice)."""

    def __init__(self, values: np.ndarray, kinds: Sequence[str], weights: Weights) -> None:
        """`values`: references x measures, larger being more like a harvest, nan where nobody
        could tell; `kinds`: what each reference is."""
        self._kinds = np.array(kinds, dtype=object)
        counted = Counter(kinds)
        self._common = sorted(kind for kind, count in counted.items() if count >= FEWEST)
        self._rankings = [Ranking(values[:, place]) for place in range(values.shape[1])]
        self._references = self.bits(_filled(values, self._kinds))
        self._weights = weights or {ANY: {ANY: np.ones(values.shape[1])}}
        self._kept: dict[bytes, _Examined] = {}

    def bits(self, values: np.ndarray) -> np.ndarray:
        """Return groups x measures: how much each measure speaks for a harvest, nan as it is."""
        columns = [ranking.bits(values[:, n]) for n, ranking in enumerate(self._rankings)]
        return np.stack(columns, axis=1) if columns else np.empty((len(values), 0))

    def usual(self) -> np.ndarray:
        """Return how much each measure counts, whatever the technique and the kind."""
        return np.asarray(self._weights[ANY][ANY])

    def p(self, bits: np.ndarray) -> float:
        """Return the chance that a harmless group of an unknown kind looks as much like a
        harvest as one with these bits; 1 where there are no references."""
        told = ~np.isnan(bits)
        if not len(self._kinds) or not told.any():
            return 1.0
        examined = self._kept.get(told.tobytes())
        if examined is None:
            examined = self._kept[told.tobytes()] = self._examine(told)
        known = np.nan_to_num(bits)
        doubts = [
            max(
                float(tail.p(np.array([known @ self._weight(technique, kind)]))[0])
                for kind, tail in tails.items()
            )
            for technique, tails in examined.tails.items()
        ]
        return float(examined.doubts.p(np.array([-np.log(min(doubts))]))[0])

    def _weight(self, technique: str, kind: str) -> np.ndarray:
        of_technique = self._weights[technique]
        return np.asarray(of_technique.get(kind, of_technique[ANY]))

    def _examine(self, told: np.ndarray) -> _Examined:
        """Examine the references on the measures that were told of a group."""
        references = np.where(told, self._references, 0.0)
        tails: dict[str, dict[str, Tail]] = {}
        least = np.ones(len(self._kinds))
        for technique in self._weights:
            scores = references @ self._weight(technique, ANY)
            held_against = tails[technique] = {ANY: Tail(scores, SCORE_TAIL)}
            doubt = np.zeros(len(self._kinds))
            for kind in np.unique(self._kinds):
                own = self._kinds == kind
                # Where there is one kind only, no other can say what an unknown one looks like.
                others = scores if own.all() else scores[~own]
                doubt[own] = Tail(others, SCORE_TAIL).p(scores[own])
            for kind in self._common:
                own = self._kinds == kind
                scores = references @ self._weight(technique, kind)
                tail = held_against[kind] = Tail(scores[own], SCORE_TAIL)
                doubt[~own] = np.maximum(doubt[~own], tail.p(scores[~own]))
            least = np.minimum(least, doubt)
        return _Examined(tails, Tail(-np.log(least), DOUBT_TAIL))


def _filled(values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Let a reference that lacks a value take the one of another of its kind, else of any kind:
    not the zero of innocence."""
    found = values.copy()
    for place in range(values.shape[1]):
        column = found[:, place]
        told = ~np.isnan(column)
        for kind in np.unique(kinds[~told]) if told.any() else ():
            lacking = np.flatnonzero(~told & (kinds == kind))
            givers = np.flatnonzero(told & (kinds == kind))
            givers = givers if len(givers) else np.flatnonzero(told)
            column[lacking] = column[givers[np.arange(len(lacking)) % len(givers)]]
    return found
