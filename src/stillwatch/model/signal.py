"""What a signal is: one reason to look twice, with everything a reviewer needs to judge it.

Two shapes exist. A `TieSignal` yields items that accounts may share. A `MeasureSignal` yields
one number per group of accounts, held against reference groups that are harmless. Signals
are data to linkage and campaigns, which therefore need not import them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Axis = Literal["coordination", "extraction"]


@dataclass(frozen=True, slots=True)
class Signal:
    """The header every signal carries, Sigma-shaped."""

    name: str
    title: str
    axis: Axis
    family: str
    """Signals of one family look at the same thing; their evidence counts once."""
    rationale: str
    references: tuple[str, ...]
    false_positives: tuple[str, ...]
    requires: tuple[str, ...]
    """Exchange or sketch columns; where one is empty the signal could not tell."""
    any_of: bool = field(default=False, kw_only=True)
    """One of `requires` is enough."""


@dataclass(frozen=True, slots=True)
class TieSignal(Signal):
    """Accounts share items; sharing more than chance explains is a tie."""

    items_sql: Callable[[str], str]
    """From a table of exchanges: SELECT account_id, item BIGINT, label, a row per exchange and
    item. `label` shows the item to a person; identifiers are masked before anyone sees it."""
    noun: str
    """What is shared, for sentences: "N of M accounts share {noun} with another member"."""
    value_space: int = 0
    """How many values the world holds, where one belongs to one person by nature: a small log
    cannot show how rare a payment card is. A pair that shares a value of d holders is held
    against d^4 / value_space, for a value of many holders is a default or a shared machine.
    0: only the log's own popularity counts."""
    forms_groups: bool = True
    """Whether the holders of one item may be looked at as a group of their own."""
    row_items: tuple[str, ...] = ()
    """Columns of the exchange that hold this signal's items, where items are texts: by them a
    single exchange is known to carry what a group shares."""
    views: int = 1
    """How many items one shared thing yields, where several sketches look at the same text, or
    every turn of one talk is an item of its own."""

    @property
    def is_sent(self) -> bool:
        """Whether accounts send many of these, so that what share of them is a group's tells,
        rather than whether one is held."""
        return bool(self.row_items) or self.views > 1


@dataclass(frozen=True, slots=True)
class MeasureSignal(Signal):
    """One number per group; how unusual it is says a calibrated reference, not the author."""

    measure_sql: Callable[[str, str], str]
    """From `rows` (exchanges with group_no): SELECT group_no, value DOUBLE, exchanges BIGINT
    (looked at). The second argument names the table `account` of the whole population."""
    statement: str
    """Sentence with slots {value} and {reference}, the median of harmless groups."""
    tail: Literal["high", "low"] = "high"
    minimum_exchanges: int = 20
    """Below this many exchanges looked at, the signal cannot tell."""
    also: tuple[str, ...] = ()
    """Columns that it looks at where they are there, and does without where they are not."""
