"""Looks have a place in event time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stillwatch.model.look import PastLook

START = datetime(2026, 5, 4, tzinfo=UTC)


def a_look(ends: int, version: int, made: int) -> PastLook:
    return PastLook(
        look_id="a", number=1, begins=START, ends=START + timedelta(days=ends), since=None,
        until=None, lake_version=version, settings_digest="d", exchanges=1, budget=0.5,
        made_at=START + timedelta(days=made),
    )  # fmt: skip


def test_looks_are_ordered_by_what_they_saw_before_when_they_were_taken() -> None:
    past, now, late_rows, again = (
        a_look(2, 9, 90), a_look(9, 4, 10), a_look(9, 5, 10), a_look(9, 5, 11),
    )  # fmt: skip
    assert sorted([again, late_rows, now, past], key=lambda look: look.place) == [
        past, now, late_rows, again,
    ]  # fmt: skip
