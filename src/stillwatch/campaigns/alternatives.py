"""The harmless explanations of a group, and how much speaks against each.

For each kind of harmless look-alike among the references: how far outside its range does the
group lie? The strength is bounded by how many references of that kind there are, and printed
as such: with 60 references nothing can speak against a kind by more than about six bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.reference import Reference, Subset
from stillwatch.model.result import Alternative
from stillwatch.model.signal import MeasureSignal

FEWEST = 8
"""References of a kind below which it is not held against anything."""


def alternatives(
    values: Values,
    subset: Subset,
    coordination_bits: float,
    reference: Reference,
    signals: Sequence[MeasureSignal],
) -> list[Alternative]:
    """Return each harmless hypothesis with the bits against it, the likeliest first."""
    found = [
        Alternative(
            hypothesis="strangers who resemble each other by chance",
            bits_against=round(coordination_bits, 1),
        )
    ]
    kinds = sorted({group.looks_like for group in reference.groups})
    for kind in kinds:
        bits = _bits_against(kind, values, subset, reference, signals)
        if bits is not None:
            found.append(Alternative(hypothesis=kind.replace("_", " "), bits_against=bits))
    return sorted(found, key=lambda a: (a.bits_against, a.hypothesis))


def likeliest(
    values: Values, subset: Subset, reference: Reference, signals: Sequence[MeasureSignal]
) -> str | None:
    """Return the harmless kind a group resembles most, or None where none can be compared."""
    ranked = alternatives(values, subset, 1e9, reference, signals)
    return ranked[0].hypothesis if len(ranked) > 1 else None


def _bits_against(
    kind: str,
    values: Values,
    subset: Subset,
    reference: Reference,
    signals: Sequence[MeasureSignal],
) -> float | None:
    """Two-sided conformal p of each measure within the kind; families pay for the best."""
    best: dict[str, list[float]] = {}
    for signal in signals:
        if signal.name not in values:
            continue
        known = [
            g.slice.get(signal.name) if subset == "slice" else g.whole.get(signal.name)
            for g in reference.groups
            if g.looks_like == kind
        ]
        seen = [v for v in known if v is not None]
        if len(seen) < FEWEST:
            continue
        value = values[signal.name]
        above = 1 + sum(v >= value - 1e-12 for v in seen)
        below = 1 + sum(v <= value + 1e-12 for v in seen)
        p = min(1.0, 2 * min(above, below) / (len(seen) + 1))
        best.setdefault(signal.family, []).append(-log2(p))
    if not best:
        return None
    families = [max(0.0, max(bits) - log2(len(bits))) for bits in best.values()]
    # Unlike on every family, not on one alone: the sum, less the choice of looking at each.
    return round(max(0.0, sum(families) - len(families)), 1)
