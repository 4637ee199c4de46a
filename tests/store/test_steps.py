"""A step is a name and a SELECT, and cannot be changed after it was handed over."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from stillwatch.store.steps import Step


def test_a_step_is_a_value() -> None:
    step = Step("one", "SELECT 1")
    assert step == Step("one", "SELECT 1")
    with pytest.raises(FrozenInstanceError):
        step.sql = "DROP TABLE one"  # type: ignore[misc]
