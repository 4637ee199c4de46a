"""Two campaigns in the terminal."""

from __future__ import annotations

from datetime import date, timedelta

from rich.console import Console, RenderableType

from stillwatch.campaigns.comparison import compare_campaigns
from stillwatch.interfaces.show import render_comparison
from stillwatch.model.profile import Loss, Profile, Release, SharedSample, Spread, Stretch
from stillwatch.model.report import CampaignDetail, TechniqueNote
from tests.interfaces.invented import START, Pair, hostile_pair


def printed(face: RenderableType) -> str:
    console = Console(width=150)
    with console.capture() as capture:
        console.print(face)
    return " ".join(capture.get().split())


def profile(cards: int, model: str = "tern-3") -> Profile:
    return Profile(
        infrastructure=[
            Spread(kind="payment card", values=cards, accounts=40, accounts_each=40 / cards,
                   largest=9),
            Spread(kind="device", values=0, accounts=0, accounts_each=0.0, largest=0),
        ],
        camouflage=0.22, harvest=4_000, templates_per_hundred=1.5, prompts_per_hundred=99.0,
        largest_template=None, harvest_a_day=412.4, busiest_day=900, harvest_per_account_day=10.3,
        hours=tuple(range(24)), quiet_hours=3, models={model: 3_000, "tern-2": 1_000},
        releases=[Release(model=model, released=START, first_used=START + timedelta(hours=3),
                          share_after=0.61, usual_after=0.1)],
        losses=[Loss(day=date(2026, 9, 9), lost=14, came=12, hours_to_next=5.5)],
        languages={"en": 3_000, "zh": 1_000},
        shared=[SharedSample(signal="payment", noun="a card", items=9, sample=[1, 2, 3, cards])],
        stretches=[Stretch(begins=START, ends=START + timedelta(days=7), accounts=40,
                           new_accounts=40, harvest=4_000, harvest_a_day=571.0,
                           harvest_per_account_day=14.2, camouflage=0.22,
                           templates_per_hundred=None, accounts_per_card=4.4,
                           accounts_per_address=None, accounts_per_device=None, models=2)],
    )  # fmt: skip


def detail(part: CampaignDetail, cards: int) -> CampaignDetail:
    note = TechniqueNote(name="trace", reason="42% of the harvest demands the reasoning itself")
    return part.model_copy(update={"profile": profile(cards), "techniques": [note]})


def test_everything_stands_side_by_side(pair: Pair) -> None:
    document, report = pair
    one, other = document.campaigns[:2]
    text = printed(
        render_comparison(
            compare_campaigns(
                (one, detail(report.of(one.id), 10)), (other, detail(report.of(other.id), 20))
            )
        )
    )
    for part in (
        one.id,
        other.id,
        "Both stand on one pool",
        "42% of the harvest demands the reasoning itself",
        "4.0 (40 accounts on 10, most on one 9)",
        "2.0 (40 accounts on 20",
        "not logged",
        "22% of the accounts' traffic",
        "412, at most 900",
        "tern-3 75%, tern-2 25%",
        "en 75%, zh 25%",
        "tern-3: after 3.0 hours, 61% within 48 hours (others 10%)",
        "2026-09-09: 14 lost, 12 came, the first after 5.5 hours",
        "75% of a sample",
        "Over time: intensity and disguise",
    ):
        assert part in text, part


def test_a_result_of_an_older_version_says_what_to_do(pair: Pair) -> None:
    document, report = pair
    told = [(c, report.of(c.id)) for c in document.campaigns[:2]]
    text = printed(render_comparison(compare_campaigns(told[0], told[1])))
    assert "has no profile: scan again" in text


def test_hostile_text_does_not_drive_the_terminal() -> None:
    document, report = hostile_pair("[bold]\x1b[2J\u202e")
    told = [(c, detail(report.of(c.id), 10)) for c in document.campaigns[:2]]
    console = Console(width=150)
    with console.capture() as capture:
        console.print(render_comparison(compare_campaigns(told[0], told[1])))
    assert "\x1b" not in capture.get()
    assert "\u202e" not in capture.get()
