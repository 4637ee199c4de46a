"""What every group of accounts in a world is: it enrols accounts, then acts day by day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from stillwatch.lab.simulate.accounts import Block, draw_accounts
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.infrastructure import Addresses, Indices
from stillwatch.lab.simulate.requests import Requests, Sources
from stillwatch.lab.simulate.timing import PACE, Day, Pace

Kind = Literal["honest", "campaign", "bystander"]

ROLES_OF_PERSONA: Final[dict[str, dict[Role, float]]] = {
    "chatter": {Role.QUESTION: 0.62, Role.CONVERSATION: 0.34, Role.CODE_HELP: 0.03,
                Role.RESEARCH: 0.01},
    "coder": {Role.CODE_HELP: 0.7, Role.CONVERSATION: 0.15, Role.QUESTION: 0.12,
              Role.TOOL_TASK: 0.03},
    "builder": {Role.SERVICE: 0.6, Role.CODE_HELP: 0.18, Role.QUESTION: 0.09,
                Role.TOOL_TASK: 0.04, Role.RUBRIC: 0.04, Role.TASK: 0.03, Role.RESEARCH: 0.02},
    "student": {Role.QUESTION: 0.4, Role.CONVERSATION: 0.3, Role.COURSEWORK: 0.25,
                Role.CODE_HELP: 0.05},
}  # fmt: skip
"""What people ask for. Some builders grade and generate: content alone proves nothing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a group finds when it arrives in the world."""

    start: int
    """Midnight UTC of the first day, microseconds since 1970."""
    days: int
    release: int
    addresses: Addresses
    sources: Sources
    pools: dict[str, Indices]
    pace: Pace = PACE
    customers: list[Block] = field(default_factory=list)
    """Honest accounts that are there already: what a campaign passes for."""

    def accounts(self, count: int, rng: np.random.Generator) -> Block:
        """Draw ordinary accounts of this world."""
        block = draw_accounts(count, self.start, self.days, self.addresses, rng)
        block["activity"] = self.pace.spread(block["activity"])
        return block


class Group(ABC):
    """Accounts that belong together in the truth, honest or not.

    Its requests carry account numbers local to its block; the world shifts them.
    """

    name: str
    kind: Kind = "honest"
    look_alike: str | None = None
    technique: str | None = None
    actor: str | None = None
    block: Block

    @abstractmethod
    def enrol(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make the accounts (`block`) and the sources of text."""

    @abstractmethod
    def requests(self, day: Day, rng: np.random.Generator) -> Requests:
        """Return the requests that begin on `day`, in any order."""
