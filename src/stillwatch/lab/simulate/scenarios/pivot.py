"""`pivot`: half of the harvest moves to a new model within a day of its release."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from stillwatch.lab.simulate.accounts import DAY_US
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import RELEASED_MODEL


class Pivot(Campaign):
    """Requests: agentic tasks and coding, on whichever model is newest.

    Gives it away: a change point that all accounts share, hours after a release.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {
        Role.TASK: 0.45,
        Role.TOOL_TASK: 0.35,
        Role.EXPANSION: 0.2,
    }

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Let each account turn at its own hour of the release day."""
        wait = rng.gamma(2.0, 0.13, len(self.block)) * DAY_US
        self.turns = setting.release + np.minimum(wait, 0.95 * DAY_US).astype(np.int64)

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Send half of what comes after the turn to the new model."""
        moved = rows["ts"] >= self.turns[rows["account"]]
        moved &= rng.random(len(rows)) < 0.5
        rows["model"] = np.where(moved, RELEASED_MODEL, rows["model"])
        return rows
