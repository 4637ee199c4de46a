"""Which campaigns go on: the same group under the same name, or another that took its work over.

A campaign keeps its id while most of the smaller of both account sets is in both. Where it
split, the larger part keeps it. What shares accounts with an earlier campaign without being it,
or began where that one ended with its means or its texts, continues it under an id of its own.
Ties of address alone never count here: a pool of proxies serves many actors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from stillwatch.campaigns.recognition import Items, kinship
from stillwatch.model.look import Finding, Span

SAME: Final = 0.5
"""Share of the smaller account set that must be in both for a campaign to be the same."""
INHERITED: Final = 0.05
"""Share of the smaller account set from which one continues the other."""
FEWEST: Final = 2
"""Accounts that must be in both: one may have been bought or stolen."""
KIN: Final = 0.2
"""Share of the smaller sample of one signal's items from which two are kin."""
KIN_ITEMS: Final = 3
"""Items of that signal that must be in both."""
HANDOVER: Final = timedelta(days=7)
"""Longest gap between the end of one and the start of the next."""
EARLY: Final = timedelta(hours=12)
"""How long before the end of one the next may have started: accounts are made in advance."""
TAIL: Final = 0.1
"""Share of accounts that may have gone on after the end, or tried before the start."""

Accounts = Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Present:
    """A campaign of this look, as it is to be recognised."""

    number: int
    id: str
    """The id that its members alone would give it."""
    accounts: Accounts
    items: Items = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Continued:
    """What a campaign of this look is called, and what it goes on from."""

    id: str
    before: Finding | None
    """The same campaign as it was last seen."""
    continues: tuple[str, ...]


def carry_on(present: Sequence[Present], earlier: Sequence[Finding]) -> dict[int, Continued]:
    """Return the name of each present campaign and the campaigns that it continues."""
    same = _same(present, earlier)
    ids = {p.number: same[p.number].campaign_id if p.number in same else p.id for p in present}
    return {one.number: _continued(one, present, earlier, same, ids) for one in present}


def _continued(
    one: Present,
    present: Sequence[Present],
    earlier: Sequence[Finding],
    same: Mapping[int, Finding],
    ids: Mapping[int, str],
) -> Continued:
    before = same.get(one.number)
    going = dict.fromkeys(before.continues if before else ())
    for past in earlier:
        gone = past.campaign_id not in ids.values()
        # From one that itself goes on, a part may have split off, once.
        inherits = (gone or before is None) and _inherited(one.accounts, past.accounts)
        if inherits or (gone and _took_over(one, past.accounts, past.items)):
            going[past.campaign_id] = None
    for other in present:
        if other is not one and _took_over(one, other.accounts, other.items):
            going[ids[other.number]] = None
    going.pop(ids[one.number], None)
    return Continued(ids[one.number], before, tuple(going))


def handed_over(before: Accounts, after: Accounts) -> timedelta | None:
    """Return the gap between the end of one and the start of the other; None where they do not
    follow each other within hours or days."""
    gap = _began(after) - _ended(before)
    return gap if -EARLY <= gap <= HANDOVER else None


def _same(present: Sequence[Present], earlier: Sequence[Finding]) -> dict[int, Finding]:
    """Match campaigns to earlier ones, one to one, those that share most accounts first."""
    pairs = []
    for one in present:
        for age, past in enumerate(reversed(earlier)):
            both = len(one.accounts.keys() & past.accounts.keys())
            smaller = min(len(one.accounts), len(past.accounts))
            if both >= max(FEWEST, SAME * smaller):
                pairs.append((-both, age, one.number, past))
    found: dict[int, Finding] = {}
    taken: set[str] = set()
    for _, _, number, past in sorted(pairs, key=lambda pair: pair[:3]):
        if number not in found and past.campaign_id not in taken:
            found[number] = past
            taken.add(past.campaign_id)
    return found


def _inherited(after: Accounts, before: Accounts) -> bool:
    both = len(after.keys() & before.keys())
    return both >= max(FEWEST, INHERITED * min(len(after), len(before)))


def _took_over(one: Present, accounts: Accounts, items: Items) -> bool:
    if not accounts or handed_over(accounts, one.accounts) is None:
        return False
    return any(
        share >= KIN and len(one.items[signal] & items[signal]) >= KIN_ITEMS
        for signal, share in kinship(one.items, items).items()
    )


def _ended(accounts: Accounts) -> datetime:
    ends = sorted(span.last for span in accounts.values())
    return ends[int((1 - TAIL) * (len(ends) - 1))]


def _began(accounts: Accounts) -> datetime:
    starts = sorted(span.first for span in accounts.values())
    return starts[int(TAIL * (len(starts) - 1) + 0.999)]
