from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.bench.baselines import co_sharing
from stillwatch.lab.bench.baselines.co_sharing import CoSharing
from stillwatch.lab.bench.detector import Found
from stillwatch.model.errors import InputError
from tests.lab.bench.baselines.small_logs import sent, window

CREW = tuple(f"crew{number}" for number in range(8))


def found(folder: Path, rows: list[dict[str, Any]]) -> Found:
    with window(folder, rows) as engine:
        return CoSharing().find(engine)


def rounds(accounts: tuple[str, ...], times: int, apart: float) -> list[dict[str, Any]]:
    """Return `times` hourly rounds in which the accounts send one template, `apart` seconds."""
    return [
        sent(account, 3_600.0 * turn + apart * place, template_hash=7 + turn)
        for turn in range(times)
        for place, account in enumerate(accounts)
    ]


def test_accounts_that_share_within_a_minute_are_found_and_slower_ones_are_not(
    tmp_path: Path,
) -> None:
    late = tuple(f"late{number}" for number in range(8))
    rows = rounds(CREW, 2, 5.0)
    rows += [{**row, "template_hash": 900 + row["template_hash"]} for row in rounds(late, 2, 90.0)]
    answer = found(tmp_path, rows)
    assert [group.accounts for group in answer.named] == [CREW]
    # Every account shares two messages with each of seven others.
    assert answer.scores == dict.fromkeys(CREW, 14.0)


def test_once_is_chance(tmp_path: Path) -> None:
    answer = found(tmp_path, rounds(CREW, 1, 5.0))
    assert (list(answer.named), answer.scores, answer.refused) == ([], {}, None)


def test_few_accounts_are_no_group_but_are_ranked(tmp_path: Path) -> None:
    answer = found(tmp_path, rounds(CREW[:3], 2, 5.0))
    assert answer.named == []
    assert set(answer.scores) == set(CREW[:3])


def test_without_prompts_it_refuses(tmp_path: Path) -> None:
    assert "no prompts" in (found(tmp_path, [sent(a) for a in CREW]).refused or "")


def test_a_package_that_fails_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(co_sharing, "_COMMAND", "import there_is_no_such_package")
    with pytest.raises(InputError, match=r"no_such_package.*stillwatch\[lab\]"):
        found(tmp_path, rounds(CREW, 2, 5.0))
