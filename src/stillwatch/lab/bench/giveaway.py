"""No giveaway: no field that an attacker sets as he likes may tell a campaign from customers.

Simulated attacks are easily told by what their author did not think of (a default, an empty
field, a digit), and whoever is scored on such worlds is scored on that. Every field is held
against the truth alone, in pairs, and all together by shallow classifiers, out of fold.

Limits. A single field may reach an area of 0.60: what is left when two populations differ in a
field by a fifth (two shares p and q of a flag give 0.5 + |p - q| / 2), which is how much
honest groups differ among themselves. Pairs and classifiers may reach 0.65, as they add such
differences up. A few worlds hold a few dozen devices or cards, over which chance alone reaches
areas of 0.68; so where an area is above its limit but its interval is not, or too little is
there to tell, more worlds are built. In these the area itself decides: nothing above its limit
passes for want of numbers.

Harvested requests and camouflage are looked at apart: under 80 % camouflage even a perfect
tell of the harvest would reach 0.60 over all that campaign accounts send.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from stillwatch.lab.bench import telling
from stillwatch.lab.bench.cell import SEEDS_OF_CALIBRATION, Cell
from stillwatch.lab.bench.giveaway_fields import FIELDS, Field, Kind, Link, Unit
from stillwatch.lab.bench.giveaway_rows import Sample, collect
from stillwatch.lab.bench.intervals import Estimate
from stillwatch.lab.bench.telling import Codes, Flags
from stillwatch.lab.bench.world import BuiltWorld, build

SINGLE_LIMIT: Final = 0.60
TOGETHER_LIMIT: Final = 0.65
WORLDS: Final = 3
"""Worlds of a cell, by consecutive seeds: one world has too few cards and batches to judge by."""
MOST_WORLDS: Final = 12
"""Worlds where the first ones leave anything open."""
_ALONE: Final = 0.8
"""With this many addresses (batches, devices) to an account, accounts do not share them."""

Of = Literal["harvest", "camouflage", "account"]
_LOOKED_AT: Final[tuple[tuple[Of, Unit], ...]] = (
    ("harvest", "row"), ("camouflage", "row"), ("account", "account")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Giveaway:
    """How well something tells attack from customers, and what it may reach."""

    of: Of
    """harvested requests, camouflage requests, or accounts, each against the customers'."""
    name: str
    kind: Kind
    area: Estimate
    limit: float
    reason: str = ""
    final: bool = False
    """Whether it was measured over all worlds that are ever built of a cell."""

    @property
    def gives_away(self) -> bool:
        """Return whether it tells more than it may: beyond luck, or over all worlds there are."""
        beyond = self.area.value if self.final else self.area.low
        return self.kind == "disguise" and beyond > self.limit

    @property
    def is_open(self) -> bool:
        """Return whether more worlds must decide: it may tell too much, or nobody could tell."""
        return self.kind == "disguise" and not (self.gives_away or self.area.value <= self.limit)


@dataclass(frozen=True, slots=True)
class GiveawayTable:
    """All that was measured of one cell."""

    cell: str
    giveaways: tuple[Giveaway, ...]
    worlds: int

    @property
    def offending(self) -> list[Giveaway]:
        """Return what gives the campaign away, the worst first."""
        found = [giveaway for giveaway in self.giveaways if giveaway.gives_away]
        return sorted(found, key=lambda giveaway: -giveaway.area.value)


def measure_cell(
    cell: Cell, corpora: Path | None, worlds: int = WORLDS, most: int = MOST_WORLDS
) -> GiveawayTable:
    """Build `worlds` worlds of a cell by consecutive seeds and measure them together.

    Where that leaves anything open, `most` of them.
    """
    samples = [_sample(cell, corpora, number) for number in range(worlds)]
    found = measure_samples(samples)
    if worlds < most and any(giveaway.is_open for giveaway in found):
        samples += [_sample(cell, corpora, number) for number in range(worlds, most)]
        found = measure_samples(samples)
    return GiveawayTable(cell.name, tuple(found), len(samples))


def _sample(cell: Cell, corpora: Path | None, number: int) -> Sample:
    seed = (cell.seed + number) % SEEDS_OF_CALIBRATION
    with build(cell.model_copy(update={"seed": seed}), corpora) as world:
        return collect(world)


def measure(worlds: Iterable[BuiltWorld]) -> list[Giveaway]:
    """Measure every field of FIELDS over some worlds, and the disguises together."""
    return measure_samples([collect(world) for world in worlds])


def passes(giveaways: Iterable[Giveaway]) -> bool:
    """Return whether nothing gives the campaigns away."""
    return not any(giveaway.gives_away for giveaway in giveaways)


def table(giveaways: Sequence[Giveaway]) -> list[str]:
    """Return a Markdown table: disguises first, the most telling on top."""
    lines = ["| told apart | by | kind | area (95 %) | limit | |", "|---|---|---|---|---|---|"]
    for one in sorted(giveaways, key=lambda g: (g.kind, -np.nan_to_num(g.area.value))):
        area = f"{one.area.value:.2f} ({one.area.low:.2f}–{one.area.high:.2f})"
        if np.isnan(one.area.value):
            area = f"too few to tell ({one.area.among})"
        limit = f"{one.limit:.2f}" if one.kind == "disguise" else "–"
        verdict = "**gives away**" if one.gives_away else one.reason
        lines.append(f"| {one.of} | {one.name} | {one.kind} | {area} | {limit} | {verdict} |")
    return lines


