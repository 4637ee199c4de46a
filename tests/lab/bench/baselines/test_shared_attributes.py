from __future__ import annotations

import itertools
import logging
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.bench.baselines.shared_attributes import SharedAttributes
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import NOON, sent, window

RING = tuple(f"ring{number}" for number in range(6))


def found(folder: Path, rows: list[dict[str, Any]]) -> Found:
    with window(folder, rows) as engine:
        return SharedAttributes().find(engine)


def people(count: int) -> list[dict[str, Any]]:
    """Return strangers: card, device and address of their own, a mail domain of many."""
    chance = random.Random(5)
    return [
        sent(
            f"s{n:04}",
            payment_id=f"card{n}",
            device_id=f"device{n}",
            signup_ip=f"192.0.2.{n}",
            email_domain=chance.choice(["a.example", "b.example", "c.example"]),
            signup_ts=NOON - timedelta(hours=chance.randrange(3_000)),
        )
        for n in range(count)
    ]


def couples(count: int) -> list[dict[str, Any]]:
    """Return pairs of accounts of one person each, of which the model can learn what agrees."""
    return [
        row
        | {
            "account_id": f"{half}{place:03}",
            "payment_id": f"both{place}",
            "device_id": f"both{place}",
            "signup_ip": f"198.51.100.{place}",
        }
        for place, row in enumerate(people(count))
        for half in ("one", "two")
    ]


def ring() -> list[dict[str, Any]]:
    """Return accounts that share card, device, address and hour of sign-up."""
    return [{**people(1)[0], "account_id": account, "payment_id": "x"} for account in RING]


def test_accounts_that_share_all_are_one_cluster(tmp_path: Path) -> None:
    answer = found(tmp_path, people(300)[1:] + couples(40) + ring())
    assert answer.named[0].accounts == RING
    assert {len(group.accounts) for group in answer.named[1:]} == {2}
    assert len(answer.named) == 41
    assert all(group.error_rate is None for group in answer.named)
    assert set(answer.scores) == set(
        itertools.chain.from_iterable(group.accounts for group in answer.named)
    )
    assert min(answer.scores.values()) > 4, "bits of odds 19:1"


def test_only_the_first_values_of_an_account_count(tmp_path: Path) -> None:
    later = [{**row, "ts": NOON + timedelta(days=1), "payment_id": "x"} for row in people(300)]
    answer = found(tmp_path, people(300) + later + couples(40))
    assert {len(group.accounts) for group in answer.named} == {2}
    assert not any(account.startswith("s") for account in answer.scores)


def test_strangers_who_share_mail_domains_only_are_not_linked(tmp_path: Path) -> None:
    rows = [row | {"signup_ts": None} for row in people(200)]
    answer = found(tmp_path, rows)
    assert (list(answer.named), answer.scores, answer.refused) == ([], {}, None)


def test_the_same_log_gives_the_same_answer(tmp_path: Path) -> None:
    rows = people(100) + couples(20)
    assert found(tmp_path / "one", rows) == found(tmp_path / "two", rows)


@pytest.mark.parametrize("left", [(), ("payment_id",), ("email_domain", "signup_ts")])
def test_a_log_with_fewer_than_two_attributes_is_refused(
    left: tuple[str, ...], tmp_path: Path
) -> None:
    fields = ("payment_id", "device_id", "signup_ip", "email_domain", "signup_ts")
    none = dict.fromkeys(set(fields) - set(left))
    answer = found(tmp_path, [row | none for row in people(20) + ring()])
    assert not answer.named
    assert answer.refused is not None
    assert "device_id" in answer.refused


def test_two_attributes_are_enough_to_be_judged(tmp_path: Path) -> None:
    none = {"signup_ip": None, "email_domain": None, "signup_ts": None}
    rows = people(300)[1:] + couples(20) + ring()
    answer = found(tmp_path, [row | none for row in rows])
    assert len(answer.named) >= 20
    assert answer.refused is None


def test_the_package_says_nothing_and_leaves_its_log_as_it_was(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("splink")
    level, handlers = logger.level, list(logger.handlers)
    found(tmp_path, people(60) + couples(10))
    assert capfd.readouterr() == ("", "")
    assert (logger.level, logger.handlers) == (level, handlers)
