"""`farm`: a data-generation pipeline split over many new accounts."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.scenarios.campaign import Campaign, large_answers
from stillwatch.lab.simulate.timing import Day

_LIMIT: Final = 8192


class Farm(Campaign):
    """Requests: task expansion and self-contained tasks, one-off, output-heavy, no follow-up.

    Gives it away: shared cards, devices and sign-up batches; even load over accounts; prompts
    that never repeat yet together cover a task list under few templates.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.EXPANSION: 0.6, Role.TASK: 0.4}

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Ask programs' accounts for long answers."""
        large_answers(rows, self.block, _LIMIT, 0.6, rng)
        return rows
