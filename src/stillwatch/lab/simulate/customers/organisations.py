"""Honest organisations: many accounts, keys and requests in one hand, by right."""

from __future__ import annotations

from typing import Final

import numpy as np

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import (
    DAY_US,
    HOUR_US,
    NEVER,
    declare_organisation,
    set_personas,
    waking_moment,
)
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers.people import Customers
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.instructions import product_instructions
from stillwatch.lab.simulate.requests import Requests
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import APP_CLIENT, ROUTER_CLIENT

_SDK_CLIENT: Final = 5
_TEAM_OF: Final = 4
_GRADED: Final = 60


class SaasBackend(Customers):
    """One organisation's product fills one template from many accounts and keys, for its users.

    Looks like a farm: one template, even load, one card. It is one declared organisation,
    serves end users by their ids, and its data recur with its customers' days.
    """

    group = "saas_backend"
    keeps_sessions = False
    profile = timing.OFFICE
    mean_turns = 1.2
    activity_sigma = 0.3

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Put all accounts under one organisation and one client build."""
        self.block["persona"] = 2
        set_personas(self.block, rng)
        declare_organisation(self.block, rng)
        self.block["client"] = _SDK_CLIENT
        self.block["api_keys"] = 6
        self.block["device"] = self.block["device"][0]

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Choose the product's template, prompt and users."""
        self.template = setting.sources.narrowed(Role.SERVICE, 2, rng)
        self.system = setting.sources.system(product_instructions(rng))
        self.users = draw_keys(max(20, self.spec.exchanges // 12), rng)

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Send only the product's template."""
        serve(rows, self.template, self.system)
        rows["end_user"] = rng.choice(self.users, len(rows))


class AutoscaledCompany(SaasBackend):
    """One company whose workers each create a key, and start and stop with the load.

    Looks like respawning: accounts come and go within hours, each on a new address.
    """

    group = "autoscaled_company"

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Let workers live for days, each a fresh account at an address of its own."""
        roster = self.block["roster"].copy()
        super().arrange(setting, rng)
        self.block["roster"] = roster
        born = rng.uniform(-3, setting.days * 0.9, len(self.block))
        self.block["start"] = setting.start + (born * DAY_US).astype(np.int64)
        self.block["signup"] = self.block["start"] - rng.integers(1, HOUR_US, len(self.block))
        life = rng.exponential(setting.days * 0.4, len(self.block)) + 0.5
        self.block["end"] = self.block["start"] + (life * DAY_US).astype(np.int64)


class CompanyOneAddress(Customers):
    """A company behind one address and card whose people each have their own talk."""

    group = "company_one_address"
    profile = timing.OFFICE
    weekend = 0.08

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Put everybody in one office."""
        declare_organisation(self.block, rng)


class HonestRouter(Customers):
    """One router in front of many end users, at nearly flat hours, over a few accounts.

    Looks like a relay: conversations of strangers through few accounts. They stay with
    their account, and the users' ids are passed on throughout.
    """

    group = "honest_router"
    profile = 0.6 * timing.FLAT * timing.PEOPLE.mean() + 0.4 * timing.PEOPLE
    weekend = 0.9
    activity_sigma = 0.4
    mean_turns = 2.4

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make one organisation with the router's client build."""
        declare_organisation(self.block, rng)
        self.block["client"] = ROUTER_CLIENT
        self.block["plan"] = 3

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Pass on the end user: one per conversation, returning on other days."""
        users = max(50, self.spec.exchanges // 15)
        rows["end_user"] = 1 + np.abs(rows["session"] % users) + (self.block["key"][0] >> 8)


class SyntheticDataCustomer(Customers):
    """One contracted organisation that openly generates training data.

    Extractive and alone: everything about its content is a farm's, yet it is one declared
    customer with old accounts, who buys what it does under its own name.
    """

    group = "synthetic_data_customer"
    keeps_sessions = False
    profile = timing.FLAT
    weekend = 0.9
    mean_turns = 1.0 + 1e-9
    activity_sigma = 0.2

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make one long-standing organisation."""
        self.block["persona"] = 2
        set_personas(self.block, rng)
        declare_organisation(self.block, rng)
        self.block["client"] = _SDK_CLIENT
        midnight = setting.start - rng.integers(200, 600, len(self.block)) * DAY_US
        self.block["signup"] = waking_moment(midnight, self.block, rng)
        self.block["start"], self.block["end"] = self.block["signup"] + HOUR_US, NEVER
        self.block["plan"] = 3

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Choose the pipeline's templates."""
        sources = setting.sources
        self.templates = np.array(
            [sources.narrowed(role, 6, rng) for role in (Role.EXPANSION, Role.TASK)]
        )

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Send only the pipeline's prompts."""
        serve(rows, 0, -1)
        rows["source"] = rng.choice(self.templates, len(rows))


class NightlyEvaluations(Customers):
    """Engineering teams that grade their own product every night from shared CI keys.

    Looks like a judge: one rubric, many accounts, shared keys and cards, the same minutes
    of every night. The graded items are the same from night to night.
    """

    group = "nightly_evaluations"
    keeps_sessions = False
    profile = timing.NIGHT
    weekend = 1.0
    mean_turns = 25.0
    think_median_s = 2.0
    activity_sigma = 0.4

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Let the accounts of a team share its key, card and runner."""
        self.block["persona"] = 1
        set_personas(self.block, rng)
        self.block["client"] = _SDK_CLIENT
        team = np.arange(len(self.block)) // _TEAM_OF * _TEAM_OF
        self.team = np.arange(len(self.block)) // _TEAM_OF
        for name in ("api_key", "card", "device", "mail_org", "country", "roster", "plan"):
            self.block[name] = self.block[name][team]
        self.block["api_keys"] = 1

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Choose each team's rubric and its fixed set of graded items."""
        teams = int(self.team.max()) + 1
        content = setting.sources.content
        lists = []
        for _ in range(teams):
            narrowed = content.variants(Role.RUBRIC, 1, rng)
            lists.append(setting.sources.list_of(narrowed, Role.RUBRIC, _GRADED, rng))
        self.rubrics = np.array(lists)

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Grade some of the team's items."""
        serve(rows, 0, -1)
        rows["source"] = self.rubrics[self.team[rows["account"]]]
        rows["item"] = rng.integers(0, _GRADED, len(rows))


class NewOrganisations(Customers):
    """Hundreds of small companies onboarded this month, three to eight accounts each.

    Looks like the prey itself: everything a company does is new to the provider and shared
    by its accounts. Half of them have not declared an `org_id`.
    """

    group = "new_organisations"
    profile = timing.OFFICE
    weekend = 0.15
    mean_turns = 2.0

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Found the companies, all within the month before the world or during it."""
        sizes = rng.integers(3, 9, len(self.block))
        bounds = np.cumsum(sizes)
        self.company = np.searchsorted(bounds, np.arange(len(self.block)), side="right")
        for number in range(int(self.company.max()) + 1):
            members = self.company == number
            part = self.block[members]
            part["persona"] = rng.choice([1, 2], len(part), p=(0.3, 0.7))
            set_personas(part, rng)
            declare_organisation(part, rng, declared=bool(rng.random() < 0.5))
            founded = setting.start + int(rng.uniform(-25, setting.days * 0.4)) * DAY_US
            joined = founded + (rng.exponential(2.0, len(part))).astype(np.int64) * DAY_US
            part["signup"] = waking_moment(joined, part, rng)
            part["start"], part["end"] = part["signup"] + HOUR_US // 2, NEVER
            self.block[members] = part

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Give each company its product: two templates and a system prompt."""
        companies = int(self.company.max()) + 1
        sources = setting.sources
        self.templates = np.array(
            [sources.narrowed(Role.SERVICE, 2, rng) for _ in range(companies)]
        )
        self.systems = np.array(
            [sources.system(product_instructions(rng)) for _ in range(companies)]
        )

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Send the product's requests for the most part, own talk otherwise."""
        company = self.company[rows["account"]]
        product = rng.random(len(rows)) < 0.75
        part = rows[product]
        serve(part, 0, -1)
        part["source"] = self.templates[company[product]]
        part["system"] = self.systems[company[product]]
        rows[product] = part


class PopularApp(Customers):
    """Users of an open-source app: one system prompt and template, own cards, all strangers."""

    group = "popular_app"
    keeps_sessions = False
    mean_turns = 1.6

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Give everybody the app's client build."""
        self.block["persona"] = rng.choice([0, 1], len(self.block))
        set_personas(self.block, rng)
        self.block["client"] = APP_CLIENT

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Choose the app's templates and prompt."""
        self.template = setting.sources.narrowed(Role.SERVICE, 3, rng)
        self.system = setting.sources.system(product_instructions(rng))

    def special(self, rows: Requests, day: Day, rng: np.random.Generator) -> None:
        """Send everything through the app."""
        serve(rows, self.template, self.system)


def serve(rows: Requests, source: int, system: int) -> None:
    """Make the rows single requests of a program: one source, one system prompt, no threads."""
    rows["source"], rows["system"] = source, system
    rows["thread"] = rows["artifact"] = rows["session"] = rows["step"] = 0