def measure_samples(samples: Sequence[Sample]) -> list[Giveaway]:
    """Measure what was collected of some worlds."""
    found: list[Giveaway] = []
    # Threads that wait for each other on a busy machine are slower than one alone.
    with threadpool_limits(1):
        for of, unit in _LOOKED_AT:
            part = _Part(samples, of, unit)
            if part.attack.any():
                found += part.singles() + part.together()
    final = len(samples) >= MOST_WORLDS
    return [replace(giveaway, final=final) for giveaway in found]


class _Part:
    """One kind of thing of all worlds, attack and customers', with its columns cut."""

    def __init__(self, samples: Sequence[Sample], of: Of, unit: Unit) -> None:
        self._of: Of = of
        parts = [sample.part(unit) for sample in samples]
        data = pa.concat_tables([part.replace_schema_metadata(None) for part in parts])
        world = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        role = data["role"].to_numpy(zero_copy_only=False)
        keep = np.flatnonzero((role == of) | (role == "honest"))
        self._data, self._world = data.take(pa.array(keep)), world[keep]
        self.attack: Flags = role[keep] == of
        self._fields = [f for f in FIELDS if f.unit == unit]
        self._codes = {f.name: telling.cut(self._column(f.name)) for f in self._fields}
        self._whole = self._data["whole"].to_numpy(zero_copy_only=False).astype(bool)

    def _column(self, name: str) -> pa.Array:
        return self._data[name].combine_chunks()

    def _clusters(self, link: Link) -> Codes:
        """Return what hangs together by `link`, numbered over all worlds."""
        codes = self._column(link).to_numpy().astype(np.int64)
        return telling.crossed(codes, self._world.astype(np.int64))

    def singles(self) -> list[Giveaway]:
        """Measure each field alone."""
        return [self._single(field) for field in self._fields]

    def _single(self, field: Field) -> Giveaway:
        codes = self._codes[field.name]
        keep = self._whole if field.drawn else np.ones(len(self.attack), bool)
        if field.link != "payer":
            # Who has no device shares none, so the absent would count more often among
            # accounts that share theirs. That a field is set at all is looked at by payer.
            keep = keep & (codes != telling.ABSENT)
        area = self._told(codes[keep], keep, field.link)
        return Giveaway(self._of, field.name, field.kind, area, SINGLE_LIMIT, field.reason)

    def _told(self, codes: Codes, keep: Flags, link: Link) -> Estimate:
        """Measure one column; what accounts share (an address, a batch) counts once."""
        attack, clusters = self.attack[keep], self._clusters(link)[keep]
        fold = telling.folds_of(clusters, attack)
        weights = None if link == "payer" else telling.each_once(clusters)
        scores = telling.out_of_fold(codes, attack, fold, weights)
        return telling.area(scores, attack, clusters, weights)

    def together(self) -> list[Giveaway]:
        """Measure the disguises in pairs, and all of them by two shallow classifiers.

        What follows from shared addresses or batches is left out where they are shared: a
        handful of them is no sample, and their meeting is a tie, which is technique.
        """
        keep, attack = self._whole, self.attack[self._whole]
        clusters = self._clusters("payer")[keep]
        fold = telling.folds_of(clusters, attack)
        columns = {
            field.name: self._codes[field.name][keep]
            for field in self._fields
            if field.kind == "disguise"
            and not self._is_shared(field.link)
            and len(np.unique(self._codes[field.name][keep])) > 1
        }
        looks, pair, scores = _best_pair(columns, attack, fold)
        found = [(pair, telling.best_of(looks, telling.area(scores, attack, clusters)))]
        for name, model in _classifiers(len(columns)):
            scores = telling.classified([*columns.values()], attack, fold, model)
            found.append((f"all together, {name}", telling.area(scores, attack, clusters)))
        return [Giveaway(self._of, name, "disguise", area, TOGETHER_LIMIT) for name, area in found]

    def _is_shared(self, link: Link) -> bool:
        """Return whether accounts of the attack hang together by more than who pays."""
        if link == "payer":
            return False
        accounts = pc.count_distinct(self._column("of_account").filter(pa.array(self.attack)))
        return bool(len(np.unique(self._clusters(link)[self.attack])) < _ALONE * accounts.as_py())


def _best_pair(
    columns: dict[str, Codes], attack: Flags, fold: Codes
) -> tuple[int, str, telling.Floats]:
    """Return how many pairs there are, the one that tells most, and each row's score by it.

    The best of a thousand is mostly luck: its interval must hold for all of them.
    """

    def crossed(pair: tuple[str, str]) -> Codes:
        one, other = (columns[name] for name in pair)
        codes: Codes = one * (int(other.max()) + 1) + other
        return codes

    pairs = list(combinations(columns, 2))
    best = max(pairs, key=lambda pair: telling.quick_area(crossed(pair), attack, fold))
    scores = telling.out_of_fold(crossed(best), attack, fold)
    return len(pairs), "pair: " + " and ".join(best), scores


def _classifiers(columns: int) -> list[tuple[str, Any]]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    linear = make_pipeline(
        OneHotEncoder(handle_unknown="ignore"), LogisticRegression(C=0.1, max_iter=300)
    )
    trees = HistGradientBoostingClassifier(
        max_depth=3, max_iter=60, learning_rate=0.1, min_samples_leaf=30,
        categorical_features=[*range(columns)], class_weight="balanced", random_state=0,
    )  # fmt: skip
    return [("logistic regression", linear), ("boosted trees of depth 3", trees)]
