"""What a signal is unless it says otherwise: careful."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from stillwatch.model.signal import MeasureSignal, Signal, TieSignal
from tests.linkage.population import signal


def test_a_tie_signal_claims_no_value_space_and_one_view() -> None:
    made = signal("payment", "payment")
    assert isinstance(made, Signal)
    assert (made.value_space, made.views, made.forms_groups, made.row_items, made.any_of) == (
        0,
        1,
        True,
        (),
        False,
    )
    assert made.items_sql("exchange").startswith("SELECT account_id, item")


def test_a_measure_looks_at_the_high_end_of_enough_exchanges() -> None:
    made = MeasureSignal(
        name="m",
        title="M",
        axis="extraction",
        family="f",
        rationale="r",
        references=(),
        false_positives=(),
        requires=("prompt_hash",),
        measure_sql=lambda rows, account: f"SELECT * FROM {rows}, {account}",
        statement="{value} against {reference}",
    )
    assert (made.tail, made.minimum_exchanges, made.any_of) == ("high", 20, False)
    assert made.measure_sql("rows", "account") == "SELECT * FROM rows, account"


def test_a_signal_cannot_be_changed_after_its_tables_were_made() -> None:
    made: TieSignal = signal("s")
    with pytest.raises(FrozenInstanceError):
        made.name = "other"  # type: ignore[misc]
