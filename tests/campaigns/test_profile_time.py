"""Weeks, releases and losses, on a campaign made for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from stillwatch.campaigns.profile_time import cut, losses_of, releases_of, stretches_of
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made

START = datetime(2026, 5, 4, tzinfo=UTC)


def rows() -> list[made.Row]:
    """Ten accounts that end on day 5, twelve that take over six hours later and go to a new model
    on day 8; and a customer who stays with the old one."""
    found = []
    base = {**made.south()[0], "session_id": None}
    for day in range(20):
        for n in range(10 if day < 5 else 12):
            account = f"old-{n}" if day < 5 else f"new-{n}"
            ts = START + timedelta(days=day, hours=1 if day == 5 else 19)
            model = "tern-3" if day >= 8 else "tern-2"
            card = "one card" if day < 5 else f"card {n}"
            means = {"payment_id": card, "template_hash": n % (2 if day < 5 else 6)}
            found.append({**base, **means, "account_id": account, "ts": ts, "model": model})
        other = {**base, "account_id": "somebody", "ts": START + timedelta(days=day, hours=20)}
        found.append({**other, "model": "tern-2"})
    return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    with made.opened(tmp_path_factory.mktemp("time"), rows()) as opened:
        named = "SELECT DISTINCT 0 AS campaign_no, account_id FROM exchange "
        opened.put("named_account", opened.read(named + "WHERE account_id <> 'somebody'"))
        opened.put(
            "profile_row",
            opened.read(
                "SELECT n.campaign_no, true AS is_harvest, x.* "
                "FROM exchange x JOIN named_account n USING (account_id)"
            ),
        )
        yield opened


def test_a_wave_of_losses_is_told_with_what_followed(engine: DuckEngine) -> None:
    [loss] = losses_of(engine)[0]
    assert (loss.day, loss.lost, loss.came) == (date(2026, 5, 8), 10, 12)
    assert loss.hours_to_next == pytest.approx(6)


def test_a_release_is_held_against_everybody_else(engine: DuckEngine) -> None:
    [release] = releases_of(engine)[0]
    assert (release.model, release.released) == ("tern-3", START + timedelta(days=8, hours=19))
    assert release.first_used == release.released
    assert release.share_after == 1.0
    assert release.usual_after == 0.0


def test_weeks_show_how_intense_and_how_well_hidden_it_was(engine: DuckEngine) -> None:
    weeks = stretches_of(engine)[0]
    assert [week.accounts for week in weeks] == [22, 12, 12]
    assert [week.new_accounts for week in weeks] == [22, 0, 0]
    assert sum(week.harvest for week in weeks) == 10 * 5 + 12 * 15
    assert weeks[1].accounts_per_card == 1.0
    assert weeks[0].accounts_per_card == pytest.approx(22 / 13)
    assert weeks[1].camouflage == 0.0
    assert weeks[1].models == 2
    assert weeks[1].accounts_per_device == 12.0


@pytest.mark.parametrize(
    ("days", "parts"), [(0.5, 2), (13.9, 2), (14, 2), (15, 3), (21, 3), (500, 26)]
)
def test_a_time_is_cut_into_weeks_or_halves(days: float, parts: int) -> None:
    end = START + timedelta(days=days)
    found = cut(START, end - timedelta(microseconds=1))
    assert found[0][0] == START
    assert found[-1][1] == end
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
    assert len(found) <= parts
    assert len(found) >= min(2, parts)
    if days < 182:
        assert len(found) == parts


def test_a_single_request_is_a_time_too() -> None:
    assert len(cut(START, START)) == 2
