"""Run the measuring signals over the groups' exchanges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stillwatch.model.signal import MeasureSignal
from stillwatch.store.steps import Engine, Step

Values = dict[str, float]
"""Measured value by signal; a signal that could not tell is not there."""


@dataclass(slots=True)
class GroupValues:
    """What was measured of one group, on all its exchanges and on its slice."""

    whole: Values = field(default_factory=dict)
    slice: Values = field(default_factory=dict)


def measure_groups(
    engine: Engine,
    signals: Sequence[MeasureSignal],
    told: Callable[[str], None] | None = None,
    rows: str = "group_row",
) -> dict[int, GroupValues]:
    """Return the values of every group of `rows`; missing data gives no value."""
    found: dict[int, GroupValues] = {}
    for signal in signals:
        name = f"{'measure' if rows == 'group_row' else rows}_{signal.name}"
        engine.run([Step(name, signal.measure_sql(rows, "account"))], told)
        table = engine.read(f"SELECT group_no, value, exchanges FROM {name}")
        for group, value, looked_at in zip(
            *(table.column(column).to_pylist() for column in ("group_no", "value", "exchanges")),
            strict=True,
        ):
            if value is None or looked_at is None or looked_at < signal.minimum_exchanges:
                continue
            values = found.setdefault(group // 2, GroupValues())
            (values.slice if group % 2 else values.whole)[signal.name] = float(value)
    return found
