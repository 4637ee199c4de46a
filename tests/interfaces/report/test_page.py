"""What is shown is chosen by weight, capped, and what is left out is counted."""

from __future__ import annotations

from stillwatch.interfaces.report.page import (
    FULL_CAMPAIGNS,
    MEMBER_ROWS,
    MEMBER_ROWS_EACH,
    build,
    capabilities,
    reasons,
    surest,
)
from stillwatch.model.report import MemberTable
from tests.interfaces.invented import Pair, build_pair


def test_evidence_is_grouped_by_axis_and_family(pair: Pair) -> None:
    axes = reasons(pair[0].campaigns[0].evidence, pair[1])
    assert [axis.title for axis in axes] == ["Why they act as one", "Why it is a harvest"]
    content = next(f for f in axes[0].families if f.title == "What is asked")
    assert len(content.reasons) == 2
    widths = [r.width for f in axes[0].families for r in f.reasons]
    assert max(widths) == 100
    assert min(widths) > 0


def test_capabilities_are_a_whole(pair: Pair) -> None:
    campaign = pair[0].campaigns[0]
    many = {f"skill_{n}": 20 - n for n in range(20)}
    harvest = campaign.harvest.model_copy(update={"by_capability": many})
    parts = capabilities(campaign.model_copy(update={"harvest": harvest}))
    assert len(parts) == 11
    assert sum(p.count for p in parts) == sum(many.values())
    assert parts[-1].title == "everything else"


def test_members_of_all_campaigns_together_are_bounded() -> None:
    one = build(*build_pair((MEMBER_ROWS_EACH + 1,), days=3, suspects=0))
    assert len(one.campaigns[0].members) == MEMBER_ROWS_EACH
    document, detail = build_pair((9,) * 14, days=3, suspects=0)
    row = detail.campaigns[0].members.rows[0]
    crowd = MemberTable(rows=[row] * 1_000, total=1_000)
    parts = [part.model_copy(update={"members": crowd}) for part in detail.campaigns]
    many = build(document, detail.model_copy(update={"campaigns": parts}))
    assert sum(len(v.members) for v in many.campaigns) <= MEMBER_ROWS
    assert [v.full for v in many.campaigns] == [True] * FULL_CAMPAIGNS + [False] * 2
    assert many.campaigns[-1].drawing is None


def test_samples_are_masked_again(small: Pair) -> None:
    sample = build(*small).campaigns[0].samples[0]
    assert "example.org" not in sample.text
    assert "4111" not in sample.text
    assert sample.masked == ["card", "email", "phone"]


def test_earlier_campaigns_are_linked_where_they_are_on_the_page(small: Pair) -> None:
    page = build(*small)
    second = next(v for v in page.campaigns if v.continues)
    assert second.continues == [("cmp-old", None)]
    assert second.shares_pool_with == [(small[0].campaigns[0].id, "campaign-1")]


def test_an_alternative_points_to_the_side_it_speaks_for(small: Pair) -> None:
    bars = build(*small).campaigns[0].alternatives
    assert bars[0].bits_against < 0
    assert bars[0].start + bars[0].width <= 61
    assert bars[-1].start == 60
    assert all(0 <= b.start <= b.start + b.width <= 120 for b in bars)


def test_the_surest_members_come_first(pair: Pair) -> None:
    rows = surest(pair[1].campaigns[0])
    sure = [(m.membership, m.exchanges) for m in rows]
    assert sure == sorted(sure, reverse=True)
    assert sure != [(m.membership, m.exchanges) for m in pair[1].campaigns[0].members.rows]
