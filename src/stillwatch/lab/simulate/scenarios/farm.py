"""`farm`: a data-generation pipeline split over many new accounts."""

from __future__ import annotations

from typing import ClassVar

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.scenarios.campaign import Campaign


class Farm(Campaign):
    """Requests: task expansion and self-contained tasks, one-off, output-heavy, no follow-up.

    Gives it away: shared cards, devices and sign-up batches; even load over accounts; prompts
    that never repeat yet together cover a task list under few templates.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.EXPANSION: 0.6, Role.TASK: 0.4}
