"""The order of a scan: the only file that knows how the rooms follow each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.cleared import Cleared, cleared_groups
from stillwatch.campaigns.judge import Judged, judge
from stillwatch.campaigns.measures import GroupValues, measure_groups
from stillwatch.campaigns.missing import could_not_tell, untold_groups
from stillwatch.campaigns.naming import Named, name_campaigns
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.rows import row_steps
from stillwatch.campaigns.standing import standing
from stillwatch.campaigns.verdict import Coordination, coordinate
from stillwatch.linkage.coordination import edges_inside, group_ties, tie_graph_bits
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.groups import (
    Candidate,
    communities,
    disjoint,
    distinct,
    hubs,
    member_table,
)
from stillwatch.linkage.items import item_steps
from stillwatch.linkage.ties import tie_steps
from stillwatch.model.result import CouldNotTell
from stillwatch.model.signal import TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import MEASURES, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake
from stillwatch.store.steps import Engine
from stillwatch.store.tables import EXCHANGES, TEXTS, Table

Told = Callable[[str], None]

COORDINATED_BITS = 10.0
"""Bits of coordination from which a group goes on to the second axis: one in a thousand."""

FAMILIES = sorted({m.family for m in MEASURES if m.axis == "extraction"})


@dataclass(frozen=True, slots=True)
class Population:
    """What a scan looks at, in numbers."""

    exchanges: int
    accounts: int
    entities: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """All candidate groups of a scan, judged; `judged` holds the coordinated ones."""

    population: Population
    judged: list[Judged]
    considered: int
    notes: list[CouldNotTell]
    tie_signals: list[TieSignal]
    """Those that found any item."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan, before it is written anywhere."""

    judgement: Judgement
    named: list[Named]
    cleared: list[Cleared]
    accounts: pa.Table
    least_extraction: float
    """Score that a harmless group reaches with the chance of the error rate."""
    seconds: dict[str, float]


def open_window(
    engine: DuckEngine,
    lake: Lake,
    version: int,
    since: datetime | None,
    until: datetime | None,
    without: Sequence[str] = (),
) -> None:
    """Name the lake's files of one version `exchange` and `text`, cut to a window of time.

    `without`: accounts whose exchanges are left out, for somebody vouches for them.
    """
    bounds = [f"ts >= TIMESTAMPTZ '{since.isoformat()}'"] if since else []
    bounds += [f"ts < TIMESTAMPTZ '{until.isoformat()}'"] if until else []
    if without:
        engine.put("excepted_account", pa.table({"account_id": list(without)}))
        bounds.append("account_id NOT IN (SELECT account_id FROM excepted_account)")
    where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
    files = lake.files(EXCHANGES, version=version)
    engine.view("exchange", f"SELECT * FROM {_files_sql(engine, EXCHANGES, files)}{where}")
    engine.view("text", f"SELECT * FROM {_files_sql(engine, TEXTS, lake.files(TEXTS))}")


def scan(
    engine: DuckEngine, settings: Settings, reference: Reference, told: Told | None = None
) -> Scan:
    """Scan the exchanges of `exchange`: judge every group, name campaigns, account for all."""
    judgement = judge_groups(engine, settings, reference, told)
    leads = [j for j in judgement.judged if j.verdict in ("campaign", "suspect")]
    ties: dict[int, list[GroupTies]] = {}

    def tied() -> dict[int, list[GroupTies]]:
        """Ties inside the named campaigns, whose members `group_member` holds by now."""
        for signal in judgement.tie_signals:
            for tie in group_ties(engine, signal):
                ties.setdefault(tie.group_no, []).append(tie)
        return ties

    named = name_campaigns(
        engine,
        leads,
        judgement.population.entities,
        tied,
        (judgement.tie_signals, MEASURES),
        reference,
        settings.judgement,
        told,
    )
    accounts = standing(engine, judgement.judged, named, TIES, told)
    cleared = cleared_groups(engine, judgement.judged, reference, MEASURES)
    least = reference.least_score(settings.judgement.error_rate)
    return Scan(judgement, named, cleared, accounts, least, engine.seconds())


def judge_groups(
    engine: Engine, settings: Settings, reference: Reference, told: Told | None = None
) -> Judgement:
    """Find candidate groups and judge those that are coordinated beyond chance."""
    engine.run(entity_steps(settings.linkage.roll_up_limit), told)
    population = _population(engine)
    notes = could_not_tell(engine, [*TIES, *MEASURES])
    signals = _with_items(engine, told)
    engine.run(tie_steps(signals, population.entities, settings.linkage), told)
    candidates, left_out = _candidates(engine, signals, settings)
    if left_out:
        notes.append(
            CouldNotTell(
                signal="hubs",
                reason=f"{left_out} less popular items were not looked at as groups",
                exchanges=0,
            )
        )
    coordinated = _coordinated(engine, candidates, signals, population.entities, settings)
    engine.put("judged_member", _judged_members(coordinated))
    engine.run(row_steps(signals, MEASURES), told)
    values = measure_groups(engine, MEASURES, told) if coordinated else {}
    final = {
        number: (c.members, c.origin, _with_time(found, values.get(number), reference, settings))
        for number, (c, found) in coordinated.items()
    }
    judged = judge(final, values, reference, FAMILIES, settings.judgement)
    notes += untold_groups(judged)
    return Judgement(population, judged, len(candidates), notes, signals)


