"""`python -m stillwatch.lab.calibrate --out FILE`: reference groups, weights, and their sources.

Hours of work where worlds are many: what each came to is kept in `--work` under a digest of
the code, and a run that was broken off goes on where it stopped. Change no code meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stillwatch.campaigns.reference import dump_reference
from stillwatch.lab.calibrate.weights import learn_weights
from stillwatch.lab.calibrate.worlds import (
    ATTACKS,
    BENIGN,
    FIRST_ATTACK,
    FIRST_BENIGN,
    World,
    measured,
    read_measured,
    worlds,
)
from stillwatch.lab.kept import code_digest, contents_digest, run_kept
from stillwatch.signals.catalogue import MEASURES

PURE: Final = 0.6
"""Share of a group's entities that must be one campaign's for the group to teach anything."""
CLEAN: Final = 0.02
"""Share of a group's entities that may be a campaign's in a group that counts as harmless."""
CONTRACTED: Final = ("synthetic_data_customer",)
"""Openly does what a harvest does: no measure can clear it, only its being one declared customer
or an entry of the allow-list."""
NOT_DECISIVE: Final = (
    "interfaces/", "lab/bench/", "lab/calibrate/__main__", "lab/calibrate/weights",
    "campaigns/reference.json",
)  # fmt: skip
"""What measures no world: not least the file that this very run may write."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write reference groups, weights and the harvesting groups they come from; return 0."""
    wanted = _parser().parse_args(arguments)
    attacks = worlds(ATTACKS, wanted.attacks, FIRST_ATTACK, wanted.size, wanted.corpora)
    benign = worlds(BENIGN, wanted.benign, FIRST_BENIGN, wanted.size, wanted.corpora)
    folder = wanted.work / code_digest(NOT_DECISIVE)
    if wanted.corpora is not None:
        folder /= contents_digest(wanted.corpora)
    jobs = {world.name: world for world in (*attacks, *benign)}
    kept = run_kept(jobs, measured, folder, wanted.processes, _tell)
    wanted.out.write_bytes(_document(kept, attacks, benign))
    return 0


def _document(kept: dict[str, bytes], attacks: Sequence[World], benign: Sequence[World]) -> bytes:
    every = [found for world in (*attacks, *benign) for found in read_measured(kept[world.name])]
    harvesting = [found.group for found in every if found.campaign >= PURE]
    harmless = [
        found.group
        for found in every
        if found.campaign <= CLEAN and found.group.looks_like not in CONTRACTED
    ]
    weights = learn_weights(harmless, harvesting) if harvesting else {}
    return dump_reference(harmless, MEASURES, weights, harvesting)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stillwatch.lab.calibrate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--benign", type=int, default=30, help="worlds of each benign preset")
    parser.add_argument("--attacks", type=int, default=6, help="worlds of each technique")
    parser.add_argument("--size", type=int, default=40_000, help="exchanges of a world")
    parser.add_argument("--corpora", type=Path, help="every second world takes its texts here")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="worlds at a time"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "stillwatch-calibrate",
        help="folder that keeps what each world came to",
    )
    return parser


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
