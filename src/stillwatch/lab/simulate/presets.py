"""Worlds by name, in the proportions that were publicly reported, scaled to a size.

Per account and day a campaign sends what was reported of it, where that leaves a group worth
looking for; its share of all traffic is far higher than at a large provider, so that a small
world holds enough of it to judge by. `size` is the number of exchanges of the whole world.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from stillwatch.lab.simulate.settings import (
    CampaignSpec,
    CustomerSpec,
    PoolSpec,
    Reuse,
    Technique,
    WorldSpec,
)
from stillwatch.model.errors import SettingsError

_PER_HONEST_DAY: Final = 3.3
"""Exchanges a day of an honest account, on average over heavy and idle ones (an assumption)."""

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
    exchanges: int, days: int, more: dict[str, float] | None = None
) -> tuple[CustomerSpec, ...]:
    """Return the honest population: everyday people and every look-alike."""
    total = max(60, round(exchanges / (_PER_HONEST_DAY * days)))
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


def _accounts(harvest: int, per_account: float, least: int = 40) -> int:
    return max(least, round(harvest / per_account))


def _world(
    size: int, days: int, campaigns: tuple[CampaignSpec, ...], pools: tuple[PoolSpec, ...] = ()
) -> WorldSpec:
    taken = sum(round(c.exchanges / max(0.02, 1.0 - c.camouflage)) for c in campaigns)
    taken += sum(pool.exchanges for pool in pools)
    honest = customers(max(1_000, size - taken), days)
    return WorldSpec(days=days, customers=honest, campaigns=campaigns, pools=pools)


def _farm(size: int) -> WorldSpec:
    """28.8 million exchanges over 25,000 accounts in 45 days: 26 a day each."""
    harvest = round(0.2 * size)
    farm = CampaignSpec(
        actor="actor-a", technique=Technique.FARM, accounts=_accounts(harvest, 26 * 14),
        exchanges=harvest, templates=24, camouflage=0.05,
    )  # fmt: skip
    return _world(size, 14, (farm,))


def _hydra(size: int) -> WorldSpec:
    """A pool of thousands of accounts that mixed the harvest with unrelated requests."""
    harvest = round(0.05 * size)
    hydra = CampaignSpec(
        actor="actor-a", technique=Technique.HYDRA, accounts=_accounts(harvest, 60),
        exchanges=harvest, templates=16, camouflage=0.8,
    )  # fmt: skip
    return _world(size, 14, (hydra,))


def _drip(size: int) -> WorldSpec:
    """16,000 requests in two days from 4,000 accounts: four each."""
    harvest = round(0.05 * size)
    drip = CampaignSpec(
        actor="actor-a", technique=Technique.DRIP, accounts=_accounts(harvest, 4),
        exchanges=harvest, templates=12, first_day=4, days=2,
        reuse=Reuse(per_card=4, per_device=3, per_address=4, per_batch=40),
    )  # fmt: skip
    return _world(size, 7, (drip,))


def _relay(size: int) -> WorldSpec:
    """About 300,000 exchanges in ten days over 5,380 accounts, most of which lived for days."""
    harvest = round(0.15 * size)
    relay = CampaignSpec(
        actor="actor-a", technique=Technique.RELAY, accounts=_accounts(harvest, 56),
        exchanges=harvest, hours="people", synchrony=0.85, churn=0.5, unique=False,
    )  # fmt: skip
    return _world(size, 10, (relay,))


def _replay(size: int) -> WorldSpec:
    """More than 400,000 exchanges in 20 days over 1,500 accounts."""
    harvest = round(0.15 * size)
    replay = CampaignSpec(
        actor="actor-a", technique=Technique.REPLAY, accounts=_accounts(harvest, 267),
        exchanges=harvest, unique=False, camouflage=0.05,
    )  # fmt: skip
    return _world(size, 20, (replay,))


def _trace(size: int) -> WorldSpec:
    """151 million exchanges over 3,500 accounts: 470 a day each, more than a small world holds."""
    harvest = round(0.25 * size)
    trace = CampaignSpec(
        actor="actor-a", technique=Technique.TRACE, accounts=_accounts(harvest, 470 * 7, 60),
        exchanges=harvest, templates=4, camouflage=0.05,
    )  # fmt: skip
    return _world(size, 14, (trace,))


def _judge(size: int) -> WorldSpec:
    """3.4 million exchanges in 17 days over 273 accounts: 730 a day each."""
    harvest = round(0.2 * size)
    judge = CampaignSpec(
        actor="actor-a", technique=Technique.JUDGE, accounts=_accounts(harvest, 730 * 17, 50),
        exchanges=harvest, templates=5,
    )  # fmt: skip
    return _world(size, 17, (judge,))


def _probe(size: int) -> WorldSpec:
    """A search over thousands of small variations."""
    harvest = round(0.03 * size)
    probe = CampaignSpec(
        actor="actor-a", technique=Technique.PROBE, accounts=_accounts(harvest, 60),
        exchanges=harvest, templates=1, camouflage=0.1,
    )  # fmt: skip
    return _world(size, 10, (probe,))


def _pivot(size: int) -> WorldSpec:
    """A farm of tasks of which half moves to a new release within a day."""
    harvest = round(0.15 * size)
    pivot = CampaignSpec(
        actor="actor-a", technique=Technique.PIVOT, accounts=_accounts(harvest, 26 * 14),
        exchanges=harvest, templates=20, camouflage=0.1,
    )  # fmt: skip
    return _world(size, 14, (pivot,))


def _respawn(size: int) -> WorldSpec:
    """A farm that loses accounts in three waves and replaces them within hours."""
    harvest = round(0.15 * size)
    respawn = CampaignSpec(
        actor="actor-a", technique=Technique.RESPAWN, accounts=_accounts(harvest, 200),
        exchanges=harvest, templates=20, churn=0.6, camouflage=0.1,
    )  # fmt: skip
    return _world(size, 21, (respawn,))


def _mixed(size: int) -> WorldSpec:
    """Three actors and honest bystanders behind one proxy pool."""
    part = round(0.06 * size)
    actors = tuple(
        CampaignSpec(
            actor=f"actor-{letter}", technique=technique, accounts=_accounts(part, 120),
            exchanges=part, templates=templates, camouflage=0.3, pool="pool-1",
        )
        for letter, technique, templates in (
            ("a", Technique.FARM, 16), ("b", Technique.TRACE, 4), ("c", Technique.JUDGE, 5),
        )
    )  # fmt: skip
    each = actors[0].accounts
    bystanders = PoolSpec(
        name="pool-1", addresses=max(10, each // 3), bystanders=2 * each,
        exchanges=round(2 * each * _PER_HONEST_DAY * 14),
    )  # fmt: skip
    return _world(size, 14, actors, (bystanders,))


def _paraphrased(size: int) -> WorldSpec:
    """A farm that shares no infrastructure and no template: the edge of what can be seen."""
    harvest = round(0.15 * size)
    farm = CampaignSpec(
        actor="actor-a", technique=Technique.FARM, accounts=_accounts(harvest, 26 * 14),
        exchanges=harvest, paraphrase=True, synchrony=0.3, hours="people", camouflage=0.2,
        reuse=Reuse(per_card=1, per_device=1, per_address=1, per_batch=1),
    )  # fmt: skip
    return _world(size, 14, (farm,))


def _benign(size: int) -> WorldSpec:
    """Honest customers only, every look-alike among them."""
    return _world(size, 14, ())


def _benign_hard(size: int) -> WorldSpec:
    """Honest customers only, most of them look-alikes: hundreds of new organisations."""
    return WorldSpec(days=14, customers=customers(size, 14, _HARD))


def _demo(size: int) -> WorldSpec:
    """What `stillwatch demo` shows: a farm of 400 accounts and a trace of 150, at 200,000."""
    scale = size / 200_000
    farm = CampaignSpec(
        actor="actor-a", technique=Technique.FARM, accounts=max(30, round(400 * scale)),
        exchanges=round(34_000 * scale), templates=14, camouflage=0.15,
    )  # fmt: skip
    trace = CampaignSpec(
        actor="actor-b", technique=Technique.TRACE, accounts=max(20, round(150 * scale)),
        exchanges=round(16_000 * scale), templates=3, camouflage=0.2, first_day=3,
        reuse=Reuse(per_card=5, per_device=3, per_address=5, per_batch=20),
    )  # fmt: skip
    return _world(size, 14, (farm, trace))


PRESETS: Final[dict[str, tuple[int, Callable[[int], WorldSpec]]]] = {
    "farm": (400_000, _farm),
    "hydra": (400_000, _hydra),
    "drip": (200_000, _drip),
    "relay": (300_000, _relay),
    "replay": (300_000, _replay),
    "trace": (400_000, _trace),
    "judge": (400_000, _judge),
    "probe": (200_000, _probe),
    "pivot": (400_000, _pivot),
    "respawn": (400_000, _respawn),
    "mixed": (400_000, _mixed),
    "paraphrased": (400_000, _paraphrased),
    "benign": (300_000, _benign),
    "benign_hard": (300_000, _benign_hard),
    "demo": (200_000, _demo),
}
"""Default size and maker of each world."""


def preset(name: str, *, size: int | None = None, seed: int = 1) -> WorldSpec:
    """Return the world called `name` with about `size` exchanges.

    Raises SettingsError where there is no such world or `size` is under 5,000, too few for
    the groups to have their shape.
    """
    if name not in PRESETS:
        raise SettingsError(
            f"no world is called {name!r}", where="simulate", remedy="use " + ", ".join(PRESETS)
        )
    usual, make = PRESETS[name]
    if size is not None and size < 5_000:
        raise SettingsError(f"size {size} is too small", where=name, remedy="use 5000 or more")
    return make(size or usual).model_copy(update={"seed": seed})
