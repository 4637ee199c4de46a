"""The benchmark from end to end: judge every world, measure what is apart, write the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from stillwatch.lab.bench.attack_costs import price_rows
from stillwatch.lab.bench.attack_trials import SearchSettings
from stillwatch.lab.bench.attacker import effect_rows, search
from stillwatch.lab.bench.attacker import table as attack_rows
from stillwatch.lab.bench.catalogue import BASELINES
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.corpus_flags import corpus_lines, flags_of
from stillwatch.lab.bench.giveaway import GiveawayTable, measure_cell
from stillwatch.lab.bench.giveaway import table as giveaway_rows
from stillwatch.lab.bench.one_corpus import judge_corpora
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.bench.pages.page import Addition, cells, write
from stillwatch.lab.bench.pages.plan import TECHNIQUES, Plan
from stillwatch.lab.bench.pages.starscout import starscout_lines
from stillwatch.lab.bench.run import Told, run_cells
from stillwatch.model.errors import SettingsError

GIVEAWAY_WORLDS: Final = ("hydra", "paraphrased")
"""Where an attacker hides best, a field that betrays it would flatter every detector most."""
GIVEAWAY_SIZE: Final = 40_000
ABLATED: Final = ("farm", "drip", "relay", "trace", "judge")
"""Techniques that are judged without each family of evidence."""
STARSCOUT: Final = "coord_starscout"
Phase = Callable[[str, int], None]
"""Hears the name of a part of the work, and how many exchanges it will judge (0: not known)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where and how a benchmark is run."""

    work: Path
    """Keeps what every world came to, so that a broken-off run goes on."""
    corpora: Path | None
    processes: int
    command: str
    page: Path


def plan_of(*, quick: bool, size: int | None, corpora: Path | None, core: bool = False) -> Plan:
    """Return the quick benchmark, its core, or the whole one."""
    names = tuple(detector.name for detector in BASELINES)
    if quick:
        return Plan(
            size=size or 12_000, seeds=1, harmless_seeds=1, curve_seeds=0, compared_seeds=1,
            daily=(), boundary=False, real=corpora is not None,
            techniques=("farm", "hydra"), harmless=("benign",), baselines=("thresholds",),
        )  # fmt: skip
    if core:
        return Plan(
            size=size or 30_000, seeds=2, harmless_seeds=10, curve_seeds=0, compared_seeds=1,
            daily=("farm", "hydra"), boundary=False, real=corpora is not None,
            techniques=TECHNIQUES, baselines=names,
        )  # fmt: skip
    return Plan(
        size=size or 60_000, seeds=3, harmless_seeds=25, curve_seeds=1, compared_seeds=1,
        daily=("farm", "hydra", "drip", "trace", "respawn"), boundary=True,
        real=corpora is not None, techniques=TECHNIQUES, baselines=names, left_out_seeds=3,
        evaluations=36, ablated=ABLATED,
    )  # fmt: skip


def restricted(plan: Plan, only: Sequence[str]) -> Plan:
    """Return a plan with some of its worlds only, by their presets; all where none is named.

    Raises SettingsError for a preset that the plan has none of.
    """
    known = (*plan.techniques, *plan.harmless)
    if unknown := [name for name in only if name not in known]:
        raise SettingsError(
            f"this benchmark has no world called {', '.join(unknown)}",
            where="bench --only",
            remedy=f"use {', '.join(known)}",
        )

    def kept(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if not only or name in only)

    return replace(
        plan, techniques=kept(plan.techniques), harmless=kept(plan.harmless),
        daily=kept(plan.daily), ablated=kept(plan.ablated),
    )  # fmt: skip


def benchmark(run: Run, plan: Plan, began: Phase, judged: Told) -> list[str]:
    """Judge all worlds of `plan`, write the page, and return what to say of it in a few lines."""
    wanted = cells(plan)
    began("worlds", sum(cell.size for cell in wanted))
    outcomes = list(run_cells(wanted, run.work, run.corpora, run.processes, judged))
    additions = [*_apart(run, plan, began, judged)]
    write(plan, outcomes, additions, run.command, run.page)
    return _summary(plan, outcomes)


def giveaways(run: Run, began: Phase, size: int | None = None) -> list[GiveawayTable]:
    """Measure what betrays the attackers of the worlds in which they hide best."""
    found = []
    for preset in GIVEAWAY_WORLDS:
        for texts in ("built-in", "real") if run.corpora else ("built-in",):
            cell = Cell(preset=preset, size=size or GIVEAWAY_SIZE, seed=301, texts=texts)
            began(f"giveaway in {cell.name}", 0)
            found.append(measure_cell(cell, run.corpora))
    return found


def giveaway_lines(tables: Sequence[GiveawayTable]) -> list[str]:
    """Return the tables of `giveaways` as Markdown."""
    lines = [
        "How well a single field, or a shallow classifier on several, tells an actor's requests",
        "and accounts from everybody else's, by area under the ROC curve, out of fold and split",
        "by entity. A disguise is what an attacker controls and the technique does not consist",
        "of: above its limit the build fails, for a detector could learn the simulator instead of",
        "harvesting. Fields of a technique may tell; they are for the record. A first few worlds",
        "settle what is clear (an area below its limit, or an interval wholly above); where any",
        "field is left open, all are measured over more worlds, and there the area decides.",
        "",
    ]
    for each in tables:
        told = f"Over {each.worlds} worlds, by the seeds from that one on."
        lines += [f"### {each.cell}", "", told, "", *giveaway_rows(each.giveaways), ""]
    return lines


def _apart(run: Run, plan: Plan, began: Phase, judged: Told) -> Iterator[Addition]:
    """Yield the sections that measure in a way of their own; the quick benchmark has none."""
    if not plan.evaluations:
        return
    if run.corpora is not None:
        began("one corpus at a time", 0)
        alone = judge_corpora(
            run.corpora, (11, 12), plan.attack_size, run.work, run.processes, None
        )
        lines = tuple(corpus_lines(alone, flags_of(run.corpora)))
        yield Addition("One corpus left out", lines)
        if (run.corpora / STARSCOUT).is_dir():
            began("StarScout", 0)
            yield Addition("Real labels", tuple(starscout_lines(run.corpora / STARSCOUT)))
    began("adaptive attacker", plan.evaluations * plan.attack_size)
    yield Addition("An attacker that adapts", tuple(_attack(run, plan, judged)))
    yield Addition("No giveaway", tuple(giveaway_lines(giveaways(run, began))))


def _attack(run: Run, plan: Plan, judged: Told) -> list[str]:
    settings = SearchSettings(size=plan.attack_size, evaluations=plan.evaluations)

    def evaluate(wanted: Sequence[Cell]) -> Iterator[Outcome]:
        return run_cells(wanted, run.work, run.corpora, run.processes, judged)

    found = search(settings, evaluate)
    return [
        f"A search over the knobs of `{settings.preset}`, {found.evaluations} worlds of",
        f"{settings.size:,} exchanges, the defender fixed. From top to bottom the attacker pays",
        "more and less is caught; the choices shown were judged again in worlds that the search",
        "did not see. For the defender: what it makes an evasion cost, and where it is weak.",
        "",
        *attack_rows(found), "", *effect_rows(found), "",
        "What things cost, in US dollars:", "", *price_rows(), "",
    ]  # fmt: skip


def _summary(plan: Plan, outcomes: Sequence[Outcome]) -> list[str]:
    lines = []
    for preset in plan.techniques:
        found = pooled.of(outcomes, preset)
        lines.append(
            f"{preset}: {pooled.recall(found)} of campaign accounts named, "
            f"{pooled.precision(found)} of those named are right"
        )
    harmless = [o for preset in plan.harmless for o in pooled.of(outcomes, preset)]
    named = sum(1 for o in harmless if o.named_groups)
    lines.append(f"harmless worlds in which anybody was named: {named} of {len(harmless)}")
    return lines
