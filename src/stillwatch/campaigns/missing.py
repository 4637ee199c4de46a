"""What could not be told: signals whose columns are empty, and for how many exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stillwatch.campaigns.judge import Judged
from stillwatch.model.result import CouldNotTell
from stillwatch.model.signal import Signal
from stillwatch.store.steps import Engine

SPARSE: Final = 0.9
"""Share of exchanges without a column from which its absence is news. Much is sparse by nature:
not every request has tools or a system prompt."""


def could_not_tell(engine: Engine, signals: Sequence[Signal]) -> list[CouldNotTell]:
    """Return one entry for every signal that had nothing, or too little, to look at."""
    if not signals:
        return []
    counts = ", ".join(
        f"count(*) FILTER (WHERE {_present(signal)}) AS {signal.name}" for signal in signals
    )
    row = engine.read(f"SELECT count(*) AS exchanges, {counts} FROM exchange").to_pylist()[0]
    total = int(row["exchanges"])
    found = []
    for signal in signals:
        missing = total - int(row[signal.name])
        if total == 0 or missing < SPARSE * total:
            continue
        joint = " nor " if signal.any_of else " and "
        names = joint.join(signal.requires)
        reason = (
            f"no exchange carries {names}"
            if missing == total
            else f"{names} missing in {missing / total:.0%} of exchanges"
        )
        found.append(CouldNotTell(signal=signal.name, reason=reason, exchanges=missing))
    return found


def untold_groups(judged: Sequence[Judged]) -> list[CouldNotTell]:
    """Return a note on groups that act as one, of which too little is known to judge them."""
    groups = [group for group in judged if group.verdict == "could_not_tell"]
    if not groups:
        return []
    families = sorted({name for group in groups for name in group.extraction.missing})
    return [
        CouldNotTell(
            signal="extraction",
            reason=(
                f"{len(groups)} groups act as one, but whether they harvest cannot be told: "
                f"nothing is logged on {', '.join(families)}"
            ),
            exchanges=0,
        )
    ]


def _present(signal: Signal) -> str:
    joint = " OR " if signal.any_of else " AND "
    return joint.join(f"{column} IS NOT NULL" for column in signal.requires)
