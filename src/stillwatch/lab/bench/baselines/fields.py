"""Which fields a window holds at all, since a rule on an absent field judges nobody."""

from __future__ import annotations

from collections.abc import Sequence

from stillwatch.store.steps import Engine


def held_fields(engine: Engine, columns: Sequence[str]) -> set[str]:
    """Return those of `columns` that any exchange of the window has a value for."""
    counts = ", ".join(f"count({column}) AS {column}" for column in columns)
    row = engine.read(f"SELECT {counts} FROM exchange").to_pylist()[0]
    return {column for column, values in row.items() if values}
