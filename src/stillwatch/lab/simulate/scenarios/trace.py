"""`trace`: injected text makes the model write its reasoning out."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import THINKING_MODEL

_FED_BACK: Final = 0.12
_READERS: Final = 3
"""Requests, from different accounts, that one artefact is fed to on average."""
_THINKING: Final = 0.8


class Trace(Campaign):
    """Requests: tasks under a text that forces step-by-step reasoning into the answer.

    Gives it away: a stable prefix or suffix under changing tasks, reasoning-heavy output,
    and reasoning artefacts of one account's sessions that other accounts send back.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.TRACE: 1.0}

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Prefer the reasoning model; feed artefacts of some sessions to other accounts."""
        rows["model"] = np.where(rng.random(len(rows)) < _THINKING, THINKING_MODEL, -1)
        fed = np.flatnonzero(rng.random(len(rows)) < _FED_BACK)
        artefacts = draw_keys(max(1, len(fed) // _READERS), rng)
        rows["artifact"][fed] = rng.choice(artefacts, len(fed))
        return rows
