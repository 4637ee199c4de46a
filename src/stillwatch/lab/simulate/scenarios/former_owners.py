"""Honest people whose accounts an actor bought: they are the accounts' past."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.accounts import DAY_US, EXCHANGES_PER_DAY
from stillwatch.lab.simulate.customers.people import Everyday
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.settings import CustomerSpec


class FormerOwners(Everyday):
    """Requests: everyday ones under the ids of the campaign's bought accounts, until handed over.

    Its accounts are the campaign's in other hands: one id, one line in the truth, under the
    campaign. The truth of each exchange names no actor for what these people sent.
    """

    def __init__(self, campaign: Campaign) -> None:
        accounts = max(1, round(campaign.spec.accounts * campaign.spec.bought))
        name = f"former_owners_of_{campaign.name}"
        super().__init__(CustomerSpec(group=name, accounts=accounts, exchanges=1))
        self.campaign = campaign

    def arrange(self, setting: Setting, rng: np.random.Generator) -> None:
        """Take the accounts as they were before the campaign had them, which enrols first.

        How much they are used by their plans they know already.
        """
        self.block = self.campaign.before
        held = self.block["end"] - np.maximum(self.block["start"], setting.start)
        exchanges = round(EXCHANGES_PER_DAY * float(held.sum()) / DAY_US)
        self.spec = self.spec.model_copy(update={"exchanges": max(1, exchanges)})
