"""What one signal says of how a group is tied together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTies:
    """One signal's ties inside one group, beside what chance would give."""

    group_no: int
    signal: str
    bits: float
    items: int
    """Items held by two or more members."""
    tied: int
    """Members that hold one of them."""
    expected: float
    """Shared items that chance alone would give."""
    inside: int
    """Members that hold the most telling item."""
    inside_expected: float
    """Members that chance would give it, of all its holders."""
    by_one_item: bool
    """Whether that one item tells more than the number of shared items."""
