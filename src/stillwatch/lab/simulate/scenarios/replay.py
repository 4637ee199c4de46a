"""`replay`: saved sessions of real users are run again in batch."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.timing import Day

_TURNS: Final = 4
_PAUSE_S: Final = 2.5
"""Mean seconds between turns: the time of an answer and no thought."""


class Replay(Campaign):
    """Requests: conversations and coding sessions sent again turn by turn with old context.

    Gives it away: no think time between long turns, sessions worked off one after the other
    in the order of storage, whole contexts that nobody typed here.
    """

    templated = False
    harvest_roles: ClassVar[dict[Role, float]] = {Role.CONVERSATION: 0.7, Role.CODE_HELP: 0.3}

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Bundle the day's requests into sessions, each through one account without pauses."""
        rows = rows[np.argsort(rows["ts"], kind="stable")]
        place = np.arange(len(rows))
        head = place // _TURNS * _TURNS
        rows["step"] = place - head
        for name in ("account", "source"):
            rows[name] = rows[name][head]
        pause = rng.gamma(4.0, _PAUSE_S / 4.0, len(rows)) * 1e6
        pause[rows["step"] == 0] = 0.0
        elapsed = np.cumsum(pause)
        rows["ts"] = rows["ts"][head] + (elapsed - elapsed[head]).astype(np.int64)
        key = draw_keys(len(rows), rng)[head]
        rows["session"] = key
        rows["thread"] = key
        rows["artifact"] = np.where(rows["step"] > 0, -1, 0)
        return rows
