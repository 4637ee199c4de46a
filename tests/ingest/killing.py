"""Kill `stillwatch ingest` at random moments, run after run, until it has come through.

Run as a program: it imports the command line once and forks for every run, so that a kill
hits the ingest and not its start. It is a process of its own because a fork of one that has
used DuckDB or Delta already would not be sound. Prints how many runs were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from stillwatch.ingest import run as _imported_before_the_fork  # noqa: F401
from stillwatch.interfaces.cli import main

FIRST_S = 0.4
GROWTH = 1.15
"""Each life may be that much longer than the last, so that a slow machine comes through too."""


def killed(arguments: list[str], delay_s: float) -> bool:
    """Run one ingest and kill it after `delay_s`; False where it was done before."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os._exit(main(arguments))
    deadline = time.monotonic() + delay_s
    done, status = os.waitpid(child, os.WNOHANG)
    while not done and time.monotonic() < deadline:
        time.sleep(0.001)
        done, status = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"ingest failed: {arguments}")
    return os.WIFSIGNALED(status)


def kill_until_done(log: str, settings: str, lakes: Path, seed: int, wanted: int) -> int:
    """Fill lake after lake, killing as often as it takes; return the number of kills."""
    chance = random.Random(seed)
    kills = 0
    number = 0
    while kills < wanted:
        lake = str(lakes / str(number))
        arguments = ["ingest", log, "--lake", lake, "--settings", settings]
        longest = FIRST_S
        # Short and long lives alike: the first find the making of the lake, the others commits.
        while killed(arguments, chance.choice((longest / 4, longest)) * chance.random()):
            kills += 1
            longest *= GROWTH
        number += 1
    return kills


if __name__ == "__main__":
    _, log, settings, lakes, seed, wanted = sys.argv
    print(kill_until_done(log, settings, Path(lakes), int(seed), int(wanted)))
