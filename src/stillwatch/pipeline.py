"""The order of a scan: the only file that knows how the rooms follow each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.cleared import Cleared, cleared_groups
from stillwatch.campaigns.detectable import Told as DetectableFrom
from stillwatch.campaigns.detectable import detectable
from stillwatch.campaigns.history import in_time
from stillwatch.campaigns.judge import Judged, judge
from stillwatch.campaigns.looks import ALONE, Look
from stillwatch.campaigns.measures import GroupValues, measure_groups
from stillwatch.campaigns.missing import could_not_tell, untold_groups
from stillwatch.campaigns.naming import Named, name_campaigns
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.rows import row_steps
from stillwatch.campaigns.standing import standing
from stillwatch.campaigns.verdict import Coordination, coordinate
from stillwatch.linkage.chance import fit_chance, put_pair_rates
from stillwatch.linkage.coordination import group_ties
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.formation import form_groups, proofs
from stillwatch.linkage.groups import Candidate, member_table
from stillwatch.linkage.holdings import Everything, load_holdings
from stillwatch.linkage.houses import houses_apart
from stillwatch.linkage.items import item_steps
from stillwatch.linkage.ties import tie_steps
from stillwatch.model.errors import SettingsError
from stillwatch.model.result import CouldNotTell
from stillwatch.model.signal import MeasureSignal, TieSignal
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

EVERY_FAMILY = sorted({signal.family for signal in (*TIES, *MEASURES)})


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
    everything: Everything
    """What everybody holds, of the signals that found any item."""

    @property
    def tie_signals(self) -> list[TieSignal]:
        """Return the signals that found any item."""
        return [holdings.signal for holdings in self.everything.holdings]


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
    engine: DuckEngine,
    settings: Settings,
    reference: Reference,
    told: Told | None = None,
    look: Look = ALONE,
) -> Scan:
    """Scan the exchanges of `exchange`: judge every group, name campaigns, account for all.

    `look` says what earlier scans of the same lake found and spent; without it this one is alone.
    """
    ties_looked_at, measures = used_signals(settings)
    judgement = judge_groups(engine, settings, reference, told, look.budget)
    leads = [j for j in judgement.judged if j.verdict in ("campaign", "suspect")]
    ties: dict[int, list[GroupTies]] = {}

    def tied(members: Mapping[int, np.ndarray]) -> dict[int, list[GroupTies]]:
        """Return the ties inside the named campaigns."""
        numbers, groups = list(members), list(members.values())
        apart = houses_apart(judgement.everything.house, groups)
        for holdings in judgement.everything.holdings:
            for tie in group_ties(holdings, groups, apart):
                number = numbers[tie.group_no]
                ties.setdefault(number, []).append(replace(tie, group_no=number))
        return ties

    named = name_campaigns(
        engine,
        leads,
        tied,
        (judgement.tie_signals, measures),
        reference,
        settings.judgement,
        told,
    )

    def dates(fresh: Sequence[Named]) -> dict[int, DetectableFrom]:
        """From when on campaigns that no earlier look dated could have been named."""
        return _detectable(engine, fresh, judgement, settings, reference, look, told)

    named = in_time(engine, named, judgement.tie_signals, look, settings.judgement, dates)
    accounts = standing(engine, judgement.judged, named, ties_looked_at, told)
    cleared = cleared_groups(engine, judgement.judged, reference, measures)
    least = reference.least_score(settings.judgement.error_rate)
    return Scan(judgement, named, cleared, accounts, least, engine.seconds())


def judge_groups(
    engine: Engine,
    settings: Settings,
    reference: Reference,
    told: Told | None = None,
    error_budget: float = 1.0,
) -> Judgement:
    """Find candidate groups and judge those that are coordinated beyond chance."""
    engine.run(entity_steps(settings.linkage.roll_up_limit), told)
    population = _population(engine)
    ties, measures = used_signals(settings)
    notes = could_not_tell(engine, [*ties, *measures])
    signals = _with_items(engine, ties, told)
    models = {signal.name: fit_chance(engine, signal) for signal in signals}
    for signal in signals:
        put_pair_rates(engine, signal, models[signal.name], settings.linkage)
    engine.run(tie_steps(signals, population.entities, settings.linkage), told)

    def together(families: Mapping[str, float], available: int) -> float:
        return coordinate(families, available, settings.judgement.family_cap_bits).bits

    everything = load_holdings(engine, signals, models)
    formed = form_groups(engine, everything, settings, together, COORDINATED_BITS, told)
    if formed.left_out:
        notes.append(
            CouldNotTell(
                signal="hubs",
                reason=f"{formed.left_out} less popular items were not looked at as groups",
                exchanges=0,
            )
        )
    coordinated = formed.groups
    engine.put("judged_member", member_table([group.members for group in coordinated]))
    engine.run(row_steps(signals, measures), told)
    values = measure_groups(engine, measures, told) if coordinated else {}
    final = {
        number: (
            group.members,
            group.sure,
            group.origin,
            _with_time(group.families, values.get(number), reference, settings),
        )
        for number, group in enumerate(coordinated)
    }
    judged = judge(final, values, reference, families(measures), settings.judgement, error_budget)
    notes += untold_groups(judged)
    return Judgement(population, judged, formed.considered, notes, everything)


def _detectable(
    engine: Engine,
    fresh: Sequence[Named],
    judgement: Judgement,
    settings: Settings,
    reference: Reference,
    look: Look,
    told: Told | None,
) -> dict[int, DetectableFrom]:
    """Judge the groups that campaigns began as again, on their beginnings."""
    _, measures = used_signals(settings)

    def tied(groups: Sequence[tuple[Judged, np.ndarray, GroupValues]]) -> list[float]:
        seen = [Candidate(members, group.origin) for group, members, _ in groups]
        proved = proofs(engine, seen, judgement.everything, settings)
        return [
            _with_time(families, values, reference, settings).p
            for families, (_, _, values) in zip(proved, groups, strict=True)
        ]

    allowed = settings.judgement.error_rate * look.budget
    found = detectable(
        engine,
        [one.lead for one in fresh],
        allowed,
        (measures, reference, families(measures), settings.judgement.group_minimum),
        tied,
        told,
    )
    return {one.number: found[one.lead.group_no] for one in fresh}


def _population(engine: Engine) -> Population:
    row = engine.read(
        """
        SELECT coalesce(sum(exchanges), 0)::BIGINT AS exchanges, count(*) AS accounts,
            count(DISTINCT entity_no) AS entities FROM account"""
    ).to_pylist()[0]
    return Population(row["exchanges"], row["accounts"], row["entities"])


def used_signals(settings: Settings) -> tuple[list[TieSignal], list[MeasureSignal]]:
    """Return the signals that the settings allow.

    Raises SettingsError where they leave out a family that there is none of.
    """
    off = set(settings.judgement.without)
    if unknown := off - set(EVERY_FAMILY):
        raise SettingsError(
            f"judgement.without: no family is called {', '.join(sorted(unknown))}",
            where="settings",
            remedy=f"use {', '.join(EVERY_FAMILY)}",
        )
    return [s for s in TIES if s.family not in off], [m for m in MEASURES if m.family not in off]


def families(measures: Sequence[MeasureSignal]) -> list[str]:
    """Return the families of the extraction axis."""
    return sorted({measure.family for measure in measures if measure.axis == "extraction"})


def _with_items(engine: Engine, ties: Sequence[TieSignal], told: Told | None) -> list[TieSignal]:
    """Make the item tables; return the signals that have any shared item."""
    found = []
    for signal in ties:
        engine.run(item_steps(signal), told)
        if engine.read(f"SELECT count(*) FROM degree_{signal.name}").column(0)[0].as_py():
            found.append(signal)
    return found


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


def _files_sql(engine: DuckEngine, table: Table, files: list[str]) -> str:
    """Return SQL for the rows of a lake's files, with all columns that the table has by now:
    those that an older version did not write are null."""
    name = f"no_{table.name}"
    engine.put(name, table.schema().empty_table())
    if not files:
        return name
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return (
        f"(SELECT * FROM read_parquet([{names}], hive_partitioning = true, "
        "hive_types = {'day': VARCHAR}, union_by_name = true) "
        f"UNION ALL BY NAME SELECT * FROM {name})"
    )
