"""From when on a campaign could have been named is computed, or null with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from stillwatch.campaigns.detectable import FEWEST, MOST, days_of, first_of
from stillwatch.campaigns.looks import Look, share
from stillwatch.pipeline import scan
from stillwatch.settings import JudgementSettings, Settings
from tests.campaigns import made
from tests.campaigns.conftest import Scene

START = datetime(2026, 5, 4, 15, tzinfo=UTC)


def day(n: int) -> datetime:
    return datetime(2026, 5, 4, tzinfo=UTC) + timedelta(days=n)


def test_beginnings_end_at_midnight_and_the_last_one_holds_everything() -> None:
    assert days_of(START, START) == [day(1)]
    assert days_of(START, START + timedelta(days=3)) == [day(n) for n in (1, 2, 3, 4)]
    many = days_of(START, START + timedelta(days=200))
    assert len(many) <= MOST
    assert many[0] == day(1)
    assert many[-1] == day(201)
    assert many == sorted(set(many))
    assert len(days_of(START, START + timedelta(days=200), rows=10**9)) == FEWEST


def test_the_first_day_is_the_one_from_which_it_holds() -> None:
    level = 0.01
    lucky = [(day(1), 0.005), (day(2), 0.3), (day(3), 0.009), (day(4), 1e-5)]
    assert first_of(lucky, level).since == day(3)
    assert first_of(lucky[::-1], level).since == day(3)
    never = first_of([(day(1), 0.005), (day(2), 0.3)], level)
    assert never.since is None
    assert "does not reach the level" in never.reason


def test_a_named_campaign_is_dated_within_its_own_time(scene: Scene) -> None:
    for named in scene.scan.named:
        since = named.campaign.detectable_from
        assert since is not None
        assert named.campaign.first_ts < since
        assert since <= named.campaign.last_ts + timedelta(days=1)
        assert named.detail.not_dated == ""


def test_a_look_that_may_spend_less_dates_it_no_earlier(scene: Scene, tmp_path: Path) -> None:
    """And what is found on the beginning that is named as first is what a scan of it finds."""
    south = [*made.south(), *made.strangers()]
    with made.opened(tmp_path / "all", south) as engine:
        [alone] = scan(engine, Settings(), made.harmless()).named
        [late] = scan(engine, Settings(), made.harmless(), look=Look(50, share(50))).named
    since = alone.campaign.detectable_from
    assert since is not None
    if late.campaign.verdict == "campaign":
        assert late.campaign.detectable_from is None or late.campaign.detectable_from >= since


def test_a_suspect_is_not_dated_and_says_why(tmp_path: Path) -> None:
    strict = Settings(judgement=JudgementSettings(error_rate=1e-9))
    with made.opened(tmp_path, [*made.south(), *made.strangers()]) as engine:
        [named] = scan(engine, strict, made.harmless()).named
    assert named.campaign.detectable_from is None
    assert "a suspect" in named.detail.not_dated
