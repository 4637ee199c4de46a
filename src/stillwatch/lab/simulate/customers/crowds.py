"""Honest strangers who do the same thing: fashions, classes, benchmarks, releases."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from stillwatch.lab.simulate import infrastructure as net
from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import DAY_US, HOUR_US, NEVER, set_personas, waking_moment
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers.organisations import serve
from stillwatch.lab.simulate.customers.people import Customers
from stillwatch.lab.simulate.group import ROLES_OF_PERSONA, Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import AGENT_CLIENT

_AGENT_TEXT: Final = (
    "You are a coding agent in the user's editor. Work in small steps, read before you write, "
    "run the tests, and explain what you changed in two sentences."
)
_CLASS_OF: Final = 60


class CodingAgentUsers(Customers):
    """Unrelated people on one coding agent: same build, system prompt and tool schemas."""

    group = "coding_agent_users"
    mean_turns = 9.0
    think_median_s = 20.0

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Give everybody the agent's build."""
        self.block["persona"] = 1
        set_personas(self.block, rng)
        self.block["client"] = AGENT_CLIENT

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Register the agent's system prompt and its one set of tools."""
        self.system = setting.sources.system(_AGENT_TEXT)
        self.work = np.array(
            [setting.sources.narrowed(role, 1, rng) for role in (Role.CODE_HELP, Role.TOOL_TASK)]
        )

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Send the agent's system prompt every time; it hands reasoning back from turn to turn."""
        rows["system"], rows["thread"] = self.system, rows["session"]
        rows["source"] = self.work[(rows["session"] % 10 < 2).astype(int)]
        rows["artifact"] = np.where(rows["step"] > 0, -1, 0)


class BenchmarkRunners(Customers):
    """Unrelated accounts that each run the same public list of items, in its order."""

    group = "benchmark_runners"
    keeps_sessions = False
    profile = timing.FLAT
    weekend = 0.9
    mean_turns = 120.0
    think_median_s = 3.0
    activity_sigma = 0.7

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make them programmers."""
        self.block["persona"] = 1
        set_personas(self.block, rng)
        self.block["client"] = rng.choice([5, 6, 7, 8], len(self.block))

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Fetch the public list."""
        self.items = setting.sources.listed(Role.BENCHMARK, 400, rng)
        self.length = len(setting.sources.sources[self.items].fixed)

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Walk down the list, each run from a place of its own."""
        offset = rows["session"] % 7 * 100
        rows["item"] = (rows["step"] + offset) % self.length
        serve(rows, self.items, -1)


class UniversityClass(Customers):
    """Classes with one assignment a week, a campus address, and sign-ups in one week."""

    group = "university_class"
    weekend = 0.8
    activity_sigma = 0.7
    mean_turns = 2.5

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Seat classes of sixty on a campus each."""
        count = len(self.block)
        self.block["persona"] = 3
        set_personas(self.block, rng)
        classes = np.arange(count) // _CLASS_OF
        head = classes * _CLASS_OF
        self.block["country"] = self.block["country"][head]
        campus = setting.addresses.draw(net.OFFICE, self.block["country"].astype(np.int32), rng)
        self.block["roster"][:, 0] = campus[head]
        self.block["roaming"] = rng.beta(3, 3, count)
        domain = draw_keys(count, rng)
        self.block["mail_org"] = np.where(rng.random(count) < 0.7, domain[head], 0)
        week = setting.start + (-9 + 3 * (classes % 4)) * DAY_US
        self.block["signup"] = waking_moment(
            week + rng.integers(0, 5, count) * DAY_US, self.block, rng
        )
        self.block["start"], self.block["end"] = self.block["signup"] + HOUR_US // 3, NEVER

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Set one assignment per class."""
        classes = (len(self.block) - 1) // _CLASS_OF + 1
        self.assignments = np.array(
            [setting.sources.narrowed(Role.COURSEWORK, 1, rng) for _ in range(classes)]
        )

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Ask about the assignment two times in three."""
        homework = rng.random(len(rows)) < 0.66
        part = rows[homework]
        part["source"] = self.assignments[part["account"] // _CLASS_OF]
        part["thread"] = part["artifact"] = 0
        rows[homework] = part


class PromptOfTheDay(Customers):
    """Thousands of people paste the prompt that everybody shares that day."""

    group = "prompt_of_the_day"
    weekend = 1.1

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Choose a prompt for each day."""
        self.fashions = setting.sources.list_of(
            setting.sources.content, Role.QUESTION, setting.days + 1, rng
        )

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Open half of the sessions with today's prompt, a few with yesterday's."""
        pastes = (rows["step"] == 0) & (rng.random(len(rows)) < 0.5)
        part = rows[pastes]
        part["source"] = self.fashions
        part["item"] = day.number + (rng.random(len(part)) < 0.85)
        part["thread"] = part["artifact"] = 0
        rows[pastes] = part


class NewReleaseRush(Customers):
    """Enthusiasts who all move to a new model within a day of its release."""

    group = "new_release_rush"

    def after_release(self, setting: Setting, rng: np.random.Generator) -> None:
        """Move everybody within hours."""
        wait = rng.gamma(2.0, 4.5, len(self.block)) * HOUR_US
        self.block["adopts"] = setting.release + np.minimum(wait, DAY_US).astype(np.int64)


class ReasoningResearchers(Customers):
    """Unrelated researchers who ask models how they reason, and grade answers."""

    group = "reasoning_researchers"
    mean_turns = 4.0
    roles: ClassVar[dict[str, dict[Role, float]]] = {
        name: {Role.RESEARCH: 0.55, Role.CONVERSATION: 0.2, Role.QUESTION: 0.1,
               Role.RUBRIC: 0.1, Role.CODE_HELP: 0.05}
        for name in ROLES_OF_PERSONA
    }  # fmt: skip
