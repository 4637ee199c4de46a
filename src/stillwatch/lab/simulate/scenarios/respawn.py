"""`respawn`: replacement accounts within hours of a ban, failing over to other surfaces."""

from __future__ import annotations

from typing import Final

import numpy as np

from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.scenarios.farm import Farm
from stillwatch.lab.simulate.vocabulary import CLOUD_CLIENT, ROUTER_CLIENT

_FAILOVER: Final = 0.3


class Respawn(Farm):
    """Requests: a farm's, whose accounts are banned in waves (set `churn`).

    Gives it away: new accounts take up the same templates and work list within hours of the
    old ones' end, some with the old card, some through a cloud or router surface.
    """

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Move some of the accounts opened during the harvest to other surfaces."""
        late = self.block["signup"] > self.first
        moved = late & (rng.random(len(self.block)) < _FAILOVER)
        surfaces = rng.choice([CLOUD_CLIENT, ROUTER_CLIENT], len(self.block))
        self.block["client"] = np.where(moved, surfaces, self.block["client"])
