"""A bill follows from the campaign: more of a thing costs more, and nothing is left out."""

from __future__ import annotations

from typing import Any

import pytest

from stillwatch.lab.bench.attack_costs import PRICES, bill, price_rows, quantities
from stillwatch.lab.simulate.settings import CampaignSpec, Reuse, Technique
from stillwatch.settings import JudgementSettings

PLAIN: dict[str, Any] = {
    "actor": "a", "technique": Technique.FARM, "accounts": 100, "exchanges": 10_000,
    "aged": 0.1, "organisations": 0.0, "templates": 20,
}  # fmt: skip


def campaign(**changed: Any) -> CampaignSpec:
    return CampaignSpec(**{**PLAIN, **changed})


def test_what_is_bought_is_counted() -> None:
    needed = quantities(campaign(reuse=Reuse(per_card=4, per_device=5, per_address=10)), days=14)
    assert needed["accounts opened"] == pytest.approx(90)
    assert needed["aged accounts"] == pytest.approx(10)
    assert needed["cards"] == pytest.approx(67 / 4)
    assert needed["addresses"] == pytest.approx(10)
    assert needed["device profiles"] == pytest.approx(20)
    posing = campaign(organisations=0.5, reuse=Reuse(per_organisation=10))
    assert quantities(posing, days=14)["posed organisations"] == pytest.approx(5)
    assert needed["harvest"] == pytest.approx(7.2)
    assert needed["camouflage"] == needed["paraphrasing"] == 0.0
    assert set(needed) == set(PRICES)


def test_camouflage_costs_its_share_over_what_is_left() -> None:
    half, most = (quantities(campaign(camouflage=c), 14)["camouflage"] for c in (0.5, 0.8))
    assert half == pytest.approx(10_000 * 220 / 1e6)
    assert most == pytest.approx(4 * half)


def test_no_account_is_paid_for_twice() -> None:
    needed = quantities(campaign(aged=0.9, bought=0.3), 14)
    kinds = ("accounts opened", "aged accounts", "accounts taken over")
    assert sum(needed[kind] for kind in kinds) == pytest.approx(100)


def test_rent_is_paid_by_the_month_begun() -> None:
    one, two = (bill(campaign(), days) for days in (30, 31))
    for item in ("addresses", "device profiles", "subscriptions"):
        assert two.items[item] == pytest.approx(tuple(2 * d for d in one.items[item]))
    assert two.items["cards"] == one.items["cards"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"accounts": 200}, {"templates": 80}, {"paraphrase": 1.0}, {"camouflage": 0.5},
        {"aged": 0.9}, {"bought": 0.3}, {"organisations": 0.5},
        {"reuse": Reuse(per_card=1)}, {"reuse": Reuse(per_device=1)},
        {"reuse": Reuse(per_address=1)},
    ],
)  # fmt: skip
def test_hiding_costs_more(hidden: dict[str, Any]) -> None:
    plain, other = bill(campaign(), 14), bill(campaign(**hidden), 14)
    assert other.low > plain.low
    assert other.middle > plain.middle
    assert other.high > plain.high
    assert other.low < other.middle < other.high


def test_list_prices_are_those_of_the_settings() -> None:
    judgement = JudgementSettings()
    for item in ("harvest", "camouflage"):
        assert (PRICES[item].low, PRICES[item].high) == (
            judgement.price_low,
            judgement.price_high,
        )


def test_the_page_says_which_prices_are_assumed() -> None:
    rows = dict(zip(PRICES, price_rows()[2:], strict=True))
    for item, price in PRICES.items():
        assert rows[item].startswith(f"| {item} | ")
        assert ("assumption: " in rows[item]) == price.assumed
        assert price.source in rows[item]
