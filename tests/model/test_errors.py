"""Every error is one line that says where, what and how to mend it."""

from __future__ import annotations

import inspect

import pytest

from stillwatch.model import errors
from stillwatch.model.errors import InputError, MappingError, StepError, StillwatchError

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
]


def test_there_is_one_root() -> None:
    assert StillwatchError in KINDS
    assert len(KINDS) > 5
    assert all(issubclass(kind, StillwatchError) for kind in KINDS)
    assert issubclass(MappingError, InputError)


@pytest.mark.parametrize(
    ("where", "remedy", "line"),
    [
        ("log:3", "mend it", "log:3: is broken -- mend it"),
        ("", "mend it", "is broken -- mend it"),
        ("log:3", "", "log:3: is broken"),
        ("", "", "is broken"),
    ],
)
def test_the_line_is_place_fault_and_remedy(where: str, remedy: str, line: str) -> None:
    error = InputError("is broken", where=where, remedy=remedy)
    assert error.line() == str(error) == line
    assert (error.what, error.where, error.remedy) == ("is broken", where, remedy)


def test_a_failed_step_shows_its_sql_above_its_last_line() -> None:
    error = StepError("ties", "SELECT\n  1", "Binder Error:\n  no such column")
    *details, last = error.line().splitlines()
    assert "\n".join(details) == "--- SQL of step ties ---\nSELECT\n  1"
    assert last.startswith("step 'ties' failed: Binder Error: no such column -- ")
    assert (error.step, error.sql) == ("ties", "SELECT\n  1")
