"""What a campaign costs whoever runs it, in US dollars, from its settings alone.

A defence is worth what it makes an evasion cost. Prices are ranges: some are published, the
rest are assumptions and say so, for nobody publishes what campaigns pay. Read the ratios
between two bills rather than the bills. Tokens read are not priced, as in the product's own
value of a harvest; nor are wages, and what paraphrasing does to the worth of the data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stillwatch.lab.simulate.settings import CampaignSpec
from stillwatch.settings import JudgementSettings

DAYS_OF_RENT: Final = 30
"""Addresses, profiles and plans are rented by the month; one that was begun is paid whole."""
PAID: Final = 0.67
"""Share of a simulated campaign's accounts that are on a paid plan: its mix of personas over
PLANS_OF_PERSONA of the simulator. Only these have a card."""
HARVEST_TOKENS: Final = 720
"""Tokens written for a harvested request: mean of the simulator's `Sizes.pipeline`."""
ORDINARY_TOKENS: Final = 220
"""Tokens written for an ordinary request: mean of the simulator's `Sizes.chat` (Azure, 2023)."""
PROMPT_TOKENS: Final = 265
"""Tokens of a harvesting prompt: mean of what `Sizes.pipeline` reads."""


@dataclass(frozen=True, slots=True)
class Price:
    """A range of US dollars for one of something, and where it is from."""

    low: float
    high: float
    unit: str
    source: str
    assumed: bool = True


_LIST: Final = JudgementSettings()
PRICES: Final[Mapping[str, Price]] = {
    "accounts opened": Price(
        0.08, 4.93, "account",
        "one verification by text message, mean of the cheapest and of the dearest country over "
        "a year: Dek et al., Science, December 2025 (Cambridge Online Trust and Safety Index)",
        assumed=False,
    ),
    "aged accounts": Price(1.0, 20.0, "account", "opened long before, then kept or sold"),
    "accounts taken over": Price(5.0, 50.0, "account", "with a person's past in the logs"),
    "posed organisations": Price(15.0, 150.0, "organisation", "a mail domain and its mailboxes"),
    "cards": Price(
        0.10, 1.00, "card",
        "two public fee schedules of card issuers, 2025 and 2026; what an issuer asks to know of "
        "each holder is not in it",
        assumed=False,
    ),
    "addresses": Price(2.0, 5.0, "address and month", "a network address of one's own"),
    "device profiles": Price(0.5, 1.5, "profile and month", "a separate browser or machine"),
    "subscriptions": Price(17.0, 30.0, "paid account and month", "a provider's smallest plans"),
    "templates": Price(2.0, 50.0, "template", "minutes to an hour of a prompt writer"),
    "paraphrasing": Price(
        0.40, 2.50, "million tokens written",
        "public list prices of the smallest models of several providers, 2026",
        assumed=False,
    ),
    "harvest": Price(
        _LIST.price_low, _LIST.price_high, "million tokens written",
        "list prices, as in the setting judgement.price_low and .price_high", assumed=False,
    ),
    "camouflage": Price(
        _LIST.price_low, _LIST.price_high, "million tokens written",
        "list prices, as of the harvest", assumed=False,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bill:
    """What a campaign costs, by what it is spent on: dollars, low and high."""

    items: Mapping[str, tuple[float, float]]

    @property
    def low(self) -> float:
        """Return the sum at the lower prices."""
        return sum(low for low, _ in self.items.values())

    @property
    def high(self) -> float:
        """Return the sum at the upper prices."""
        return sum(high for _, high in self.items.values())

    @property
    def middle(self) -> float:
        """Return the sum at the geometric middle of each range, by which costs are compared."""
        return sum(math.sqrt(low * high) for low, high in self.items.values())


def quantities(campaign: CampaignSpec, days: int) -> dict[str, float]:
    """Return how much of each priced thing a campaign of so many days needs, in Price.unit."""
    accounts, reuse = campaign.accounts, campaign.reuse
    months = max(1, math.ceil(days / DAYS_OF_RENT))
    ordinary = campaign.exchanges * campaign.camouflage / (1.0 - campaign.camouflage)
    new = max(0.0, 1.0 - campaign.aged - campaign.bought)
    return {
        "accounts opened": accounts * new,
        "aged accounts": accounts * min(campaign.aged, 1.0 - campaign.bought),
        "accounts taken over": accounts * campaign.bought,
        "posed organisations": accounts * campaign.organisations / reuse.per_organisation,
        "cards": accounts * PAID / reuse.per_card,
        "addresses": accounts / reuse.per_address * months,
        "device profiles": accounts / reuse.per_device * months,
        "subscriptions": accounts * PAID * months,
        "templates": campaign.templates,
        "paraphrasing": campaign.exchanges * campaign.paraphrase * PROMPT_TOKENS / 1e6,
        "harvest": campaign.exchanges * HARVEST_TOKENS / 1e6,
        "camouflage": ordinary * ORDINARY_TOKENS / 1e6,
    }


def bill(campaign: CampaignSpec, days: int, prices: Mapping[str, Price] = PRICES) -> Bill:
    """Return what a campaign that harvests for `days` costs, item by item."""
    needed = quantities(campaign, days)
    return Bill(
        {item: (count * prices[item].low, count * prices[item].high)
         for item, count in needed.items()}
    )  # fmt: skip


def price_rows(prices: Mapping[str, Price] = PRICES) -> list[str]:
    """Return the prices as a Markdown table, assumptions marked as such."""
    rows = [
        f"| {item} | {price.low:g}–{price.high:g} | {price.unit} "
        f"| {'assumption: ' if price.assumed else ''}{price.source} |"
        for item, price in prices.items()
    ]
    return ["| what | US dollars | for each | from |", "|---|---|---|---|", *rows]
