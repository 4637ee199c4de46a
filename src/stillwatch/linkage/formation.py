"""From ties and popular items to the groups that are judged: found, proved, settled, parted.

Seeds are communities of the tie graph and holders of popular items. Whether a seed acts as one
is told by evidence that did not bring it together, or by the density of its ties, which pays
for the search. What is proved is settled: members that nothing but one popular item held drop
out, those that ties could not reach come in. Settled groups are mostly the same few seen from
many sides; they are made disjoint, those that hold together best first, and each is weighed
again by its ties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from stillwatch.linkage.coordination import group_ties, tie_scan
from stillwatch.linkage.expansion import settle_members
from stillwatch.linkage.groups import (
    PART,
    Candidate,
    communities,
    disjoint,
    distinct,
    hubs,
    member_table,
)
from stillwatch.linkage.hangers_on import without_hangers_on
from stillwatch.linkage.holdings import Everything
from stillwatch.linkage.houses import houses_apart
from stillwatch.linkage.pieces import pieces
from stillwatch.settings import Settings
from stillwatch.store.steps import Engine

SETTLED: Final = 400
"""Most seeds that are settled: the best proved."""
ROUNDS: Final = (1, 3)
"""Rounds of settling, after each of which what has become the same is looked at once."""
Together = Callable[[Mapping[str, float], int], float]
"""Combines bits by family, chosen out of so many families, into the bits of a group."""


@dataclass(frozen=True, slots=True)
class Formed(Candidate):
    """One group that acts as one: its members, what brought it together, and the proof."""

    sure: np.ndarray
    """How sure each member's membership is, 0..1."""
    families: dict[str, float]
    """Bits by family that prove it acts as one; `ties` is the density of its ties."""
    cohesion: float
    """Mean bits that speak for a member."""


@dataclass(frozen=True, slots=True)
class Formation:
    """All groups of a scan, and how many seeds they come from."""

    groups: list[Formed]
    considered: int
    left_out: int
    """Popular items whose holders were not looked at."""


def form_groups(
    engine: Engine,
    everything: Everything,
    settings: Settings,
    together: Together,
    least_bits: float,
    told: Callable[[str], None] | None = None,
) -> Formation:
    """Return disjoint groups that act as one with `least_bits`, those that hold together best
    first."""
    least = settings.judgement.group_minimum
    signals = [holdings.signal for holdings in everything.holdings]
    from_ties = communities(
        engine.read("SELECT one, other, bits FROM tie ORDER BY one, other"), least
    )
    from_hubs, left_out = hubs(engine, signals, settings.linkage)
    seeds = distinct([*from_ties, *(h for h in from_hubs if len(h.members) >= least)])
    available = len({signal.family for signal in signals}) + 1
    proved_by = proofs(engine, seeds, everything, settings)
    bits = [together(proof, available) for proof in proved_by]
    proved = [n for n in range(len(seeds)) if bits[n] >= least_bits]
    proved = sorted(proved, key=lambda n: (-bits[n], n))[:SETTLED]
    if told is not None:
        told("membership")
    found = [
        Formed(seeds[n].members, seeds[n].origin, np.ones(0), proved_by[n], 0.0) for n in proved
    ]
    for rounds in ROUNDS:
        found = _settled(everything, found, rounds, least)
    settled = found
    parted = disjoint(sorted(settled, key=_closest_first), least)
    # What is left of a campaign's pieces is united, and who fell between them comes in again.
    found = _settled(everything, _united(everything, parted), max(ROUNDS), least)
    whole = disjoint(sorted(found, key=_closest_first), least)
    groups = _without_hangers_on(everything, whole, least)
    groups += _without_hangers_on(
        everything, _let_go([*found, *settled], whole, groups, least), least
    )
    groups = _proved_again(engine, everything, _rated(everything, groups), settings)
    return Formation(groups, len(seeds), left_out)


def _closest_first(group: Formed) -> tuple[float, int]:
    return -group.cohesion, -len(group.members)


