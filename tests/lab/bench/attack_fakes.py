"""A detector whose weakness is known, and the campaigns it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import ActorOutcome, NamedGroup, Outcome
from stillwatch.lab.simulate.settings import CampaignSpec

HARVEST = 1_000
Rule = Callable[[CampaignSpec, int], float]
"""Share of the harvest that is caught of a campaign in the world of a seed."""


def outcome(cell: Cell, caught: float, detector: str = "stillwatch") -> Outcome:
    """What a detector came to that caught this share of one actor's harvest."""
    actor = ActorOutcome(
        actor="actor-a", technique="farm", accounts=40, named=round(40 * caught), suspected=0,
        jaccard=caught, fragments=int(caught > 0), harvest=HARVEST,
        harvest_named=round(HARVEST * caught),
    )  # fmt: skip
    right = round(40 * caught)
    named = [NamedGroup(accounts=40, right=right, error_rate=0.01)] if right else []
    return Outcome(
        cell=cell, detector=detector, seconds=0.0, exchanges=5 * HARVEST, refused=None, groups=[],
        actors=[actor], named_groups=named, suspected_groups=[], reviewed={}, guilty_scores=[],
        honest_scores=[], days=[],
    )  # fmt: skip


class Judge:
    """Evaluates cells by a rule, in reverse order, and keeps what it was asked."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.asked: list[Cell] = []

    def __call__(self, cells: Sequence[Cell]) -> Iterable[Outcome]:
        self.asked += cells
        for cell in reversed(cells):
            yield outcome(cell, 0.0, detector="another")
            yield outcome(cell, self.rule(cell.spec().campaigns[0], cell.seed))


def alone(campaign: CampaignSpec) -> bool:
    """Whether no account shares a card, device, address or sign-up batch."""
    reuse = campaign.reuse
    return {reuse.per_card, reuse.per_device, reuse.per_address, reuse.per_batch} == {1}


def weak_when_drowned_and_alone(campaign: CampaignSpec, seed: int) -> float:
    """Catch everything but what shares nothing under much camouflage."""
    return 0.0 if campaign.camouflage > 0.5 and alone(campaign) else 1.0
