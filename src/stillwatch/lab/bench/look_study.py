"""How to look daily without inflating the error rate: the rules compared, on a model of it.

Run by `python -m stillwatch.lab.bench.look_study`; its figures stand in docs/decisions.md.

The model: each look judges fifteen harmless groups on all data so far. A group is drawn once, so
most of its score is a trait that stays and the rest is what its days add and average out; now and
then a group is new. A campaign begins at some look with p = 1e-3 and falls by 1.25 decades a day.
Each look names by Benjamini-Hochberg at its share of 5 %.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import norm

from stillwatch.campaigns.looks import share

LOOKS: Final = 90
GROUPS: Final = 15
RATE: Final = 0.05
_N: Final = np.arange(1, LOOKS + 1)
_DOUBLING: Final = np.floor(np.log2(_N)) + 1
_OF_DOUBLING: Final = 6 / np.pi**2 / _DOUBLING**2

RULES: Final[Mapping[str, np.ndarray]] = {
    "whole rate at each look": np.ones(LOOKS),
    "1/n^2": 6 / np.pi**2 / _N**2.0,
    "1/(n ln^2 n), as built": np.array([share(int(n)) for n in _N]),
    "by doublings, shared by the looks of one": _OF_DOUBLING,
    "by doublings, split among them": _OF_DOUBLING / 2 ** (_DOUBLING - 1),
    "a ninetieth each, looks known ahead": np.full(LOOKS, 1 / LOOKS),
}
CALIBRATED: Final = "e-values from p, weighted and summed"
FRESH: Final = "e-values of each day's own data, multiplied"


@dataclass(frozen=True, slots=True)
class Harmless:
    """How harmless groups behave."""

    stays: float
    """Share of a score's variance that is a trait of the group and never averages out."""
    lasts: float
    """Looks after which a group is replaced by a new one, on average."""
    power: float = 1.0
    """p-values are raised to it: above 1, the tail fitted to the references is too thin."""


def harmless_p(kind: Harmless, worlds: int, rng: np.random.Generator) -> np.ndarray:
    """Return p-values by world, look and group."""
    size = (worlds, GROUPS)
    found = np.empty((worlds, LOOKS, GROUPS))
    trait, walk, age = rng.normal(size=size), np.zeros(size), np.zeros(size)
    for look in range(LOOKS):
        new = (rng.random(size) < 1 / kind.lasts) & (look > 0)
        trait = np.where(new, rng.normal(size=size), trait)
        walk, age = np.where(new, 0, walk) + rng.normal(size=size), np.where(new, 0, age) + 1
        score = np.sqrt(kind.stays) * trait + np.sqrt((1 - kind.stays) / age) * walk
        found[:, look] = norm.sf(score) ** kind.power
    return found


def with_campaign(p: np.ndarray, start: int, rng: np.random.Generator) -> np.ndarray:
    """Return the p-values with the first group a campaign that begins at look `start` (from 0)."""
    found = p.copy()
    days = np.arange(LOOKS - start)
    exponent = 3 + 1.25 * days + rng.normal(0, 0.7, (len(p), len(days)))
    found[:, start:, 0] = 10 ** -np.maximum(exponent, 0)
    return found


def named(p: np.ndarray, level: float) -> np.ndarray:
    """Return what Benjamini-Hochberg names in each world, by world and group."""
    ranked = np.sort(p, axis=1)
    under = ranked <= level * np.arange(1, p.shape[1] + 1) / p.shape[1]
    count = np.where(under.any(axis=1), p.shape[1] - np.argmax(under[:, ::-1], axis=1), 0)
    at = np.take_along_axis(ranked, np.maximum(count - 1, 0)[:, None], axis=1)[:, 0]
    found: np.ndarray = p <= np.where(count > 0, at, -1.0)[:, None]
    return found


def looked(p: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the first look (from 0) at which each group was named; LOOKS where at none."""
    first = np.full((len(p), p.shape[2]), LOOKS)
    for look in range(LOOKS):
        now = named(p[:, look], RATE * shares[look])
        first = np.where(now & (first == LOOKS), look, first)
    return first


def summed(p: np.ndarray) -> np.ndarray:
    """The same for the weighted sum of p-values calibrated to e-values, 1 / (2 sqrt p)."""
    first, total = np.full((len(p), p.shape[2]), LOOKS), np.zeros((len(p), p.shape[2]))
    for look in range(LOOKS):
        total += share(look + 1) * 0.5 * np.maximum(p[:, look], 1e-300) ** -0.5
        now = named(1 / total, RATE)
        first = np.where(now & (first == LOOKS), look, first)
    return first


def multiplied(kind: Harmless, worlds: int, rng: np.random.Generator) -> float:
    """Return the share of harmless worlds in which the product over days names any group."""
    trait = rng.normal(size=(worlds, GROUPS))
    bits, wrong = np.zeros(trait.shape), np.zeros(worlds, bool)
    for _ in range(LOOKS):
        day = rng.normal(size=trait.shape)
        score = np.sqrt(kind.stays) * trait + np.sqrt(1 - kind.stays) * day
        bits += np.log(0.5) - 0.5 * norm.logsf(score)
        wrong |= named(np.exp(-np.maximum(bits, 0)), RATE).any(axis=1)
    return float(wrong.mean())


def wrongly(kind: Harmless, worlds: int, rng: np.random.Generator) -> dict[str, float]:
    """Return by rule the share of worlds without a campaign in which anything is ever named."""
    p = harmless_p(kind, worlds, rng)
    found = {rule: float((looked(p, w) < LOOKS).any(axis=1).mean()) for rule, w in RULES.items()}
    found[CALIBRATED] = float((summed(p) < LOOKS).any(axis=1).mean())
    return found | {FRESH: multiplied(kind, worlds, rng)}


def delays(start: int, worlds: int, rng: np.random.Generator) -> dict[str, float]:
    """Return by rule the mean looks from a campaign's start to its name."""
    p = with_campaign(harmless_p(Harmless(0.9, 45), worlds, rng), start, rng)
    found = {r: float(np.mean(looked(p, w)[:, 0] - start)) for r, w in RULES.items()}
    return found | {CALIBRATED: float(np.mean(summed(p)[:, 0] - start))}


def main() -> int:
    """Print both tables as Markdown."""
    rng = np.random.default_rng(7)
    kinds = (
        Harmless(0.9, 1e9), Harmless(0.9, 45), Harmless(0.6, 45), Harmless(0.0, 15),
        Harmless(0.9, 45, 1.15),
    )  # fmt: skip
    wrong = [wrongly(kind, 2_000, rng) for kind in kinds]
    starts = (0, 4, 14, 29, 59, 79)
    late = [delays(start, 1_000, rng) for start in starts]
    for rule in wrong[0]:
        cells = [f"{each[rule]:.3f}" for each in wrong]
        cells += [f"{each[rule]:.1f}" if rule in each else "–" for each in late]
        print(f"| {rule} | {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