def _population(engine: Engine) -> Population:
    row = engine.read(
        """
        SELECT coalesce(sum(exchanges), 0)::BIGINT AS exchanges, count(*) AS accounts,
            count(DISTINCT entity_no) AS entities FROM account"""
    ).to_pylist()[0]
    return Population(row["exchanges"], row["accounts"], row["entities"])


def _with_items(engine: Engine, told: Told | None) -> list[TieSignal]:
    """Make the item tables; return the signals that have any shared item."""
    found = []
    for signal in TIES:
        engine.run(item_steps(signal), told)
        if engine.read(f"SELECT count(*) FROM degree_{signal.name}").column(0)[0].as_py():
            found.append(signal)
    return found


def _candidates(
    engine: Engine, signals: list[TieSignal], settings: Settings
) -> tuple[list[Candidate], int]:
    least = settings.judgement.group_minimum
    from_ties = communities(
        engine.read("SELECT one, other, bits FROM tie ORDER BY one, other"), least
    )
    from_hubs, left_out = hubs(engine, signals, settings.linkage)
    return distinct([*from_ties, *(h for h in from_hubs if len(h.members) >= least)]), left_out


def _coordinated(
    engine: Engine,
    candidates: list[Candidate],
    signals: list[TieSignal],
    entities: int,
    settings: Settings,
) -> dict[int, tuple[Candidate, dict[str, float]]]:
    """Return disjoint groups coordinated beyond chance, with the bits of each family.

    Candidates are weighed twice: once to rank them, and again after each has lost the members
    that a stronger one holds, for what is left must stand on its own.
    """
    available = len({signal.family for signal in signals}) + 1
    linkage, judgement = settings.linkage, settings.judgement

    def coordinated(bits: dict[str, float], members: int) -> bool:
        enough = coordinate(bits, available, judgement.family_cap_bits).bits >= COORDINATED_BITS
        return enough and members < entities

    weighed = _family_bits(engine, candidates, signals, entities, linkage.chance_degree)
    ranked = sorted(
        (n for n, w in enumerate(weighed) if coordinated(w.proving, len(candidates[n].members))),
        key=lambda n: (-sum(weighed[n].all.values()), -len(candidates[n].members), n),
    )
    groups = disjoint([candidates[n] for n in ranked], judgement.group_minimum)
    final = _family_bits(engine, groups, signals, entities, linkage.chance_degree)
    return {
        number: (group, weight.proving)
        for number, (group, weight) in enumerate(zip(groups, final, strict=True))
        if coordinated(weight.proving, len(group.members))
    }


@dataclass(slots=True)
class _Weight:
    """Bits of a candidate by family: all of them, and those that may prove coordination."""

    all: dict[str, float] = field(default_factory=dict)
    proving: dict[str, float] = field(default_factory=dict)


def _family_bits(
    engine: Engine,
    candidates: list[Candidate],
    signals: list[TieSignal],
    entities: int,
    chance_degree: float,
) -> list[_Weight]:
    """Return the bits that each family of ties gives each candidate.

    What brought a group together proves nothing: a hub's own family is left out, and a
    community's families are replaced by the density of its ties, which pays for the search.
    """
    engine.put("group_member", member_table(candidates))
    by_name = {signal.name: signal for signal in signals}
    weights = [_Weight() for _ in candidates]
    for signal in signals:
        for tie in group_ties(engine, signal):
            weight = weights[tie.group_no]
            weight.all[signal.family] = max(weight.all.get(signal.family, 0.0), tie.bits)
            origin = candidates[tie.group_no].origin
            if origin != "ties" and by_name[origin].family != signal.family:
                weight.proving[signal.family] = weight.all[signal.family]
    edges = edges_inside(engine)
    for number, candidate in enumerate(candidates):
        if candidate.origin == "ties":
            weights[number].proving["ties"] = tie_graph_bits(
                edges.get(number, 0), len(candidate.members), entities, chance_degree
            )
    return weights


def _with_time(
    families: dict[str, float],
    values: GroupValues | None,
    reference: Reference,
    settings: Settings,
) -> Coordination:
    """Add what the group's timing says, which is held against harmless groups."""
    timing = reference.families(values.whole, "whole", "coordination") if values else {}
    together = dict(families)
    for family, bits in timing.items():
        together[family] = max(together.get(family, 0.0), bits)
    return coordinate(together, len(together) + 1, settings.judgement.family_cap_bits)


def _judged_members(coordinated: dict[int, tuple[Candidate, dict[str, float]]]) -> pa.Table:
    numbers = np.array(list(coordinated), dtype=np.int64)
    sizes = [len(candidate.members) for candidate, _ in coordinated.values()]
    members = [candidate.members for candidate, _ in coordinated.values()]
    return pa.table(
        {
            "group_no": pa.array(np.repeat(numbers, sizes), pa.int64()),
            "entity_no": pa.array(
                np.concatenate(members) if members else np.empty(0, np.int64), pa.int64()
            ),
        }
    )


def _files_sql(engine: DuckEngine, table: Table, files: list[str]) -> str:
    if not files:
        name = f"no_{table.name}"
        engine.put(name, table.schema().empty_table())
        return name
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return (
        f"read_parquet([{names}], hive_partitioning = true, "
        "hive_types = {'day': VARCHAR}, union_by_name = true)"
    )
