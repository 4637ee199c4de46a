"""Judging an attacker's choices with a limited number of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from stillwatch.lab.bench.attack_costs import PRICES, Price, bill
from stillwatch.lab.bench.attack_knobs import KNOBS, Choice, Knob, changes, of_campaign
from stillwatch.lab.bench.attack_points import Point, Trial
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.simulate.settings import CampaignSpec, WorldSpec
from stillwatch.model.errors import ResultError, SettingsError

Evaluate = Callable[[Sequence[Cell]], Iterable[Outcome]]
"""Judges cells and returns their outcomes in any order."""
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What is searched, against whom, and with how many cells."""

    preset: str = "farm"
    size: int = 30_000
    evaluations: int = 60
    """Cells judged at most, those of `fresh` included."""
    seeds: tuple[int, ...] = (1, 2)
    """Worlds by which the search chooses."""
    fresh: tuple[int, ...] = (101, 102)
    """Worlds of other seeds, in which the front is judged again."""
    confirmed: int = 4
    """Choices that are judged again, the plain campaign among them."""
    batch: int = 4
    """Choices judged at once."""
    draw: int = 1
    """Seed of the search's own draws."""
    world: Mapping[str, Any] = field(default_factory=lambda: {"days": 28})
    """Fields of every world: long enough for a slower campaign."""
    campaign: Mapping[str, Any] = field(default_factory=lambda: {"days": 14})
    """Fields of the plain campaign besides the preset's."""
    knobs: tuple[Knob, ...] = KNOBS
    prices: Mapping[str, Price] = field(default_factory=lambda: PRICES)
    texts: Literal["built-in", "real"] = "built-in"
    detector: str = "stillwatch"

    def cell(self, changed: Mapping[str, Any], seed: int) -> Cell:
        """Return the world in which the campaign has these fields."""
        return Cell(
            preset=self.preset, size=self.size, seed=seed, texts=self.texts,
            world=dict(self.world), campaign={**self.campaign, **changed},
            detectors=(self.detector,),
        )  # fmt: skip

    def spec(self, changed: Mapping[str, Any]) -> tuple[WorldSpec, CampaignSpec]:
        """Return the world and its campaign; raises SettingsError where there are others."""
        world = self.cell(changed, self.seeds[0]).spec()
        if len(world.campaigns) != 1:
            raise SettingsError(
                f"{len(world.campaigns)} campaigns, and the attacker is one",
                where=f"attack on {self.preset}", remedy="use a preset with one campaign",
            )  # fmt: skip
        return world, world.campaigns[0]


@dataclass(slots=True)
class Trials:
    """What was judged so far, by choice, and how many cells that took."""

    settings: SearchSettings
    evaluate: Evaluate
    told: Told | None
    used: int = 0
    tried: dict[Choice, dict[int, Trial]] = field(default_factory=dict)
    plain: CampaignSpec = field(init=False)

    def __post_init__(self) -> None:
        self.plain = self.settings.spec({})[1]

    def left(self, kept_back: int) -> int:
        """Return how many more cells may be judged when so many are kept back."""
        return max(0, self.settings.evaluations - kept_back - self.used)

    def own(self, choice: Choice) -> Choice:
        """Return the choice with every level at 0 that changes nothing: one name for each."""
        changed = changes(choice, self.settings.knobs, self.plain)
        pairs = zip(choice, self.settings.knobs, strict=True)
        return tuple(level if knob.field in changed else 0 for level, knob in pairs)

    def judge(self, choices: Iterable[Choice], seeds: Sequence[int], kept_back: int) -> None:
        """Judge choices in the worlds of `seeds`, as far as cells are left.

        Raises ResultError where a cell comes back without an outcome.
        """
        wanted = {
            cell.digest(): (cell, choice, seed)
            for choice in dict.fromkeys(map(self.own, choices))
            for seed in seeds
            if seed not in self.tried.get(choice, {})
            for cell in (self.settings.cell(self._fields(choice), seed),)
        }
        wanted = dict(list(wanted.items())[: self.left(kept_back)])
        if not wanted:
            return
        outcomes = {
            outcome.cell.digest(): outcome
            for outcome in self.evaluate([cell for cell, _, _ in wanted.values()])
            if outcome.detector == self.settings.detector
        }
        for digest, (cell, choice, seed) in wanted.items():
            if digest not in outcomes:
                raise ResultError(
                    "a cell was not judged", where=cell.name,
                    remedy="let evaluate return an outcome for every cell",
                )  # fmt: skip
            self.tried.setdefault(choice, {})[seed] = _trial(outcomes[digest], seed)
        self.used += len(wanted)
        if self.told is not None:
            self.told(f"attack: {self.used} of at most {self.settings.evaluations} cells")

    def points(self) -> list[Point]:
        """Return every choice that was judged, with its bill."""
        return [self.point(choice) for choice in self.tried]

    def point(self, choice: Choice) -> Point:
        """Return a choice with its bill and what is known of it so far."""
        settings, by_seed = self.settings, self.tried.get(choice, {})
        world, campaign = settings.spec(self._fields(choice))
        left = world.days - campaign.first_day
        days = min(campaign.days or left, left)
        return Point(
            choice=choice, changed=changes(choice, settings.knobs, self.plain),
            accounts=campaign.accounts, days=days, bill=bill(campaign, days, settings.prices),
            trials=tuple(by_seed[s] for s in settings.seeds if s in by_seed),
            again=tuple(by_seed[s] for s in settings.fresh if s in by_seed),
        )  # fmt: skip

    def _fields(self, choice: Choice) -> dict[str, Any]:
        return of_campaign(changes(choice, self.settings.knobs, self.plain), self.plain)


def _trial(outcome: Outcome, seed: int) -> Trial:
    harvest = sum(actor.harvest for actor in outcome.actors)
    named = sum(actor.harvest_named for actor in outcome.actors)
    known = any(not group.false for group in outcome.named_groups)
    return Trial(seed, harvest, named / harvest if harvest else 0.0, known)
