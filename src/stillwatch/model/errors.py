"""The one error root. Every error says where it happened and how to mend it."""

from __future__ import annotations


class StillwatchError(Exception):
    """What went wrong, where, and what the user can do about it.

    Only the command line exits; everything below it raises one of these.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.line())

    def line(self) -> str:
        """Return the one line a person reads: place, fault, remedy."""
        place = f"{self.where}: " if self.where else ""
        mend = f" -- {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{mend}"


class InputError(StillwatchError):
    """A file, folder or mapping that cannot be taken in as a whole."""


class MappingError(InputError):
    """A mapping file that names columns or fields that are not there."""


class LakeError(StillwatchError):
    """A lake that is missing, locked, damaged or of another version."""


class LakeBusyError(LakeError):
    """A lake that another process is writing to."""


class StepError(StillwatchError):
    """A named SQL step that failed; carries the step's name and its SQL."""

    def __init__(self, step: str, sql: str, fault: str) -> None:
        self.step = step
        self.sql = sql
        super().__init__(
            f"--- SQL of step {step} ---\n{sql}\nstep {step!r} failed: {' '.join(fault.split())}",
            remedy="the SQL above is what was executed; `stillwatch doctor` checks the machine",
        )


class SettingsError(StillwatchError):
    """A settings file with an unknown name or a value out of range."""


class ResultError(StillwatchError):
    """A result document that is missing, of another schema, or lacks what was asked for."""
