"""What a signal says of a group is a value that keeps expected and seen apart."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict

import pytest

from stillwatch.model.tie import GroupTies


def test_seen_and_expected_stand_side_by_side_and_stay() -> None:
    tie = GroupTies(
        group_no=3,
        signal="payment",
        bits=12.5,
        items=4,
        tied=9,
        expected=0.2,
        inside=6,
        inside_expected=0.1,
        by_one_item=True,
    )
    assert GroupTies(**asdict(tie)) == tie
    with pytest.raises(FrozenInstanceError):
        tie.bits = 99.0  # type: ignore[misc]
