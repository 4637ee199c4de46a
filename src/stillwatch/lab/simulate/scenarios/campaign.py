"""The base of all campaigns: accounts like everybody's with relations added, a harvest dealt
out over them, camouflage around it, bans and replacements.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import (
    DAY_US,
    HOUR_US,
    NEVER,
    change_hands,
    pose_as_organisations,
    share_infrastructure,
    use_pool,
    waking_moment,
)
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers.people import Talk, adopt_release, talk
from stillwatch.lab.simulate.group import ROLES_OF_PERSONA, Group, Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.infrastructure import UTC_OFFSETS
from stillwatch.lab.simulate.requests import Requests, blank
from stillwatch.lab.simulate.scenarios.disguise import pass_for_customers
from stillwatch.lab.simulate.settings import CampaignSpec
from stillwatch.lab.simulate.timing import Day

_WAVES: Final = 3
_EARLY: Final = 0.35
"""Share of accounts that are opened before the harvest begins; the rest come as it grows."""
_PAST_US: Final = 3 * DAY_US
"""A bought account was its first owner's for at least so long."""


class Campaign(Group):
    """One actor. Subclasses say which roles it asks for and what its requests carry."""

    harvest_roles: ClassVar[dict[Role, float]]
    templated: ClassVar[bool] = True
    """False where what is harvested is other people's talk and has no templates."""
    kind = "campaign"

    def __init__(self, spec: CampaignSpec) -> None:
        self.spec = spec
        self.name = self.actor = spec.actor
        self.technique = spec.technique.value

    def enrol(self, setting: Setting, rng: np.random.Generator) -> None:
        """Open the accounts, share what the actor shares, choose templates, plan the days."""
        spec, self.setting = self.spec, setting
        self.first = setting.start + spec.first_day * DAY_US
        self.days = min(spec.days or setting.days, setting.days - spec.first_day)
        self.block = setting.accounts(spec.accounts, rng)
        pass_for_customers(self.block, setting, rng)
        self._acquire(rng)
        fresh = self._open_accounts(rng)
        share_infrastructure(self.block, spec.reuse, fresh, rng)
        if spec.pool is not None:
            use_pool(self.block, setting.pools[spec.pool], rng)
        self._schedule_bans(rng)
        self._take_over(rng)
        self.block["start"] = np.maximum(self.block["start"], self.block["signup"] + HOUR_US // 20)
        adopt_release(self.block, setting, rng)
        self.shard = rng.integers(0, spec.shards, len(self.block))
        self._choose_texts(setting, rng)
        self.quota = timing.even_split(spec.exchanges, self.days, rng)
        camouflage = spec.exchanges * spec.camouflage / (1.0 - spec.camouflage)
        self.idle_rates = timing.expected_rates(self.block, camouflage, setting.start, setting.days)
        self.talk = Talk(ROLES_OF_PERSONA, setting.sources)
        self.prepare(setting, rng)

    def prepare(self, setting: Setting, rng: np.random.Generator) -> None:
        """Make what the technique needs besides; nothing by default."""

    def harvest(self, rows: Requests, day: Day, rng: np.random.Generator) -> Requests:
        """Turn the dealt-out requests into the technique's; may change, add or drop rows."""
        return rows

    def requests(self, day: Day, rng: np.random.Generator) -> Requests:
        """Return the day's harvest and camouflage together."""
        parts = [talk(self.talk, self.block, self.idle_rates, day, rng)]
        number = day.number - self.spec.first_day
        if 0 <= number < self.days:
            parts.append(self.harvest(self._deal(int(self.quota[number]), day, rng), day, rng))
            parts.append(self._last_gasps(day, rng))
        return np.concatenate(parts)

    def _acquire(self, rng: np.random.Generator) -> None:
        """Choose the bought accounts, keeping what their first owners used, and the posers."""
        spec = self.spec
        order = rng.permutation(len(self.block))
        self.bought = np.sort(order[: round(len(order) * spec.bought)])
        posers = np.sort(order[len(self.bought) :][: round(len(order) * spec.organisations)])
        self.before = self.block[self.bought]
        sold, posing = self.before.copy(), self.block[posers]
        change_hands(sold, self.setting.addresses, rng)
        pose_as_organisations(posing, spec.reuse.per_organisation, rng)
        self.block[self.bought], self.block[posers] = sold, posing

    def _open_accounts(self, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
        """Open accounts from weeks before the harvest until deep into it; some are old.

        Returns which are new.
        """
        count = len(self.block)
        aged = rng.random(count) < self.spec.aged
        early = rng.random(count) < _EARLY
        when = np.where(early, rng.uniform(-18, -1, count), rng.uniform(-6, 0.5 * self.days, count))
        if self.days <= 2:
            when = rng.uniform(-21, -0.5, count)
        midnight = self.first + np.floor(when).astype(np.int64) * DAY_US
        fresh = waking_moment(midnight, self.block, rng)
        years = self.first - rng.integers(60, 730, count) * DAY_US
        old = waking_moment(years, self.block, rng)
        self.block["signup"] = np.where(aged, old, fresh)
        rest = (rng.lognormal(2.0, 0.9, count) * HOUR_US).astype(np.int64)
        self.block["start"] = np.maximum(fresh + rest, self.first)
        self.block["end"] = NEVER
        aged[self.bought] = True
        taken = rng.uniform(0.0, 0.5 * self.days, len(self.bought)) * DAY_US
        # Later than the world begins, so that the logs hold their past.
        earliest = self.setting.start + min(2 * DAY_US, self.setting.days * DAY_US // 2)
        self.block["start"][self.bought] = np.maximum(self.first + taken.astype(int), earliest)
        return ~aged

    def _take_over(self, rng: np.random.Generator) -> None:
        """Let bought accounts be their first owners' until hours before the actor's start."""
        block, before, bought = self.block, self.before, self.bought
        idle = (rng.uniform(0.5, 12.0, len(bought)) * HOUR_US).astype(np.int64)
        before["end"] = block["start"][bought] - idle
        short = np.maximum(0, before["signup"] - (before["end"] - _PAST_US))
        before["signup"] -= -(-short // DAY_US) * DAY_US
        before["start"] = before["signup"] + HOUR_US // 2
        for name in ("signup", "signup_address"):
            block[name][bought] = before[name]

    def _schedule_bans(self, rng: np.random.Generator) -> None:
        """Ban accounts in waves; replacements start within hours, half with the same card."""
        self.bans = np.zeros(0, np.int64)
        spares = round(len(self.block) * self.spec.churn)
        if not spares:
            return
        order = rng.permutation(len(self.block))
        in_use, waiting = order[spares:], order[:spares]
        waves = min(_WAVES, max(1, self.days // 2), spares)
        for wave, batch in enumerate(np.array_split(waiting, waves)):
            fraction = (wave + 0.7 + 0.3 * rng.random()) / (waves + 0.6)
            moment = self.first + int(fraction * self.days * DAY_US)
            # What somebody else still holds cannot be banned for the actor's doings.
            theirs = np.isin(in_use, self.bought)
            theirs &= self.block["start"][in_use] > moment - DAY_US
            banned = rng.permutation(in_use[~theirs])[: len(batch)]
            batch = batch[: len(banned)]
            self._replace(banned, batch, moment, rng)
            in_use = np.concatenate([np.setdiff1d(in_use, banned), batch])

    def _replace(
        self,
        banned: npt.NDArray[np.int64],
        batch: npt.NDArray[np.int64],
        moment: int,
        rng: np.random.Generator,
    ) -> None:
        block = self.block
        self.bans = np.concatenate([self.bans, banned])
        block["end"][banned] = moment + (rng.exponential(0.15, len(banned)) * HOUR_US).astype(int)
        block["start"][banned] = np.minimum(block["start"][banned], moment - DAY_US)
        block["signup"][banned] = np.minimum(
            block["signup"][banned], block["start"][banned] - HOUR_US
        )
        delay = (rng.lognormal(1.0, 0.6, len(batch)) * HOUR_US).astype(np.int64)
        block["start"][batch] = moment + delay
        block["signup"][batch] = moment + (delay * rng.uniform(0.2, 0.9, len(batch))).astype(int)
        block["end"][batch] = NEVER
        same = (rng.random(len(batch)) < 0.5) & (block["card"][batch] != 0)
        same &= block["card"][banned] != 0
        block["card"][batch[same]] = block["card"][banned[same]]

    def _choose_texts(self, setting: Setting, rng: np.random.Generator) -> None:
        """Narrow each role to the actor's templates, one narrowing per topical shard."""
        spec, roles = self.spec, list(self.harvest_roles)
        sources = setting.sources
        if spec.languages is not None:
            # The same numbered lists, asked of another content.
            sources = replace(sources, content=sources.content.in_languages(spec.languages))
        every = np.array([sources.unlimited(role, unique=spec.unique) for role in roles], np.int32)
        families = max(1, spec.templates // spec.shards)
        self.texts = np.tile(every, (spec.shards, 1))
        self.paraphrases = self.texts.copy()
        if self.templated:
            for shard in range(spec.shards):
                self.texts[shard] = [
                    sources.narrowed(role, families, rng, unique=spec.unique) for role in roles
                ]
        weights = np.array(list(self.harvest_roles.values()))
        self.weights = weights / weights.sum()

    def _ask(self, rows: Requests, rng: np.random.Generator) -> None:
        """Give harvest requests their kind of text: a role, under the shard's template or any."""
        role = rng.choice(len(self.weights), len(rows), p=self.weights)
        shard = self.shard[rows["account"]]
        own = rng.random(len(rows)) >= self.spec.paraphrase
        rows["source"] = np.where(own, self.texts[shard, role], self.paraphrases[shard, role])

    def _deal(self, count: int, day: Day, rng: np.random.Generator) -> Requests:
        """Deal `count` harvest requests of the day over the open accounts."""
        profile = timing.PROFILES[self.spec.hours]
        ts = timing.moments(count, profile, day.start, rng)
        rows = blank(count)
        rows["ts"], rows["harvest"] = ts, True
        # Each in a conversation of its own: a browser opens one for every new question.
        rows["session"] = draw_keys(count, rng)
        rows["account"] = timing.deal_out(self.block, ts, self.spec.synchrony, rng)
        rows = rows[rows["account"] >= 0]
        if self.spec.hours != "flat":
            self._to_local_hours(rows, day)
        self._ask(rows, rng)
        return rows

    def _to_local_hours(self, rows: Requests, day: Day) -> None:
        """Shift requests dealt out by a profile to each account's own clock, where it is open."""
        owner = self.block[rows["account"]]
        offset = (UTC_OFFSETS[owner["country"]] * HOUR_US).astype(np.int64)
        local = day.start + (rows["ts"] - day.start - offset) % DAY_US
        is_open = (local >= owner["start"]) & (local < owner["end"])
        rows["ts"] = np.where(is_open, local, rows["ts"])

    def _last_gasps(self, day: Day, rng: np.random.Generator) -> Requests:
        """Return what banned accounts still try in the minutes after the ban: all denied."""
        fallen = self.bans[
            (self.block["end"][self.bans] >= day.start) & (self.block["end"][self.bans] < day.end)
        ]
        tries = rng.poisson(2.0, len(fallen))
        rows = blank(int(tries.sum()))
        rows["account"] = np.repeat(fallen, tries)
        rows["ts"] = self.block["end"][rows["account"]]
        rows["ts"] += (rng.exponential(240.0, len(rows)) * 1e6).astype(np.int64)
        self._ask(rows, rng)
        rows["denied"] = rows["harvest"] = True
        return rows
