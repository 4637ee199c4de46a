"""Worlds that references and weights are made of, and the groups that are found in them.

Worlds go through the very same intake and linkage as a provider's logs, and no two are alike:
how common each look-alike is, what the logs carry and how a campaign goes about it are drawn
anew for each (`varied`). Harmless groups become the references; harvesting ones, which no later
figure is taken from, teach how much each measure counts. Beside the groups that the detector
forms stand some drawn from the truth: parts of each look-alike and of each campaign, pure and
with strangers among them, for a provider's groups will not be cut as ours are. Seeds from 1,000
on belong to calibration, texts to the train side; benchmarks keep below, and to the test side.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from stillwatch.campaigns.measures import GroupValues, Values, measure_groups
from stillwatch.campaigns.reference import DIGITS, Origin, Reference, ReferenceGroup
from stillwatch.campaigns.rows import row_steps
from stillwatch.lab.calibrate.varied import varied
from stillwatch.lab.intake import take_in
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.linkage.groups import member_table
from stillwatch.pipeline import judge_groups, open_window
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine

BENIGN: Final = ("benign", "benign_hard")
ATTACKS: Final = (
    "farm", "hydra", "drip", "relay", "replay", "trace", "judge", "probe", "pivot", "respawn",
)  # fmt: skip
FIRST_BENIGN: Final = 1_000
FIRST_ATTACK: Final = 5_000
"""Seeds of the first world of either kind."""
NOBODY: Final = Reference((), MEASURES)
"""No references: nothing is unusual, so groups are formed by their ties alone."""
MEMORY_GIB: Final = 3.0
"""DuckDB's share in one process."""


@dataclass(frozen=True, slots=True)
class World:
    """One world to measure: its preset, size in exchanges, seed, and where its texts are from."""

    preset: str
    size: int
    seed: int
    texts: Literal["real", "built-in"] = "built-in"
    corpora: Path | None = None

    @property
    def name(self) -> str:
        """Return what a person calls it, and a file can be called."""
        return f"{self.preset}-{self.seed}-{self.size}-{self.texts}"


@dataclass(frozen=True, slots=True)
class Found:
    """A group as the detector formed it, with the truth about it."""

    group: ReferenceGroup
    """`looks_like` is the technique where most of it is a campaign's, else the honest group."""
    campaign: float
    """Share of its entities that belong to a campaign."""


_FOUND: Final = TypeAdapter(list[Found])
Looks = Mapping[int, tuple[str | None, str]]
"""The technique, if any, and the group of the truth, by entity."""
SMALLEST: Final = 8
STRANGERS: Final = 0.4
"""Largest share of a drawn group that belongs to somebody else."""


def worlds(
    names: Sequence[str], count: int, first_seed: int, size: int, corpora: Path | None
) -> list[World]:
    """Return `count` worlds of each name; every second takes real texts, where there are any."""
    planned = []
    for place in range(count):
        for number, name in enumerate(names):
            seed = first_seed + place * len(names) + number
            real = corpora is not None and (place + number) % 2 == 1
            world = World(name, size, seed, "real", corpora) if real else World(name, size, seed)
            planned.append(world)
    return planned


def measured(world: World) -> bytes:
    """Return the groups of a world as JSON, to be kept."""
    return _FOUND.dump_json(measure_world(world))


def read_measured(kept: bytes) -> list[Found]:
    """Return what `measured` wrote."""
    return _FOUND.validate_json(kept)


def measure_world(world: World) -> list[Found]:
    """Build one world and return its groups, those that the detector forms and drawn ones."""
    with tempfile.TemporaryDirectory(prefix="calibrate-") as folder:
        place = Path(folder)
        content = content_from(world.corpora, seed=world.seed, split="train")
        spec = varied(world.preset, size=world.size, seed=world.seed)
        built, lake = take_in(spec, content, place)
        truth = pq.read_table(built.truth / "accounts.parquet").to_pylist()
        kinds = {row["account_id"]: (row["technique"], row["group"]) for row in truth}
        with DuckEngine(place / "work", memory_gib=MEMORY_GIB, threads=1) as engine:
            open_window(engine, lake, lake.version(), None, None)
            judgement = judge_groups(engine, Settings(), NOBODY)
            names = engine.read("SELECT entity_no, account_id FROM account").to_pydict()
            looks = {
                entity: kinds[account]
                for entity, account in zip(names["entity_no"], names["account_id"], strict=True)
            }
            formed = [(group.members, group.values) for group in judgement.judged]
            drawn = drawn_groups(looks, np.random.default_rng(world.seed))
            engine.put("judged_member", member_table(drawn))
            engine.run(row_steps(judgement.tie_signals, MEASURES))
            values = measure_groups(engine, MEASURES)
    formed += [(drawn[number], values[number]) for number in sorted(values)]
    origin = Origin(world.preset, world.seed, world.texts)
    return [_found(m, measured, looks, origin) for m, measured in formed if measured.whole]


def drawn_groups(looks: Looks, rng: np.random.Generator) -> list[np.ndarray]:
    """Return parts of each group of the truth: one pure, one with strangers among its members."""
    by_kind: dict[str, list[int]] = {}
    for entity, (_, name) in looks.items():
        by_kind.setdefault(name, []).append(entity)
    everybody = np.array(sorted(looks))
    found = []
    for name in sorted(by_kind):
        own = np.array(sorted(by_kind[name]))
        if len(own) < SMALLEST:
            continue
        for strangers in (0.0, float(rng.uniform(0.05, STRANGERS))):
            size = int(np.exp(rng.uniform(np.log(SMALLEST), np.log(min(len(own), 400) + 1))))
            among = min(len(everybody), round(size * strangers))
            part = rng.choice(own, min(size, len(own)), replace=False)
            found.append(np.union1d(part, rng.choice(everybody, among, replace=False)))
    return found


def _found(members: np.ndarray, values: GroupValues, looks: Looks, origin: Origin) -> Found:
    kinds = Counter(looks[int(entity)] for entity in members)
    (technique, name), _ = kinds.most_common(1)[0]
    campaign = sum(count for (harvests, _), count in kinds.items() if harvests)
    told = _rounded(values.whole), _rounded(values.slice)
    return Found(ReferenceGroup(technique or name, *told, origin), campaign / len(members))


def _rounded(values: Values) -> Values:
    """Round as a file does, so that weights learned again from the file are the same."""
    return {name: round(value, DIGITS) for name, value in values.items()}
