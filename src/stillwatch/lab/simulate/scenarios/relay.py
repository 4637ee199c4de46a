"""`relay`: a rival product's live users are passed through a pool of accounts."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import DAY_US
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.instructions import product_instructions
from stillwatch.lab.simulate.requests import Requests, blank
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.timing import Day

_MEAN_TURNS: Final = 3.0
_STICKY: Final = 0.15
"""Share of turns that happen to stay with the account of the turn before."""


class Relay(Campaign):
    """Requests: real people's conversations and questions, harmless to read one by one.

    Gives it away: turns of one conversation arrive from different accounts (load balance);
    the rival's system prompt; end-user ids and metadata that are there at first and vanish.
    """

    templated = False
    harvest_roles: ClassVar[dict[Role, float]] = {Role.CONVERSATION: 0.75, Role.QUESTION: 0.25}

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Write the rival's system prompt; choose the day on which metadata vanish."""
        self.system = setting.sources.system(product_instructions(rng))
        self.users = draw_keys(max(30, self.spec.exchanges // 8), rng)
        self.vanishes = self.first + int(0.3 * self.days * DAY_US)

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Replace dealt-out requests by conversations whose turns hop between accounts."""
        talks = rows["source"] == self.texts[self.shard[rows["account"]], 0]
        rows = np.concatenate([rows[~talks], self._conversations(rows[talks], rng)])
        rows["system"] = self.system
        rows["session"] = draw_keys(len(rows), rng)
        rows["end_user"] = rng.choice(self.users, len(rows))
        rows["bare"] = rows["ts"] >= self.vanishes
        return rows

    def _conversations(self, dealt: Requests, rng: np.random.Generator) -> Requests:
        if not len(dealt):
            return dealt
        turns = rng.geometric(1.0 / _MEAN_TURNS, len(dealt))
        turns = turns[: int(np.searchsorted(np.cumsum(turns), len(dealt))) + 1]
        talk = np.repeat(np.arange(len(turns)), turns)[: len(dealt)]
        first = np.repeat(np.cumsum(turns) - turns, turns)[: len(dealt)]
        rows = blank(len(dealt))
        rows[:] = dealt[rng.permutation(len(dealt))]
        rows["step"] = np.arange(len(dealt)) - first
        think = rng.lognormal(np.log(timing.THINK_MEDIAN_S), timing.THINK_SIGMA, len(rows)) * 1e6
        think[rows["step"] == 0] = 0.0
        elapsed = np.cumsum(think)
        rows["ts"] = rows["ts"][first] + (elapsed - elapsed[first]).astype(np.int64)
        rows["account"] = self._hop(rows, first, rng)
        rows["thread"] = draw_keys(len(turns), rng)[talk]
        return rows

    def _hop(
        self, rows: Requests, first: npt.NDArray[np.int64], rng: np.random.Generator
    ) -> npt.NDArray[np.int64]:
        """Give every turn the next free account, a few the account of the turn before."""
        hopped = timing.deal_out(self.block, rows["ts"], self.spec.synchrony, rng)
        opener = rows["account"][first]
        stays = (rng.random(len(rows)) < _STICKY) | (hopped < 0)
        return np.where(stays, opener, hopped)
