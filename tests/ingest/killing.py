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

LONGEST_S = 0.6


def killed(arguments: list[str], delay_s: float) -> bool:
    """Run one ingest and kill it after `delay_s`; False where it was done before."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os._exit(main(arguments))
    deadline = time.monotonic() + delay_s
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status != 0:
                raise SystemExit(f"ingest failed: {arguments}")
            return False
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kill_until_done(log: str, settings: str, lakes: Path, seed: int, wanted: int) -> int:
    """Fill lake after lake, killing as often as it takes; return the number of kills."""
    chance = random.Random(seed)
    kills = 0
    number = 0
    while kills < wanted:
        lake = str(lakes / str(number))
        arguments = ["ingest", log, "--lake", lake, "--settings", settings]
        # Short and long lives alike: the first find the making of the lake, the others commits.
        while killed(arguments, chance.choice((0.15, LONGEST_S)) * chance.random()):
            kills += 1
        number += 1
    return kills


if __name__ == "__main__":
    _, log, settings, lakes, seed, wanted = sys.argv
    print(kill_until_done(log, settings, Path(lakes), int(seed), int(wanted)))
