"""Make reference groups and weights: what harmless groups measure, and what harvests do.

`python -m stillwatch.lab.calibrate --out FILE` builds worlds of many seeds and takes them
through the very same ingest and linkage as a provider's logs. Groups of benign worlds become
the references. Groups of worlds with a campaign, which no later figure is taken from, teach
how much each measure counts. Seeds from 1,000 on belong to this page; benchmarks keep below.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.optimize import minimize

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.reference import (
    SUBSETS,
    Reference,
    ReferenceGroup,
    dump_reference,
)
from stillwatch.ingest.run import IngestOptions, ingest
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.world import simulate
from stillwatch.pipeline import judge_groups, open_window
from stillwatch.settings import IngestSettings, Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

BENIGN = ("benign", "benign_hard")
ATTACKS = ("farm", "hydra", "drip", "relay", "replay", "trace", "judge", "probe", "respawn")
NOBODY = Reference((), MEASURES)
"""No references: nothing is unusual, so groups are formed by their ties alone."""

PURE = 0.8
"""Share of a group's entities that must be one campaign's for the group to teach anything."""
PRIOR = 0.15
"""Weight a measure has before anything is learned: each is there for a reason."""
SHRINKAGE = 0.5
"""Pull towards the prior: with few campaigns none of them may decide what does not count."""


@dataclass(frozen=True, slots=True)
class Found:
    """A group as the detector formed it, with the truth about it."""

    group: ReferenceGroup
    campaign: float
    """Share of its entities that belong to a campaign."""


def measure_world(name: str, size: int, seed: int, corpora: Path | None) -> list[Found]:
    """Build one world and return its coordinated groups, measured."""
    with tempfile.TemporaryDirectory(prefix="calibrate-") as folder:
        place = Path(folder)
        content = content_from(corpora, seed=seed, split="train")
        world = simulate(preset(name, size=size, seed=seed), content, place / "world")
        lake = Lake.create_or_open(place / "lake")
        ingest([world.logs], lake, IngestOptions(settings=IngestSettings(keep_text="never")))
        with DuckEngine(place / "work", memory_gib=4.0, threads=0) as engine:
            open_window(engine, lake, lake.version(), None, None)
            judgement = judge_groups(engine, Settings(), NOBODY)
            names = engine.read("SELECT entity_no, account_id FROM account").to_pydict()
            truth = pq.read_table(world.truth / "accounts.parquet").to_pydict()
    told = dict(
        zip(truth["account_id"], zip(truth["group"], truth["kind"], strict=True), strict=True)
    )
    looks = {
        entity: told[account]
        for entity, account in zip(names["entity_no"], names["account_id"], strict=True)
    }
    return [_found(group, looks) for group in judgement.judged if group.values.whole]


def _found(group: Judged, looks: dict[int, tuple[str, str]]) -> Found:
    kinds = Counter(looks[int(entity)] for entity in group.members)
    (name, _), _ = kinds.most_common(1)[0]
    campaign = sum(count for (_, kind), count in kinds.items() if kind == "campaign")
    reference = ReferenceGroup(name, group.values.whole, group.values.slice)
    return Found(reference, campaign / len(group.members))


def worlds(
    names: Sequence[str], count: int, first_seed: int, size: int, corpora: Path | None
) -> Iterator[list[Found]]:
    """Yield the groups of `count` worlds of each name; every second takes real texts."""
    for place in range(count):
        for number, name in enumerate(names):
            seed = first_seed + place * len(names) + number
            found = measure_world(name, size, seed, corpora if (place + number) % 2 else None)
            print(f"{name} seed {seed}: {len(found)} groups", file=sys.stderr, flush=True)
            yield found


def learn_weights(
    harmless: Sequence[ReferenceGroup], harvesting: Sequence[ReferenceGroup]
) -> dict[str, float]:
    """Return how much each measure counts: logistic regression on bits, never negative.

    Both classes weigh the same whatever their number. Weights are scaled to a mean of one.
    """
    measures = [signal.name for signal in MEASURES if signal.axis == "extraction"]
    reference = Reference(harmless, MEASURES)
    features, labels, counts = [], [], []
    for label, groups in ((0.0, harmless), (1.0, harvesting)):
        for group in groups:
            for subset in SUBSETS:
                values = group.whole if subset == "whole" else group.slice
                if values:
                    bits = reference.bits(values, subset, "extraction")
                    features.append([bits.get(name, 0.0) for name in measures])
                    labels.append(label)
                    counts.append(1.0 / len(groups))
    x, y, w = np.array(features), np.array(labels), np.array(counts)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = x @ parameters[1:] + parameters[0]
        miss = 1 / (1 + np.exp(-margin)) - y
        value = float(np.sum(w * (np.logaddexp(0, margin) - y * margin)))
        gradient = np.concatenate([[np.sum(w * miss)], x.T @ (w * miss)])
        gradient[1:] += 2 * SHRINKAGE * (parameters[1:] - PRIOR)
        return value + SHRINKAGE * float(np.sum((parameters[1:] - PRIOR) ** 2)), gradient

    bounds = [(None, None)] + [(0.0, None)] * len(measures)
    start = np.concatenate([[-1.0], np.full(len(measures), PRIOR)])
    best = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x[1:]
    return dict(zip(measures, (best / np.mean(best)).tolist(), strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write reference groups and weights; return 0."""
    parser = argparse.ArgumentParser(prog="stillwatch.lab.calibrate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--benign", type=int, default=40, help="worlds of each benign preset")
    parser.add_argument("--attacks", type=int, default=3, help="worlds of each technique")
    parser.add_argument("--size", type=int, default=60_000, help="exchanges of a world")
    parser.add_argument("--corpora", type=Path, help="every second world takes its texts here")
    wanted = parser.parse_args(arguments)
    harvesting = [
        found.group
        for groups in worlds(ATTACKS, wanted.attacks, 5_000, wanted.size, wanted.corpora)
        for found in groups
        if found.campaign >= PURE
    ]
    harmless: list[ReferenceGroup] = []
    for groups in worlds(BENIGN, wanted.benign, 1_000, wanted.size, wanted.corpora):
        harmless += [found.group for found in groups]
        # Written after each world: a long run that is broken off leaves what it has.
        weights = learn_weights(harmless, harvesting) if harvesting else {}
        wanted.out.write_bytes(dump_reference(harmless, MEASURES, weights))
    return 0


if __name__ == "__main__":
    sys.exit(main())
