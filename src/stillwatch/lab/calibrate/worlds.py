"""Worlds that references and weights are made of, and the groups that are found in them.

Worlds go through the very same intake and linkage as a provider's logs. Groups of benign
worlds become the references. Groups of worlds with a campaign, which no later figure is taken
from, teach how much each measure counts. Seeds from 1,000 on belong to calibration, texts to
the train side; benchmarks keep below, and to the test side.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyarrow.parquet as pq
from pydantic import TypeAdapter

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.reference import DIGITS, Origin, Reference, ReferenceGroup
from stillwatch.lab.intake import take_in
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import preset
from stillwatch.pipeline import judge_groups, open_window
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine

BENIGN: Final = ("benign", "benign_hard")
ATTACKS: Final = (
    "farm", "hydra", "drip", "relay", "replay", "trace", "judge", "probe", "respawn",
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
    """Build one world and return its coordinated groups, measured."""
    with tempfile.TemporaryDirectory(prefix="calibrate-") as folder:
        place = Path(folder)
        content = content_from(world.corpora, seed=world.seed, split="train")
        spec = preset(world.preset, size=world.size, seed=world.seed)
        built, lake = take_in(spec, content, place)
        with DuckEngine(place / "work", memory_gib=MEMORY_GIB, threads=1) as engine:
            open_window(engine, lake, lake.version(), None, None)
            judgement = judge_groups(engine, Settings(), NOBODY)
            names = engine.read("SELECT entity_no, account_id FROM account").to_pydict()
            truth = pq.read_table(built.truth / "accounts.parquet").to_pylist()
    kinds = {row["account_id"]: (row["technique"], row["group"]) for row in truth}
    looks = {
        entity: kinds[account]
        for entity, account in zip(names["entity_no"], names["account_id"], strict=True)
    }
    origin = Origin(world.preset, world.seed, world.texts)
    return [_found(group, looks, origin) for group in judgement.judged if group.values.whole]


def _found(group: Judged, looks: Mapping[int, tuple[str | None, str]], origin: Origin) -> Found:
    kinds = Counter(looks[int(entity)] for entity in group.members)
    (technique, name), _ = kinds.most_common(1)[0]
    campaign = sum(count for (harvests, _), count in kinds.items() if harvests)
    values = _rounded(group.values.whole), _rounded(group.values.slice)
    return Found(ReferenceGroup(technique or name, *values, origin), campaign / len(group.members))


def _rounded(values: Values) -> Values:
    """Round as a file does, so that weights learned again from the file are the same."""
    return {name: round(value, DIGITS) for name, value in values.items()}
