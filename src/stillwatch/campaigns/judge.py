"""Judge candidate groups: coordination first, extraction on what is left, then both together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.verdict import Coordination, Extraction, adjusted, call, extract
from stillwatch.settings import JudgementSettings

OVERLAP = 0.5
"""Share of the smaller group's members from which two named groups are one campaign."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A group with its verdict and everything the verdict rests on."""

    group_no: int
    members: np.ndarray
    origin: str
    coordination: Coordination
    extraction: Extraction
    values: GroupValues
    error_rate: float
    verdict: str


def judge(
    coordinated: Mapping[int, tuple[np.ndarray, str, Coordination]],
    values: Mapping[int, GroupValues],
    reference: Reference,
    families: Sequence[str],
    settings: JudgementSettings,
) -> list[Judged]:
    """Return the coordinated groups judged, the surest first.

    The error rate is Benjamini-Hochberg over all of them on the larger of the two p-values
    (both must hold: an intersection-union test, Berger 1982).
    """
    numbers = sorted(coordinated)
    extractions = {
        number: extract(
            values.get(number, GroupValues()), reference, families, len(coordinated[number][0])
        )
        for number in numbers
    }
    joint = [max(coordinated[n][2].p, extractions[n].p) for n in numbers]
    rates = adjusted(joint) if numbers else np.empty(0)
    found = [
        Judged(
            n,
            *coordinated[n],
            extractions[n],
            values.get(n, GroupValues()),
            float(rate),
            call(float(rate), len(extractions[n].missing), len(families), settings),
        )
        for n, rate in zip(numbers, rates, strict=True)
    ]
    return sorted(found, key=lambda j: (j.error_rate, -_strength(j), -len(j.members), j.group_no))


@dataclass(frozen=True, slots=True)
class Merged:
    """One campaign-to-be: the surest group, and the weaker views of the same accounts."""

    lead: Judged
    members: np.ndarray
    views: tuple[Judged, ...]


def merge(judged: Sequence[Judged]) -> list[Merged]:
    """Merge named groups that are views of the same accounts.

    Groups merge on accounts alone, never on infrastructure: one pool may serve several actors.
    A suspect never joins a campaign's members, it is only said to be another view of it.
    """
    taken: list[Merged] = []
    for group in (j for j in judged if j.verdict in ("campaign", "suspect")):
        for place, other in enumerate(taken):
            if overlap(group.members, other.members) >= OVERLAP:
                joins = group.verdict == other.lead.verdict
                members = np.union1d(other.members, group.members) if joins else other.members
                taken[place] = Merged(other.lead, members, (*other.views, group))
                break
        else:
            taken.append(Merged(group, group.members, ()))
    return taken


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of the smaller set that is in both."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, min(len(one), len(other)))


def _strength(judged: Judged) -> float:
    return judged.extraction.scored.score + judged.coordination.bits
