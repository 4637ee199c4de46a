"""Everyday people, and the base of all honest groups: sessions, turns, roles by persona."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import HOUR_US, NEVER, Block
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.group import ROLES_OF_PERSONA, Group, Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.requests import Requests, Sources, blank
from stillwatch.lab.simulate.settings import CustomerSpec
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import PERSONAS, PLAN_ACTIVITY

_PRODUCTS: Final = 24
_DAY_HOURS: Final = 24
WEEKEND: Final = 0.62
"""Requests on a Saturday or Sunday, against a working day."""


class Talk:
    """What accounts talk about: roles by persona, drawn per session."""

    def __init__(self, roles: dict[str, dict[Role, float]], sources: Sources) -> None:
        self._sources = [
            np.array([sources.whole(role) for role in roles[persona]]) for persona in PERSONAS
        ]
        weights = [np.array(list(roles[persona].values())) for persona in PERSONAS]
        self._weights = [weight / weight.sum() for weight in weights]
        self._conversation = sources.whole(Role.CONVERSATION)
        self._code = sources.whole(Role.CODE_HELP)
        self._service = sources.whole(Role.SERVICE)

    def requests(self, block: Block, plan: timing.Sittings, rng: np.random.Generator) -> Requests:
        """Turn sessions into requests; conversations keep their thread, others only the id."""
        rows = blank(len(plan.ts))
        rows["account"], rows["ts"], rows["step"] = plan.owner, plan.ts, plan.step
        key = draw_keys(plan.count, rng)[plan.sitting]
        rows["session"] = key
        persona = np.zeros(plan.count, np.int8)
        persona[plan.sitting] = block["persona"][plan.owner]
        source = np.zeros(plan.count, np.int32)
        for number in range(len(PERSONAS)):
            of_persona = np.flatnonzero(persona == number)
            source[of_persona] = rng.choice(
                self._sources[number], len(of_persona), p=self._weights[number]
            )
        rows["source"] = source[plan.sitting]
        converses = np.isin(rows["source"], (self._conversation, self._code))
        rows["thread"] = np.where(converses, key, 0)
        rows["artifact"] = np.where(converses & (plan.step > 0), -1, 0)
        return rows

    def own_products(self, rows: Requests, products: npt.NDArray[Any]) -> None:
        """Give service requests the template of their account's own product."""
        serves = rows["source"] == self._service
        rows["source"][serves] = products[rows["account"][serves]]


def talk(
    group_talk: Talk, block: Block, rates: timing.Floats, day: Day, rng: np.random.Generator,
    *, profile: timing.Floats = timing.PEOPLE, mean_turns: float = 3.2,
) -> Requests:  # fmt: skip
    """Draw one day of ordinary use by `block`, quieter at weekends as people are."""
    rates = rates * (7 / (5 + 2 * WEEKEND)) * (WEEKEND if day.weekday >= 5 else 1.0)
    plan = timing.sittings(block, rates, day, profile, mean_turns, timing.THINK_MEDIAN_S, rng)
    return group_talk.requests(block, plan, rng)


class Customers(Group):
    """Base of honest groups. Subclasses arrange accounts and change what is asked and when."""

    group: ClassVar[str]
    profile: ClassVar[timing.Floats] = timing.PEOPLE
    weekend: ClassVar[float] = WEEKEND
    mean_turns: ClassVar[float] = 3.2
    think_median_s: ClassVar[float] = timing.THINK_MEDIAN_S
    activity_sigma: ClassVar[float | None] = None
    """Spread of log activity where the group is more alike than the public."""
    keeps_sessions: ClassVar[bool] = True
    """False where a program serves single requests and none belongs to a conversation."""
    roles: ClassVar[dict[str, dict[Role, float]]] = ROLES_OF_PERSONA

    def __init__(self, spec: CustomerSpec) -> None:
        self.spec = spec
        self.name = spec.group
        self.look_alike = None if self.group == "everyday" else self.group

    def enrol(self, setting: Setting, rng: np.random.Generator) -> None:
        """Draw accounts, arrange what they share, prepare texts and daily rates."""
        self.block = setting.accounts(self.spec.accounts, rng)
        if self.activity_sigma is not None:
            self.block["activity"] = rng.lognormal(0.0, self.activity_sigma, len(self.block))
        self.arrange(setting, rng)
        self.block["keeps_session"] &= self.keeps_sessions
        adopt_release(self.block, setting, rng)
        self.after_release(setting, rng)
        self.talk = Talk(self.roles, setting.sources)
        self.debuts = timing.debut_days(self.block, setting.start, setting.days, rng)
        self.rates = self._rates(setting)
        self.prepare(setting, rng)

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Change the accounts' fields and relations; nothing by default."""

    def after_release(self, setting: Setting, rng: np.random.Generator) -> None:
        """Change when the accounts move to the new model; nothing by default."""

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make the group's own sources of text; nothing by default."""

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Change the day's requests in place; nothing by default."""

    def requests(self, day: Day, rng: np.random.Generator) -> Requests:
        """Return the sessions that begin on `day`."""
        rates = self.rates * (self.weekend if day.weekday >= 5 else 1.0)
        plan = timing.sittings(
            self.block, rates, day, self.profile, self.mean_turns, self.think_median_s, rng,
            debuts=self.debuts == day.number,
        )  # fmt: skip
        rows = self.talk.requests(self.block, plan, rng)
        self.special(rows, day, rng)
        return rows

    def _rates(self, setting: Setting) -> timing.Floats:
        weekdays = 5 + 2 * self.weekend
        debuts = float((self.debuts >= 0).sum()) * self.mean_turns
        total = max(0.2 * self.spec.exchanges, self.spec.exchanges - debuts)
        rates = timing.expected_rates(self.block, total, setting.start, setting.days)
        scaled: timing.Floats = rates * 7 / weekdays
        return scaled


class Everyday(Customers):
    """The public: chatters, coders, builders with a product of their own, students."""

    group = "everyday"

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Let people use what they pay for."""
        self.block["activity"] *= np.array(PLAN_ACTIVITY)[self.block["plan"]]

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Give each builder one product out of a few dozen, small and independent."""
        builders = int((self.block["persona"] == 2).sum())
        count = max(1, min(_PRODUCTS, builders))
        sources = [setting.sources.narrowed(Role.SERVICE, 2, rng) for _ in range(count)]
        self.products = rng.choice(np.array(sources), len(self.block))

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Fill builders' own templates."""
        self.talk.own_products(rows, self.products)


def adopt_release(block: Block, setting: Setting, rng: np.random.Generator) -> None:
    """Let two in five accounts move to the new model, within days or weeks."""
    wait = (rng.exponential(8 * _DAY_HOURS, len(block)) * HOUR_US).astype(np.int64)
    block["adopts"] = np.where(rng.random(len(block)) < 0.4, setting.release + wait, NEVER)
