"""What is lost before a campaign is known, where a provider scans at the end of every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import DayOutcome, Outcome
from stillwatch.lab.bench.pages import plots, pooled
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.section import Drawings


@dataclass(frozen=True, slots=True)
class Lost:
    """Exchanges lost before detection, day by day."""

    title: str = "Lost before detection"

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds that are scanned every day."""
        return [plan.technique_cells(preset)[0] for preset in plan.daily]

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return a row for each actor, and the curves."""
        if not plan.daily:
            return ["Not measured in this run.", ""]
        daily = [o for o in outcomes if o.days]
        rows, curves = [], {}
        for outcome in sorted(daily, key=lambda o: plan.daily.index(o.cell.preset)):
            for actor in outcome.actors:
                days = [day for day in outcome.days if day.actor == actor.actor]
                rows.append(_row(outcome.cell.preset, days))
                title = outcome.cell.preset + ("" if len(outcome.actors) == 1 else actor.actor[5:])
                curves[title] = [day.lost / max(1, days[-1].harvest) for day in days]
        plots.lines(
            drawings.folder / "lost.svg", curves, "day", "share of the whole harvest lost",
            [str(day + 1) for day in range(max(map(len, curves.values()), default=0))],
        )  # fmt: skip
        return [
            "Each world is scanned at the end of each of its days, on all that is in by then. An",
            "exchange is lost where it was sent before the end of the day on which its account",
            "was first named. Known: the day on which a named group was first mostly the actor's.",
            "Naming on any day counts, also where a later scan takes it back; the last column",
            "says how many honest accounts were named on the worst day. Where a harvest takes no",
            "longer than the tie between its accounts needs to show (`drip`: four requests from",
            "each account within two days), all of it is gone when the scan at the end of that day",
            "names them: what such a scan still saves is the next harvest, not this one.",
            "",
            *pooled.markdown(
                ("world", "harvest", "taken on days", "known on day", "harvest gone by then",
                 "lost in all", "honest named, worst day"),
                rows,
            ),
            *drawings.show("lost", "Share of the harvest lost before its account was named"),
        ]  # fmt: skip


def _row(preset: str, days: Sequence[DayOutcome]) -> tuple[object, ...]:
    whole = max(1, days[-1].harvest)
    known = next((day for day in days if day.known), None)
    return (
        f"`{preset}` ({days[0].actor})", f"{whole:,}", _taken(days),
        "never" if known is None else known.day + 1,
        "–" if known is None else f"{known.harvest / whole:.0%}",
        f"{days[-1].lost / whole:.0%}", max(day.wrongly for day in days),
    )  # fmt: skip


def _taken(days: Sequence[DayOutcome]) -> str:
    """Return the first and the last day on which anything was harvested."""
    upto = [0, *(day.harvest for day in days)]
    harvesting = [n for n, day in enumerate(days, 1) if day.harvest > upto[n - 1]]
    if not harvesting:
        return "none"
    first, last = harvesting[0], harvesting[-1]
    return str(first) if first == last else f"{first} to {last}"
