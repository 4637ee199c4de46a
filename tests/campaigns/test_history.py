"""A second look at the same accounts says the same names, and says what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stillwatch.campaigns.looks import Look, next_look, share
from stillwatch.campaigns.naming import Named
from stillwatch.model.look import Finding, Memory
from stillwatch.pipeline import scan
from stillwatch.settings import JudgementSettings, Settings
from tests.campaigns import made

SOUTH = [*made.south(), *made.strangers()]
STRICT = Settings(judgement=JudgementSettings(error_rate=1e-9))


def named_in(folder: Path, look: Look, settings: Settings | None = None) -> Named:
    with made.opened(folder, SOUTH) as engine:
        [named] = scan(engine, settings or Settings(), made.harmless(), look=look).named
    return named


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Named:
    """What a first look finds."""
    return named_in(tmp_path_factory.mktemp("first"), next_look(Memory()))


def finding(named: Named) -> Finding:
    assert named.finding is not None
    return named.finding


def test_a_finding_is_what_the_result_says(first: Named) -> None:
    kept, said = finding(first), first.campaign
    assert (kept.campaign_id, kept.verdict) == (said.id, said.verdict)
    assert kept.error_rate == said.error_rate
    assert kept.detectable_from == said.detectable_from is not None
    assert set(kept.accounts) == {m.account_id for m in said.accounts}
    assert kept.techniques == tuple(said.techniques)
    assert [note.name for note in first.detail.techniques] == said.techniques
    assert first.detail.campaign_id == said.id


def test_the_rate_of_a_first_look_is_divided_by_its_share(first: Named) -> None:
    assert first.campaign.error_rate == pytest.approx(first.lead.error_rate / share(1), rel=0.01)


def test_the_next_look_keeps_the_name_the_date_and_the_rate(first: Named, tmp_path: Path) -> None:
    earlier = replace(
        finding(first),
        campaign_id="C-known",
        accounts=dict(list(finding(first).accounts.items())[:12]),
        detectable_from=made.START + timedelta(days=1),
        continues=("C-older",),
    )
    again = named_in(tmp_path, Look(40, share(40), (earlier,)))
    assert again.campaign.id == again.detail.campaign_id == "C-known"
    assert again.campaign.detectable_from == made.START + timedelta(days=1)
    assert again.campaign.continues == ["C-older"]
    assert again.campaign.error_rate <= first.campaign.error_rate
    assert len(finding(again).accounts) == 20, "and remembers who belongs now"


def test_one_that_other_accounts_handed_over_to_continues_them(
    first: Named, tmp_path: Path
) -> None:
    """The earlier one's cards and templates, other accounts, and an end the day before."""
    gone = {
        f"banned-{n}": replace(span, first=made.START - timedelta(days=9), last=made.START)
        for n, span in enumerate(finding(first).accounts.values())
    }
    earlier = replace(finding(first), campaign_id="C-gone", accounts=gone)
    found = named_in(tmp_path, next_look(Memory((), (earlier,))))
    assert found.campaign.id == first.campaign.id
    assert found.campaign.continues == ["C-gone"]


def test_a_name_that_was_paid_for_needs_no_second_payment(first: Named, tmp_path: Path) -> None:
    """At a look that may spend next to nothing the group is a suspect, unless it was named."""
    rate = first.lead.error_rate
    late = Look(10**6, 1e-6 * rate)
    stranger = named_in(tmp_path / "new", late)
    assert stranger.campaign.verdict == "suspect"
    known = named_in(tmp_path / "known", replace(late, earlier=(finding(first),)))
    assert known.campaign.verdict == "campaign"
    assert known.campaign.error_rate == first.campaign.error_rate
    strict = named_in(tmp_path / "strict", replace(late, earlier=(finding(first),)), STRICT)
    assert strict.campaign.verdict == "suspect", "taken back where no look alone would name it"
