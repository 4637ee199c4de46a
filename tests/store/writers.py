"""A writer of the lake, and one that dies in the middle of its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stillwatch.store.lake import Lake, LakeBatch


def append(lake: Lake, *batches: LakeBatch) -> int:
    """Append as an ingest would: in the writer's place."""
    with lake.writing():
        return [lake.append(each) for each in batches][-1]


class Died(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


def die_at(
    lake: Lake, fatal: Any, when: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[LakeBatch], None]:
    """Return an append that dies before or after it has committed one table."""
    commit = Lake._commit

    def dying(self: Lake, table: Any, *rest: Any) -> None:
        if table is fatal and when == "before":
            raise Died
        commit(self, table, *rest)
        if table is fatal:
            raise Died

    def run(each: LakeBatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Lake, "_commit", dying)
            append(lake, each)

    return run
