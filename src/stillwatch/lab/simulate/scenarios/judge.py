"""`judge`: the model grades, criticises and cleans harvested traces."""

from __future__ import annotations

from typing import ClassVar

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.scenarios.campaign import Campaign


class Judge(Campaign):
    """Requests: rubric grading, critique, pairwise choice; some writing of tasks with tools.

    Gives it away: one rubric skeleton over many accounts, structured short answers, long
    inputs that are other models' answers, each graded once.
    """

    harvest_roles: ClassVar[dict[Role, float]] = {Role.RUBRIC: 0.85, Role.TOOL_TASK: 0.15}
