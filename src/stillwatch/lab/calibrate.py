"""Make reference groups: what harmless coordinated groups measure, from benign worlds.

`python -m stillwatch.lab.calibrate --out FILE` builds benign worlds of many seeds, takes them
through the very same ingest and linkage as a provider's logs, and writes the measures of
every coordinated group with the look-alike it is. No campaign is in these worlds, so nothing
is tuned on what the detector is later judged by.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.reference import Reference, ReferenceGroup, dump_reference
from stillwatch.ingest.run import IngestOptions, ingest
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.world import simulate
from stillwatch.pipeline import judge_groups, open_window
from stillwatch.settings import IngestSettings, Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

PRESETS = ("benign", "benign_hard")
NOBODY = Reference((), MEASURES)
"""No references: nothing is unusual, so groups are formed by their ties alone."""


def reference_groups(
    name: str, size: int, seed: int, corpora: Path | None, settings: Settings
) -> list[ReferenceGroup]:
    """Build one benign world and measure its coordinated groups."""
    with tempfile.TemporaryDirectory(prefix="calibrate-") as folder:
        place = Path(folder)
        spec = preset(name, size=size, seed=seed)
        content = content_from(corpora, seed=seed, split="train")
        world = simulate(spec, content, place / "world")
        lake = Lake.create_or_open(place / "lake")
        ingest([world.logs], lake, IngestOptions(settings=IngestSettings(keep_text="never")))
        with DuckEngine(place / "work", memory_gib=4.0, threads=0) as engine:
            open_window(engine, lake, lake.version(), None, None)
            judgement = judge_groups(engine, settings, NOBODY)
            names = engine.read("SELECT entity_no, account_id FROM account").to_pydict()
            truth = pq.read_table(
                world.truth / "accounts.parquet", columns=["account_id", "group"]
            ).to_pydict()
    group_of = dict(zip(truth["account_id"], truth["group"], strict=True))
    looks = {
        entity: group_of[account]
        for entity, account in zip(names["entity_no"], names["account_id"], strict=True)
    }
    return [
        _reference(group.members, group.values, looks)
        for group in judgement.judged
        if group.values.whole
    ]


def _reference(
    members: np.ndarray, values: GroupValues, looks: dict[int, str]
) -> ReferenceGroup:
    kinds = Counter(looks[int(entity)] for entity in members)
    return ReferenceGroup(kinds.most_common(1)[0][0], values.whole, values.slice)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write reference groups; return 0."""
    parser = argparse.ArgumentParser(prog="stillwatch.lab.calibrate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--seeds", type=int, default=10, help="worlds of each preset")
    parser.add_argument("--first-seed", type=int, default=1_000, help="seed of the first world")
    parser.add_argument("--size", type=int, default=60_000, help="exchanges of a world")
    parser.add_argument("--corpora", type=Path, help="every second world takes its texts here")
    wanted = parser.parse_args(arguments)
    groups: list[ReferenceGroup] = []
    for place in range(wanted.seeds):
        for number, name in enumerate(PRESETS):
            seed = wanted.first_seed + place * len(PRESETS) + number
            corpora = wanted.corpora if place % 2 else None
            found = reference_groups(name, wanted.size, seed, corpora, Settings())
            groups += found
            print(f"{name} seed {seed}: {len(found)} groups, {len(groups)} in all", file=sys.stderr)
    wanted.out.write_bytes(dump_reference(groups, MEASURES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
