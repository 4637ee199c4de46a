"""`drip`: a handful of requests per account."""

from __future__ import annotations

from typing import ClassVar

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.scenarios.campaign import Campaign


class Drip(Campaign):
    """Requests: self-contained tasks, about four per account, below every threshold.

    Gives it away: only relations between accounts: templates, batches, addresses.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.TASK: 0.7, Role.EXPANSION: 0.3}
