"""First figures of the detector on worlds it was not tuned on; writes docs/first_figures.md.

Run from the root: `python evals/first_figures.py --corpora DIR`. Worlds take seeds below 1,000
and the test side of the corpora; calibration takes seeds from 1,000 and the training side. This
is not yet the benchmark (no intervals, few seeds): it says how the first version stands.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from stillwatch.campaigns.reference import load_reference
from stillwatch.ingest.run import IngestOptions, ingest
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.world import simulate
from stillwatch.pipeline import open_window, scan
from stillwatch.settings import IngestSettings, Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

TECHNIQUES = (
    "farm", "hydra", "drip", "relay", "replay", "trace", "judge", "probe", "pivot", "respawn",
    "mixed", "paraphrased",
)  # fmt: skip
HARMLESS = ("benign", "benign_hard")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one scan said of one world."""

    world: str
    seed: int
    texts: str
    campaign_accounts: int
    named: int
    right: int
    suspected: int
    suspected_right: int
    wrongly: dict[str, int]
    """Harmless accounts named as campaign, by group."""
    seconds: float


def judge_world(
    name: str, size: int, seed: int, corpora: Path | None, changes: dict[str, Any]
) -> Outcome:
    """Build, take in and scan one world, and hold the answer against the truth."""
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        place = Path(folder)
        spec = preset(name, size=size, seed=seed).model_copy(update=changes)
        world = simulate(spec, content_from(corpora, seed=seed, split="test"), place / "world")
        lake = Lake.create_or_open(place / "lake")
        ingest([world.logs], lake, IngestOptions(settings=IngestSettings(keep_text="never")))
        truth = pq.read_table(world.truth / "accounts.parquet").to_pydict()
        started = time.monotonic()
        with DuckEngine(place / "work", memory_gib=4.0, threads=0) as engine:
            open_window(engine, lake, lake.version(), None, None)
            found = scan(engine, Settings(), load_reference(None, MEASURES))
        seconds = time.monotonic() - started
    seen = set(found.accounts.column("account_id").to_pylist())
    group = dict(zip(truth["account_id"], truth["group"], strict=True))
    guilty = {
        account
        for account, kind in zip(truth["account_id"], truth["kind"], strict=True)
        if kind == "campaign" and account in seen
    }
    by_verdict = {
        verdict: {
            member.account_id
            for named in found.named
            if named.campaign.verdict == verdict
            for member in named.campaign.accounts
        }
        for verdict in ("campaign", "suspect")
    }
    named, suspected = by_verdict["campaign"], by_verdict["suspect"]
    return Outcome(
        world=name,
        seed=seed,
        texts="real" if corpora else "built-in",
        campaign_accounts=len(guilty),
        named=len(named),
        right=len(named & guilty),
        suspected=len(suspected),
        suspected_right=len(suspected & guilty),
        wrongly=dict(Counter(group[a] for a in named - guilty).most_common()),
        seconds=seconds,
    )


def row(outcome: Outcome) -> str:
    """Return one line of the table."""
    wrong = ", ".join(f"{group} {count}" for group, count in outcome.wrongly.items()) or "–"
    recall = (
        f"{outcome.right / outcome.campaign_accounts:.0%}" if outcome.campaign_accounts else "–"
    )
    right = f"{outcome.right / outcome.named:.0%}" if outcome.named else "–"
    return (
        f"| {outcome.world} | {outcome.texts} | {outcome.seed} | {outcome.campaign_accounts} "
        f"| {recall} | {right} | {outcome.suspected_right} of {outcome.suspected} "
        f"| {wrong} | {outcome.seconds:.0f} |"
    )


def page(outcomes: Sequence[Outcome], size: int) -> str:
    """Return docs/first_figures.md."""
    benign = [o for o in outcomes if o.campaign_accounts == 0]
    clean = sum(1 for o in benign if not o.named)
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "numpy", "networkit"))
    lines = [
        "# First figures",
        "",
        "Written by `python evals/first_figures.py`; not edited by hand. Simulated worlds of about",
        f"{size:,} exchanges with all look-alikes, seeds and (where real) texts that calibration",
        "never saw. Few seeds and no intervals: the benchmark proper is still to come.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}.",
        "",
        f"Harmless worlds in which nothing was named: {clean} of {len(benign)}.",
        "",
        "| world | texts | seed | campaign accounts | named of them | of those named, right "
        "| suspects, right | harmless accounts named | scan, s |",
        "|---|---|---|---|---|---|---|---|---|",
        *(row(outcome) for outcome in outcomes),
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the worlds and write the page; return 0."""
    parser = argparse.ArgumentParser(prog="first_figures", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/first_figures.md"))
    parser.add_argument("--corpora", type=Path, help="folder of real corpora")
    parser.add_argument("--size", type=int, default=80_000)
    parser.add_argument("--benign-seeds", type=int, default=4)
    wanted = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    plans = [(name, seed) for name in TECHNIQUES for seed in (11,)]
    plans += [(name, 20 + seed) for name in HARMLESS for seed in range(wanted.benign_seeds)]
    for place, (name, seed) in enumerate(plans):
        corpora = wanted.corpora if place % 2 == 0 else None
        outcomes.append(judge_world(name, wanted.size, seed, corpora, {}))
        print(row(outcomes[-1]), file=sys.stderr, flush=True)
        wanted.out.write_text(page(outcomes, wanted.size), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
