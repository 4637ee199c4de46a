"""Former owners: bought accounts have an honest past under the same id."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.simulate.settings import Reuse, Technique
from tests.lab.simulate.worlds import PEOPLE, Written, campaign, picked, spec_with, write_world

FIELDS = ("account_id", "ts", "signup_ts", "signup_ip", "email_domain", "plan", "device_id",
          "payment_id", "key_id", "client_ip", "is_harvest", "actor")  # fmt: skip
ALONE = Reuse(per_card=1, per_device=1, per_address=1, per_batch=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Eighty accounts, a quarter of them bought and half of them banned, that share nothing."""
    farm = campaign(
        Technique.FARM, accounts=80, exchanges=3_000, bought=0.25, churn=0.5, reuse=ALONE
    )
    return write_world(spec_with(farm, texts=False), tmp_path_factory.mktemp("bought"))


def lives(world: Written) -> dict[str, tuple[list[Any], list[Any]]]:
    """Rows before and after the change of hands, by id of the accounts that have both."""
    owners = [row["account_id"] for row in picked(world.accounts, "account_id", kind="campaign")]
    both: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for row in picked(world.rows, *FIELDS):
        if row["account_id"] in owners:
            both[row["account_id"]][row["actor"] is not None].append(row)
    return {account: parts for account, parts in both.items() if parts[0]}


def test_a_quarter_of_the_accounts_has_a_past_that_ends_before_the_actor_begins(
    world: Written,
) -> None:
    both = lives(world)
    assert 17 <= len(both) <= 20
    used = [(before, after) for before, after in both.values() if after]
    assert len(used) >= 14
    for before, after in used:
        assert max(row["ts"] for row in before) < min(row["ts"] for row in after)
    assert not any(row["is_harvest"] for before, _ in both.values() for row in before)
    assert any(row["is_harvest"] for _, after in used for row in after)


def test_what_is_bound_to_the_account_stays_and_what_was_used_changes(world: Written) -> None:
    parts = [(before, after) for before, after in lives(world).values() if after]
    for name in ("signup_ts", "signup_ip", "email_domain", "plan"):
        assert all(len({row[name] for row in before + after}) == 1 for before, after in parts)
    for name in ("device_id", "payment_id", "key_id", "client_ip"):
        kept = [
            {row[name] for row in before} & {row[name] for row in after} - {None}
            for before, after in parts
        ]
        assert sum(map(bool, kept)) <= (2 if name == "client_ip" else 0), name


def test_the_truth_has_each_account_once_with_all_it_sent(world: Written) -> None:
    ids = world.accounts["account_id"].to_pylist()
    assert len(ids) == len(set(ids)) == world.summary.accounts == 80 + PEOPLE.accounts
    sent = {row["account_id"]: row["exchanges"] for row in world.accounts.to_pylist()}
    for account, (before, after) in lives(world).items():
        assert sent[account] == len(before) + len(after)
    assert set(world.accounts["kind"].to_pylist()) == {"honest", "campaign"}
    assert world.summary.campaign_accounts == 80


def test_without_bought_accounts_nobody_has_a_past(tmp_path: Path) -> None:
    farm = campaign(Technique.FARM, accounts=40)
    assert lives(write_world(spec_with(farm, texts=False), tmp_path)) == {}
