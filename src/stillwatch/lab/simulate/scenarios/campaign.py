"""The base of all campaigns: accounts like everybody's with relations added, a harvest dealt
out over them, camouflage around it, bans and replacements.
"""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate import timing
from stillwatch.lab.simulate.accounts import (
    DAY_US,
    HOUR_US,
    NEVER,
    Block,
    on_web,
    set_personas,
    share_infrastructure,
    use_pool,
    waking_moment,
)
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers.people import Talk, adopt_release, talk
from stillwatch.lab.simulate.group import ROLES_OF_PERSONA, Group, Setting
from stillwatch.lab.simulate.requests import Requests, blank
from stillwatch.lab.simulate.settings import CampaignSpec
from stillwatch.lab.simulate.timing import Day
from stillwatch.lab.simulate.vocabulary import PERSONAS

_WAVES: Final = 3
_PERSONAS: Final = (0.3, 0.3, 0.33, 0.07)
"""What the accounts pass for: as among all honest accounts, look-alikes included."""
_EARLY: Final = 0.35
"""Share of accounts that are opened before the harvest begins; the rest come as it grows."""


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
        self.block["persona"] = rng.choice(len(PERSONAS), spec.accounts, p=_PERSONAS)
        set_personas(self.block, rng)
        fresh = self._open_accounts(rng)
        share_infrastructure(self.block, spec.reuse, fresh, rng)
        if spec.pool is not None:
            use_pool(self.block, setting.pools[spec.pool], rng)
        self._schedule_bans(rng)
        self.block["start"] = np.maximum(self.block["start"], self.block["signup"] + HOUR_US // 20)
        adopt_release(self.block, setting, rng)
        self.shard = rng.integers(0, spec.shards, len(self.block))
        self.block["activity"] = rng.lognormal(0.0, 0.6, len(self.block))
        self._choose_texts(setting, rng)
        self.quota = timing.even_split(spec.exchanges, self.days, rng)
        camouflage = spec.exchanges * spec.camouflage / max(1e-9, 1.0 - spec.camouflage)
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

    def _open_accounts(self, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
        """Open accounts from weeks before the harvest until deep into it; some were bought old.

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
        return ~aged

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
            banned = rng.permutation(in_use)[: len(batch)]
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
        spec, sources = self.spec, setting.sources
        families = max(1, spec.templates // spec.shards)
        table = [
            [
                sources.unlimited(role, unique=spec.unique)
                if spec.paraphrase or not self.templated
                else sources.narrowed(role, families, rng, unique=spec.unique)
                for role in self.harvest_roles
            ]
            for _ in range(spec.shards)
        ]
        self.texts = np.array(table, np.int32)
        weights = np.array(list(self.harvest_roles.values()))
        self.weights = weights / weights.sum()

    def _deal(self, count: int, day: Day, rng: np.random.Generator) -> Requests:
        """Deal `count` harvest requests of the day over the open accounts."""
        profile = timing.PROFILES[self.spec.hours]
        ts = timing.moments(count, profile, day.start, rng)
        rows = blank(count)
        rows["ts"], rows["harvest"] = ts, True
        rows["account"] = timing.deal_out(self.block, ts, self.spec.synchrony, rng)
        rows = rows[rows["account"] >= 0]
        role = rng.choice(len(self.weights), len(rows), p=self.weights)
        rows["source"] = self.texts[self.shard[rows["account"]], role]
        return rows

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
        role = rng.choice(len(self.weights), len(rows), p=self.weights)
        rows["source"] = self.texts[self.shard[rows["account"]], role]
        rows["denied"] = rows["harvest"] = True
        return rows


def large_answers(
    rows: Requests, block: Block, limit: int, share: float, rng: np.random.Generator
) -> None:
    """Ask for `limit` tokens in a `share` of the rows that programs send."""
    programs = ~on_web(block)[rows["account"]]
    rows["max_tokens"][programs & (rng.random(len(rows)) < share)] = limit