def _settled(
    everything: Everything, groups: Sequence[Formed], rounds: int, least: int
) -> list[Formed]:
    """Settle the members of each group; keep one of those that have become the same."""
    settled = settle_members(everything, [group.members for group in groups], rounds)
    return distinct(
        [
            replace(group, members=m.members, sure=m.sure, cohesion=m.cohesion)
            for group, m in zip(groups, settled, strict=True)
            if least <= len(m.members) < everything.entities
        ]
    )


def _without_hangers_on(
    everything: Everything, groups: Sequence[Formed], least: int
) -> list[Formed]:
    """Return the groups without the members that nothing ties to their core."""
    whole = without_hangers_on(everything, [group.members for group in groups])
    return [
        replace(group, members=members)
        for group, members in zip(groups, whole, strict=True)
        if len(members) >= least
    ]


def _let_go(
    found: Sequence[Formed], whole: Sequence[Formed], groups: Sequence[Formed], least: int
) -> list[Formed]:
    """Return what else was found among those who hung on to a group: they may be another one,
    which had lost its members to the first."""
    before, after = (
        member_table([g.members for g in some])["entity_no"] for some in (whole, groups)
    )
    gone = np.setdiff1d(before, after)
    theirs = [
        group
        for group in sorted(found, key=_closest_first)
        if np.isin(group.members, gone).sum() >= PART * len(group.members)
    ]
    return disjoint([*groups, *theirs], least)[len(groups) :]


def _united(everything: Everything, groups: Sequence[Formed]) -> list[Formed]:
    """Make one group of the pieces of each campaign; the largest gives its proof."""
    found = []
    for places in pieces(everything, [group.members for group in groups]):
        first = max((groups[place] for place in places), key=lambda group: len(group.members))
        members = np.unique(np.concatenate([groups[place].members for place in places]))
        found.append(replace(first, members=members))
    return found


def _rated(everything: Everything, groups: Sequence[Formed]) -> list[Formed]:
    """Say how sure each membership is, now that every entity is in one group at most."""
    settled = settle_members(everything, [group.members for group in groups], 0)
    return [
        replace(group, sure=membership.sure)
        for group, membership in zip(groups, settled, strict=True)
    ]


def proofs(
    engine: Engine,
    seeds: Sequence[Candidate],
    everything: Everything,
    settings: Settings,
) -> list[dict[str, float]]:
    """Return the bits by family that may prove each seed: none of the family that formed it,
    and none but its ties where ties formed it."""
    members = [seed.members for seed in seeds]
    apart = houses_apart(everything.house, members)
    engine.put("group_member", member_table(members, apart))
    family_of = {each.signal.name: each.signal.family for each in everything.holdings}
    found: list[dict[str, float]] = [{} for _ in seeds]
    for holdings in everything.holdings:
        family = holdings.signal.family
        for tie in group_ties(holdings, members, apart, count_tied=False):
            origin = seeds[tie.group_no].origin
            if origin != "ties" and family_of[origin] != family:
                proof = found[tie.group_no]
                proof[family] = max(proof.get(family, 0.0), tie.bits)
    for number, bits in _scanned(engine, settings).items():
        found[number]["ties"] = bits
    return found


def _proved_again(
    engine: Engine, everything: Everything, groups: Sequence[Formed], settings: Settings
) -> list[Formed]:
    """Hold the settled groups against what proved their seeds.

    Of each family the weaker of both counts: members were chosen for what they share, so the
    group may not say more than its seed did; and what proved a seed may have been the sharing of
    a few that the group goes far beyond. The density of ties pays for that choice itself.
    """
    proved = proofs(engine, groups, everything, settings)
    found = []
    for group, again in zip(groups, proved, strict=True):
        weaker = {f: min(bits, again.get(f, 0.0)) for f, bits in group.families.items()}
        ties = max(group.families.get("ties", 0.0), again.get("ties", 0.0))
        found.append(replace(group, families={**weaker, "ties": ties}))
    return found


def _scanned(engine: Engine, settings: Settings) -> dict[int, float]:
    return tie_scan(engine, settings.linkage.chance_degree, settings.linkage.scales)
