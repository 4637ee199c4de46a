"""Campaigns keep their names over looks, and say whose work they took over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from stillwatch.campaigns.continuity import Present, carry_on, handed_over
from stillwatch.model.look import Finding, Span

START = datetime(2026, 5, 4, tzinfo=UTC)
CARDS = {"payment": frozenset(range(10))}


def lived(names: Iterable[str], first: float = 0.0, last: float = 5.0) -> dict[str, Span]:
    """Return accounts that harvested from one day to another."""
    span = Span(START + timedelta(days=first), START + timedelta(days=last))
    return dict.fromkeys(names, span)


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{n}" for n in range(count)]


def past(id_: str, accounts: Mapping[str, Span], **given: object) -> Finding:
    items = given.get("items", {})
    continues = given.get("continues", ())
    assert isinstance(items, dict)
    assert isinstance(continues, tuple)
    return Finding(id_, "campaign", 0.01, None, (), continues, accounts, items)


def test_without_a_past_everybody_has_the_id_of_the_members() -> None:
    found = carry_on([Present(0, "C-a", lived(names("a", 10)))], [])
    assert (found[0].id, found[0].before, found[0].continues) == ("C-a", None, ())


def test_a_campaign_that_grew_keeps_its_id() -> None:
    before = past("C-old", lived(names("a", 10)))
    found = carry_on([Present(0, "C-new", lived(names("a", 200)))], [before])
    assert found[0].id == "C-old"
    assert found[0].before is before
    assert found[0].continues == ()


def test_where_one_split_the_larger_part_keeps_the_id_and_the_other_continues_it() -> None:
    before = past("C-old", lived(names("a", 30)))
    larger = Present(1, "C-1", lived(names("a", 20)))
    smaller = Present(0, "C-0", lived(names("a", 30)[20:]))
    found = carry_on([smaller, larger], [before])
    assert found[1].id == "C-old"
    assert (found[0].id, found[0].continues) == ("C-0", ("C-old",))
    # At the next look both are known, and neither turns round to continue the other.
    looked = [past(found[n].id, p.accounts, continues=found[n].continues)
              for n, p in ((0, smaller), (1, larger))]  # fmt: skip
    again = carry_on([smaller, larger], looked)
    assert (again[1].id, again[1].continues) == ("C-old", ())
    assert (again[0].id, again[0].continues) == ("C-0", ("C-old",))


def test_where_two_became_one_it_has_the_id_of_the_larger_and_continues_the_other() -> None:
    earlier = [past("C-a", lived(names("a", 30))), past("C-b", lived(names("b", 12)))]
    both = lived([*names("a", 30), *names("b", 12)])
    [found] = carry_on([Present(0, "C-new", both)], earlier).values()
    assert (found.id, found.continues) == ("C-a", ("C-b",))


def test_one_account_in_common_is_no_continuation() -> None:
    before = past("C-old", lived(names("a", 30)))
    after = Present(0, "C-new", lived(["a0", *names("b", 30)]))
    [found] = carry_on([after], [before]).values()
    assert (found.id, found.continues) == ("C-new", ())


@pytest.mark.parametrize(
    ("starts", "kin", "continues"),
    [
        (5.3, True, True),  # hours after
        (11.0, True, True),  # days after
        (4.8, True, True),  # made a little ahead
        (13.0, True, False),  # long after
        (2.0, True, False),  # beside it
        (5.3, False, False),  # right after, with means of its own
    ],
)
def test_a_handover_needs_the_time_and_the_means(starts: float, kin: bool, continues: bool) -> None:
    before = past("C-old", lived(names("a", 20)), items=CARDS)
    cards = CARDS if kin else {"payment": frozenset(range(100, 110))}
    after = Present(0, "C-new", lived(names("b", 20), starts, starts + 5), cards)
    [found] = carry_on([after], [before]).values()
    assert found.id == "C-new"
    assert found.continues == (("C-old",) if continues else ())


def test_two_of_one_scan_may_follow_each_other_too() -> None:
    first = Present(0, "C-a", lived(names("a", 20)), CARDS)
    second = Present(1, "C-b", lived(names("b", 20), 5.2, 9), CARDS)
    found = carry_on([first, second], [])
    assert (found[0].continues, found[1].continues) == ((), ("C-a",))


def test_two_items_in_common_are_not_enough() -> None:
    few = {"payment": frozenset({1, 2})}
    before = past("C-old", lived(names("a", 20)), items=few)
    [found] = carry_on([Present(0, "C-b", lived(names("b", 20), 5.2, 9), few)], [before]).values()
    assert found.continues == ()


def test_what_was_continued_once_is_remembered() -> None:
    before = past("C-b", lived(names("b", 20)), continues=("C-a",))
    [found] = carry_on([Present(0, "C-x", lived(names("b", 25)))], [before]).values()
    assert (found.id, found.continues) == ("C-b", ("C-a",))


def test_a_few_stragglers_do_not_hide_a_handover() -> None:
    before = {**lived(names("a", 30)), "late": Span(START, START + timedelta(days=30))}
    after = {**lived(names("b", 30), 5.5, 9), "early": Span(START, START + timedelta(days=9))}
    gap = handed_over(before, after)
    assert gap is not None
    assert gap == timedelta(days=0.5)
