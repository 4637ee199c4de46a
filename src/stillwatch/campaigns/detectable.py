"""From when on a campaign could have been named: its own group, judged again on its beginnings.

The group's rows are cut at the ends of days, and each beginning is measured and ranked like the
whole. The first day is the one from which the joint p-value stays under the level that the group
had to reach at this look: what was named once by luck and lost again does not count. Ties are
those that are known of the accounts by now, counted over the accounts that had been seen by then,
so that the day may come out early where an account took its card or template up later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.measures import GroupValues, measure_groups
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.verdict import extract
from stillwatch.model.signal import MeasureSignal
from stillwatch.store.steps import Engine, Step

MOST: Final = 12
"""Beginnings that one group is cut into: each is measured anew. Over a longer time they are wider
apart the later they end, and the day found is the end of the first that held."""

MOST_ROWS: Final = 30_000_000
"""Rows that the beginnings of one group may have together; a larger group is cut into fewer."""
FEWEST: Final = 3

Tied = Callable[[Sequence[tuple[Judged, np.ndarray, GroupValues]]], list[float]]
"""From groups, their members seen by then and what was measured of them: their coordination p."""


@dataclass(frozen=True, slots=True)
class Told:
    """From when on a campaign could have been named, or why that cannot be told."""

    since: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The rows of one group up to the end of a day."""

    group: Judged
    until: datetime


def detectable(
    engine: Engine,
    groups: Sequence[Judged],
    allowed: float,
    judging: tuple[Sequence[MeasureSignal], Reference, Sequence[str], int],
    tied: Tied,
    told: Callable[[str], None] | None = None,
) -> dict[int, Told]:
    """Return for each group, by its number, from when on it would have been named.

    `allowed`: the error rate that this look may spend, from which the level of each group follows
    by what being one of many groups cost it; `judging`: measures, references, families of the
    extraction axis, fewest members.
    Reads `group_row`, `account` and `judged_member`; makes `beginning` and `beginning_row`.
    """
    signals, reference, families, fewest = judging
    lived = _lived(engine)
    cuts = [Beginning(g, day) for g in groups for day in days_of(*lived[g.group_no])]
    if not cuts:
        return {}
    engine.run(beginning_steps(cuts), told)
    values = measure_groups(engine, signals, told, rows="beginning_row")
    seen = _seen(engine)
    enough = [n for n in range(len(cuts)) if len(seen.get(n, ())) >= fewest]
    judged = [(cuts[n].group, seen[n], values.get(n, GroupValues())) for n in enough]
    coordination = dict(zip(enough, tied(judged), strict=True))
    joint = {
        n: max(coordination[n], extract(values.get(n, GroupValues()), reference, families).p)
        for n in enough
    }
    found = {}
    for group in groups:
        level = allowed / _price(group)
        own = [(cut.until, joint.get(n, 1.0)) for n, cut in enumerate(cuts) if cut.group is group]
        found[group.group_no] = first_of(own, level)
    return found


def days_of(first: datetime, last: datetime, rows: int = 0) -> list[datetime]:
    """Return the ends of days at which a group's rows are cut, the last one after `last`."""
    most = max(FEWEST, min(MOST, MOST_ROWS // max(1, rows)))
    midnight = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (last - midnight).days + 1
    if days <= most:
        wanted = list(range(1, days + 1))
    else:
        wanted = sorted({round(float(d)) for d in np.geomspace(1, days, most)})
    return [midnight + timedelta(days=day) for day in wanted]


def first_of(beginnings: Sequence[tuple[datetime, float]], level: float) -> Told:
    """Return the first of the beginnings from which p stays at or under the level."""
    since = None
    for until, p in sorted(beginnings, reverse=True):
        if p > level:
            break
        since = until
    if since is None:
        return Told(None, "its own group alone does not reach the level, at no end of a day")
    return Told(since)


def beginning_steps(cuts: Sequence[Beginning]) -> list[Step]:
    """Return the steps that make `beginning_row`, numbered as `group_row` is: 2n whole, 2n+1
    slice of the n-th beginning."""
    rows = ", ".join(
        f"({n}, {cut.group.group_no}, TIMESTAMPTZ '{cut.until.isoformat()}')"
        for n, cut in enumerate(cuts)
    )
    return [
        Step("beginning", f"SELECT * FROM (VALUES {rows}) AS t(number, judged, until)"),
        Step(
            "beginning_row",
            """
        SELECT 2 * b.number + r.group_no % 2 AS group_no, r.* EXCLUDE (group_no)
        FROM group_row r JOIN beginning b ON r.group_no // 2 = b.judged AND r.ts < b.until""",
        ),
    ]


def _price(group: Judged) -> float:
    """Return by what factor being one of many groups raised a group's p-value."""
    joint = max(group.coordination.p, group.extraction.p)
    return max(1.0, group.error_rate / joint) if joint > 0 else 1.0


def _lived(engine: Engine) -> dict[int, tuple[datetime, datetime, int]]:
    """Return the first and last row of each group, and how many it has."""
    found = engine.read(
        "SELECT group_no // 2 AS judged, min(ts), max(ts), count(*) FROM group_row GROUP BY 1"
    )
    columns = (column.to_pylist() for column in found.columns)
    return {n: (first, last, rows) for n, first, last, rows in zip(*columns, strict=True)}


def _seen(engine: Engine) -> dict[int, np.ndarray]:
    """Return the members of each beginning that had been seen by its end."""
    rows = engine.read(
        """
        SELECT DISTINCT b.group_no // 2 AS number, a.entity_no
        FROM beginning_row b JOIN account a USING (account_id)
        WHERE b.group_no % 2 = 0 ORDER BY 1, 2"""
    )
    numbers, entities = (column.to_numpy() for column in rows.columns)
    return {int(n): entities[numbers == n] for n in np.unique(numbers)}
