"""Worlds by name, in the proportions that were publicly reported, scaled to a size.

Per account and day a campaign sends what was reported of it, where that leaves a group worth
looking for (`least` accounts are there in any case); its share of all traffic is far higher than
at a large provider, so that a small world holds enough of it to judge by. `size` is the number
of exchanges of the whole world. What the line of a world does not report (template counts, the
share of camouflage where none was told, accounts per device and address) is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stillwatch.lab.simulate.accounts import EXCHANGES_PER_DAY
from stillwatch.lab.simulate.settings import (
    CampaignSpec,
    CustomerSpec,
    PoolSpec,
    Reuse,
    Technique,
    WorldSpec,
    accounts_at,
)
from stillwatch.model.errors import SettingsError

_LOOK_ALIKES_MOST: Final = 0.85
"""Of the honest exchanges at most this share comes from look-alikes."""

LOOK_ALIKES: Final[dict[str, tuple[float, float]]] = {
    "coding_agent_users": (0.055, 2.0),
    "saas_backend": (0.014, 5.0),
    "benchmark_runners": (0.010, 6.0),
    "university_class": (0.045, 0.6),
    "company_one_address": (0.020, 1.2),
    "honest_router": (0.004, 12.0),
    "synthetic_data_customer": (0.004, 14.0),
    "prompt_of_the_day": (0.090, 0.5),
    "popular_app": (0.050, 0.8),
    "new_release_rush": (0.030, 1.0),
    "reasoning_researchers": (0.020, 0.8),
    "nightly_evaluations": (0.010, 5.0),
    "new_organisations": (0.070, 0.9),
    "autoscaled_company": (0.015, 3.0),
}
"""Share of honest accounts, and use against the mean, of every look-alike."""

_HARD: Final = {
    "new_organisations": 4.5, "nightly_evaluations": 3.0, "benchmark_runners": 3.0,
    "synthetic_data_customer": 3.0, "saas_backend": 2.0, "autoscaled_company": 2.0,
    "university_class": 2.0, "reasoning_researchers": 3.0, "honest_router": 2.0,
}  # fmt: skip
"""How many times more common than usual a look-alike is in `benign_hard`."""


def customers(
    exchanges: int, days: int, more: Mapping[str, float] | None = None
) -> tuple[CustomerSpec, ...]:
    """Return the honest population: everyday people and every look-alike."""
    total = max(60, round(exchanges / (EXCHANGES_PER_DAY * days)))
    sizes = {
        group: max(3, round(total * share * (more or {}).get(group, 1.0)))
        for group, (share, _) in LOOK_ALIKES.items()
    }
    wanted = {
        group: exchanges * sizes[group] / total * use for group, (_, use) in LOOK_ALIKES.items()
    }
    scale = min(1.0, _LOOK_ALIKES_MOST * exchanges / sum(wanted.values()))
    groups = [
        CustomerSpec(group=name, accounts=size, exchanges=max(1, round(scale * wanted[name])))
        for name, size in sizes.items()
    ]
    accounts_left = total - sum(group.accounts for group in groups)
    exchanges_left = exchanges - sum(group.exchanges for group in groups)
    rest = CustomerSpec(
        group="everyday",
        accounts=max(20, accounts_left),
        exchanges=max(200, exchanges_left),
    )
    return (rest, *groups)


@dataclass(frozen=True, slots=True)
class Actor:
    """One campaign of a preset. `knobs` are settings of CampaignSpec that differ from usual."""

    technique: Technique
    share: float
    """The harvest, against the exchanges of the whole world."""
    rate: float
    """Harvested exchanges per account and day of the campaign."""
    least: int = 40
    """Fewest accounts: fewer are no group worth looking for."""
    knobs: Mapping[str, Any] = field(default_factory=dict)

    def campaign(self, name: str, size: int, days: int) -> CampaignSpec:
        """Return the campaign in a world of `size` exchanges and `days` days."""
        harvest = round(self.share * size)
        active = self.knobs.get("days", days - self.knobs.get("first_day", 0))
        accounts = accounts_at(self.rate, harvest, active, least=self.least)
        return CampaignSpec(
            actor=name, technique=self.technique, accounts=accounts, exchanges=harvest, **self.knobs
        )


@dataclass(frozen=True, slots=True)
class Preset:
    """A world in proportions. `told` is what was reported, or what the world is for."""

    told: str
    size: int
    """Exchanges of the whole world, unless others are asked for."""
    days: int = 14
    actors: tuple[Actor, ...] = ()
    pool: str | None = None
    """Proxy pool that all actors use, and twice as many bystanders as the first has accounts."""
    more: Mapping[str, float] = field(default_factory=dict)
    """How many times more common than usual a look-alike is."""

    def world(self, size: int, seed: int) -> WorldSpec:
        """Return the world with about `size` exchanges."""
        campaigns = tuple(
            actor.campaign(f"actor-{letter}", size, self.days)
            for letter, actor in zip("abcdefgh", self.actors, strict=False)
        )
        pools: tuple[PoolSpec, ...] = ()
        if self.pool is not None:
            pools = (_shared_pool(self.pool, campaigns[0].accounts, self.days),)
        taken = sum(round(c.exchanges / (1.0 - c.camouflage)) for c in campaigns)
        taken += sum(pool.exchanges for pool in pools)
        honest = customers(max(1_000, size - taken), self.days, self.more)
        return WorldSpec(
            seed=seed, days=self.days, customers=honest, campaigns=campaigns, pools=pools
        )


def _shared_pool(name: str, accounts: int, days: int) -> PoolSpec:
    return PoolSpec(
        name=name, addresses=max(10, accounts // 3), bystanders=2 * accounts,
        exchanges=round(2 * accounts * EXCHANGES_PER_DAY * days),
    )  # fmt: skip


_NOTHING_SHARED: Final = Reuse(
    per_card=1, per_device=1, per_address=1, per_batch=1, per_organisation=1
)

PRESETS: Final[dict[str, Preset]] = {
    "farm": Preset(
        "28.8 million exchanges over 25,000 accounts in 45 days: 26 a day each.",
        400_000, 14,
        (Actor(Technique.FARM, 0.2, 26, knobs={"templates": 24, "camouflage": 0.05}),),
    ),
    "hydra": Preset(
        "A pool of over 20,000 accounts that mixed the harvest with 60 to 95 % other requests.",
        400_000, 14,
        (Actor(Technique.HYDRA, 0.05, 60 / 14, knobs={"templates": 16, "camouflage": 0.8}),),
    ),
    "drip": Preset(
        "16,000 requests in two days from 4,000 accounts: four each.",
        200_000, 7,
        (Actor(Technique.DRIP, 0.05, 2, knobs={
            "templates": 12, "first_day": 4, "days": 2,
            "reuse": Reuse(per_card=4, per_device=3, per_address=4, per_batch=40)}),),
    ),
    "relay": Preset(
        "About 300,000 exchanges in ten days over 5,380 accounts, most of which lived for days.",
        300_000, 10,
        (Actor(Technique.RELAY, 0.15, 5.6, knobs={
            "hours": "people", "synchrony": 0.85, "churn": 0.5, "unique": False}),),
    ),
    "replay": Preset(
        "More than 400,000 exchanges in 20 days over 1,500 accounts: 13 a day each.",
        300_000, 20,
        (Actor(Technique.REPLAY, 0.15, 267 / 20, knobs={"unique": False, "camouflage": 0.05}),),
    ),
    "trace": Preset(
        "151 million exchanges over 3,500 accounts in three months: 470 a day each; half of it"
        " here, which is more than a small world holds.",
        400_000, 14,
        (Actor(Technique.TRACE, 0.25, 470 / 2, 60, {"templates": 4, "camouflage": 0.05}),),
    ),
    "judge": Preset(
        "3.4 million exchanges in 17 days over 273 accounts: 730 a day each.",
        400_000, 17,
        (Actor(Technique.JUDGE, 0.2, 730, 50, {"templates": 5}),),
    ),
    "probe": Preset(
        "A search over thousands of small variations.",
        200_000, 10,
        (Actor(Technique.PROBE, 0.03, 6, knobs={"templates": 1, "camouflage": 0.1}),),
    ),
    "pivot": Preset(
        "A farm of tasks of which half moves to a new release within a day.",
        400_000, 14,
        (Actor(Technique.PIVOT, 0.15, 26, knobs={"templates": 20, "camouflage": 0.1}),),
    ),
    "respawn": Preset(
        "A farm that loses accounts in three waves and replaces them within hours.",
        400_000, 21,
        (Actor(Technique.RESPAWN, 0.15, 200 / 21, knobs={
            "templates": 20, "churn": 0.6, "camouflage": 0.1}),),
    ),
    "mixed": Preset(
        "Three actors and honest bystanders behind one proxy pool.",
        400_000, 14,
        tuple(
            Actor(technique, 0.06, 120 / 14, knobs={
                "templates": templates, "camouflage": 0.3, "pool": "pool-1"})
            for technique, templates in (
                (Technique.FARM, 16), (Technique.TRACE, 4), (Technique.JUDGE, 5))
        ),
        pool="pool-1",
    ),
    "paraphrased": Preset(
        "A farm that shares no infrastructure and no template: the edge of what can be seen.",
        400_000, 14,
        (Actor(Technique.FARM, 0.15, 26, knobs={
            "paraphrase": 1.0, "synchrony": 0.3, "hours": "people", "camouflage": 0.2,
            "reuse": _NOTHING_SHARED}),),
    ),
    "benign": Preset("Honest customers only, every look-alike among them.", 300_000),
    "benign_hard": Preset(
        "Honest customers only, most of them look-alikes: hundreds of new organisations.",
        300_000, more=_HARD,
    ),
    "demo": Preset(
        "What `stillwatch demo` shows: a farm of 400 accounts and a trace of 150, at 200,000.",
        200_000, 14,
        (
            Actor(Technique.FARM, 0.17, 85 / 14, 30, {"templates": 14, "camouflage": 0.15}),
            Actor(Technique.TRACE, 0.08, 16_000 / 150 / 11, 20, {
                "templates": 3, "camouflage": 0.2, "first_day": 3,
                "reuse": Reuse(per_card=5, per_device=3, per_address=5, per_batch=20)}),
        ),
    ),
}  # fmt: skip
"""Every world by name."""


def preset(name: str, *, size: int | None = None, seed: int = 1) -> WorldSpec:
    """Return the world called `name` with about `size` exchanges.

    Raises SettingsError where there is no such world or `size` is under 5,000, too few for
    the groups to have their shape.
    """
    if name not in PRESETS:
        raise SettingsError(
            f"no world is called {name!r}", where="simulate", remedy="use " + ", ".join(PRESETS)
        )
    if size is not None and size < 5_000:
        raise SettingsError(f"size {size} is too small", where=name, remedy="use 5000 or more")
    return PRESETS[name].world(size or PRESETS[name].size, seed)
