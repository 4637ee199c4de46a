"""Co-sharing networks by the package that social-media research uses for them.

The package runs through its own command line in a process of its own: it forks workers, prints
as it goes and leaves its databases open, none of which a caller can stop otherwise.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.csv

from stillwatch.lab.bench.baselines.fields import held_fields
from stillwatch.lab.bench.baselines.synchrotrap import linked_groups
from stillwatch.lab.bench.detector import Found
from stillwatch.model.errors import InputError
from stillwatch.store.duckdb_engine import DuckEngine

WINDOW_SECONDS: Final = 60
LEAST_MESSAGES: Final = 2
LEAST_ACCOUNTS: Final = 8

MESSAGES_SQL: Final = """
SELECT row_number() OVER (ORDER BY ts, account_id, request_id) AS message_id,
    account_id AS user_id, '' AS username, '' AS repost_id, '' AS reply_id,
    md5(template_hash::VARCHAR) AS message, epoch_us(ts) / 1e6 AS timestamp, '' AS urls
FROM exchange WHERE template_hash IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY template_hash) > 1"""
"""Exchanges as posts of their template, in the package's columns and order."""

_COMMAND: Final = "from coordination_network_toolkit.__main__ import main; main()"


@dataclass(frozen=True, slots=True)
class CoSharing:
    """Accounts that send the same template within a minute, more than once."""

    name: str = "co_sharing"
    source: str = "coordination-network-toolkit 1.5 (Graham, QUT Digital Observatory 2020): \
co_tweet network, connected components as in its example"
    setting: str = (
        f"documented defaults: {WINDOW_SECONDS} s, {LEAST_MESSAGES} common messages; a message is "
        f"its prompt template; groups of {LEAST_ACCOUNTS} and more, as the product"
    )

    def find(self, engine: DuckEngine) -> Found:
        """Build the network; rank by the weight of an account's ties.

        Raises InputError where the package is not installed or fails.
        """
        if not held_fields(engine, ("template_hash",)):
            return Found(refused="no prompts were logged")
        with tempfile.TemporaryDirectory(prefix="co-sharing-") as name:
            ties = _network(engine, Path(name))
        if not ties:
            return Found()
        one, other, weight = (np.array(column) for column in zip(*ties, strict=True))
        accounts, ends = np.unique(np.concatenate([one, other]), return_inverse=True)
        heads, tails = ends[: len(one)], ends[len(one) :]
        # Every tie stands twice, once in each direction, with weights of its own.
        strength = np.bincount(heads, weight, minlength=len(accounts))
        named = linked_groups(accounts.astype(object), (heads, tails, weight), LEAST_ACCOUNTS)
        return Found(named, scores=dict(zip(accounts.tolist(), strength.tolist(), strict=True)))


def _network(engine: DuckEngine, folder: Path) -> list[tuple[str, str, int]]:
    """Return the network's ties: account, account, messages in common."""
    messages, database = folder / "messages.csv", folder / "network.sqlite"
    pyarrow.csv.write_csv(engine.read(MESSAGES_SQL), messages)
    _run(database, "preprocess", str(messages))
    window, least = str(WINDOW_SECONDS), str(LEAST_MESSAGES)
    options = ("--time_window", window, "--min_edge_weight", least, "--n_cpus", "1")
    _run(database, "compute", "co_tweet", *options)
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT user_1, user_2, weight FROM co_tweet_network WHERE user_1 != user_2"
        ).fetchall()


def _run(database: Path, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", _COMMAND, str(database), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(
            f"coordination-network-toolkit failed: {told}",
            where="bench, co_sharing",
            remedy="install the extra `lab`: pip install 'stillwatch[lab]'",
        )
