"""The boundary of evasion: how densely content alone ties the accounts of one campaign.

A harvest of H prompts, dealt evenly over A accounts and P templates, gives two of its accounts
lambda_c = (H/A)^2 / P templates in common on average. Two in common make a tie, so that an
account has about D = A lambda_c^2 / 2 = H^4 / (2 A^3 P^2) ties to others of its campaign while
lambda_c is well below 1. Beyond, every account is tied to every other, and D, which then
exceeds A, only says how far inside the campaign is. A prototype on simulated accounts found
nothing at D = 0.2, a tenth to a half of the accounts at 2 to 3, and all of them at 30.

Only content is looked at: cards, devices and times tie accounts besides, and camouflage changes
nothing but what the harvester pays, c/(1-c) further requests for each harvested one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stillwatch.lab.simulate.scenarios.catalogue import SCENARIOS
from stillwatch.lab.simulate.settings import CampaignSpec

_UNSEEN: Final = 1.0
_SEEN: Final = 30.0
"""D from which the prototype saw anything at all, and everything."""


def shared_templates(harvest: float, accounts: float, templates: float) -> float:
    """Return lambda_c, the templates that two accounts of a campaign share on average."""
    return (harvest / accounts) ** 2 / templates


def mean_degree(harvest: float, accounts: float, templates: float) -> float:
    """Return D, the ties by content of an account to others of its campaign.

    An approximation for a `shared_templates` well below 1; see above for beyond.
    """
    return accounts * shared_templates(harvest, accounts, templates) ** 2 / 2


def accounts_for(degree: float, harvest: float, templates: float) -> float:
    """Return the accounts over which a harvest must be split so that D is `degree`."""
    return float((harvest**4 / (2 * degree * templates**2)) ** (1 / 3))


def templates_for(degree: float, harvest: float, accounts: float) -> float:
    """Return the distinct templates that a harvest must be written in so that D is `degree`."""
    return float((harvest**4 / (2 * degree * accounts**3)) ** 0.5)


def harvest_for(degree: float, accounts: float, templates: float) -> float:
    """Return the harvest after which D is `degree`: by the daily rate, the time to be seen."""
    return float((2 * degree * accounts**3 * templates**2) ** 0.25)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands against the boundary."""

    harvest: int
    """H: the prompts under the actor's own templates; what is paraphrased is not."""
    accounts: int
    templates: int
    """P over all roles and shards; 0 where the actor has none of its own."""
    shards: int = 1

    @property
    def degree(self) -> float:
        """Return D; 0 where no template is the actor's own.

        Accounts of one topical shard share templates with each other alone: H, A and P are a
        shard's, and D is so many times the whole's.
        """
        if not self.templates:
            return 0.0
        return mean_degree(self.harvest, self.accounts, self.templates) * self.shards

    def line(self) -> str:
        """Return D, which side of the boundary that is, and what it is made of, as words."""
        if not self.templates:
            return "D = 0, beyond the boundary of evasion: no templates of its own"
        side = "beyond" if self.degree < _UNSEEN else "on" if self.degree < _SEEN else "within"
        sharded = f", {self.shards} shards" if self.shards > 1 else ""
        return (
            f"D = {self.degree:.2g}, {side} the boundary of evasion "
            f"(H {self.harvest:,}, A {self.accounts:,}, P {self.templates:,}{sharded})"
        )


def standing(campaign: CampaignSpec) -> Standing:
    """Return where a campaign stands by its plan.

    P counts `templates` for each role of the technique. Roles are not used alike and corpora
    have roles without templates, so that P is the most it can be, and D the least.
    """
    technique = SCENARIOS[campaign.technique]
    own = round(campaign.exchanges * (1.0 - campaign.paraphrase))
    families = campaign.shards * max(1, campaign.templates // campaign.shards)
    templates = families * len(technique.harvest_roles) if technique.templated and own else 0
    return Standing(own, campaign.accounts, templates, campaign.shards)
