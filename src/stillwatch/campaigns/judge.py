"""Judge candidate groups: coordination first, extraction on what is left, then both together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stillwatch.campaigns.measures import GroupValues, Values
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.verdict import Coordination, Extraction, adjusted, call, extract
from stillwatch.settings import JudgementSettings


@dataclass(frozen=True, slots=True)
class Judged:
    """A group with its verdict and everything the verdict rests on."""

    group_no: int
    members: np.ndarray
    sure: np.ndarray
    """How sure each member's membership is, 0..1, in the order of members."""
    origin: str
    coordination: Coordination
    extraction: Extraction
    values: GroupValues
    error_rate: float
    verdict: str

    @property
    def chosen(self) -> Values:
        """The values of the subset that stood out: the slice or the whole."""
        return self.values.slice if self.extraction.subset == "slice" else self.values.whole


def judge(
    coordinated: Mapping[int, tuple[np.ndarray, np.ndarray, str, Coordination]],
    values: Mapping[int, GroupValues],
    reference: Reference,
    families: Sequence[str],
    settings: JudgementSettings,
    error_budget: float = 1.0,
) -> list[Judged]:
    """Return the coordinated groups judged, the surest first.

    `error_budget`: share of the error rate that may be spent on campaigns (`campaigns.looks`).

    The error rate is Benjamini-Hochberg over all of them on the larger of the two p-values
    (both must hold: an intersection-union test, Berger 1982).
    """
    settings = settings.model_copy(update={"error_rate": settings.error_rate * error_budget})
    numbers = sorted(coordinated)
    extractions = {
        number: extract(values.get(number, GroupValues()), reference, families)
        for number in numbers
    }
    joint = [max(coordinated[n][3].p, extractions[n].p) for n in numbers]
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


def _strength(judged: Judged) -> float:
    return judged.extraction.scored.score + judged.coordination.bits
