"""Honest people who happen to use a proxy pool that campaigns use too."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.accounts import use_pool
from stillwatch.lab.simulate.customers.people import Everyday
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.settings import CustomerSpec, PoolSpec


class Bystanders(Everyday):
    """Requests: everyday ones. Shares nothing with the actors but their exits."""

    kind = "bystander"

    def __init__(self, pool: PoolSpec) -> None:
        super().__init__(
            CustomerSpec(
                group=f"bystanders_{pool.name}",
                accounts=pool.bystanders,
                exchanges=max(1, pool.exchanges),
            )
        )
        self.pool = pool

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Route everything through the pool."""
        super().arrange(setting, rng)
        use_pool(self.block, setting.pools[self.pool.name], rng)
