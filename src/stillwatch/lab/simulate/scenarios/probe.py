"""`probe`: thousands of small variations, to learn which technique gets through."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.timing import Day

_REFUSED: Final = 0.35
_RETRIED: Final = 0.7


class Probe(Campaign):
    """Requests: one template of reasoning elicitation with a single element changing.

    Gives it away: hundreds of refusals under one template, each followed within seconds by
    a variation, often from the next account.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.TRACE: 0.8, Role.RESEARCH: 0.2}

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Refuse a third; let most refusals pull the next request close behind them."""
        rows = rows[np.argsort(rows["ts"], kind="stable")]
        rows["refused"] = rng.random(len(rows)) < _REFUSED
        retried = np.flatnonzero(rows["refused"][:-1] & (rng.random(len(rows) - 1) < _RETRIED))
        wait = (rng.gamma(3.0, 3.0, len(retried)) * 1e6).astype(np.int64)
        rows["ts"][retried + 1] = rows["ts"][retried] + wait
        return rows
