"""How large a benchmark is: sizes, seeds, detectors. Quick for every build, whole for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.leave_out import left_out_names

TECHNIQUES: Final = (
    "farm", "hydra", "drip", "relay", "replay", "trace", "judge", "probe", "pivot", "respawn",
    "mixed", "paraphrased",
)  # fmt: skip
HARMLESS: Final = ("benign", "benign_hard")
OWN: Final = "stillwatch"
Texts = Literal["built-in", "real"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is built. Seeds start at `first_seed`; none of them made a reference."""

    size: int
    seeds: int
    """Worlds of each technique."""
    harmless_seeds: int
    curve_seeds: int
    compared_seeds: int
    """Of the technique worlds, how many the baselines judge too."""
    daily: tuple[str, ...]
    boundary: bool
    real: bool
    """Whether corpora are at hand: then every second world is made of real text."""
    techniques: tuple[str, ...] = TECHNIQUES
    harmless: tuple[str, ...] = HARMLESS
    baselines: tuple[str, ...] = ()
    left_out_seeds: int = 0
    """Of the technique worlds, how many are also judged by weights that never saw it."""
    knobs: tuple[str, ...] | None = None
    """The knobs that are turned, where `curve_seeds` are given; None: all of them."""
    evaluations: int = 0
    """Cells the adaptive attacker may try."""
    attack_size: int = 30_000
    first_seed: int = 11
    ablated: tuple[str, ...] = ()
    """Techniques that are judged without each family of evidence too."""
    ablated_seed: int = 31

    def texts(self, number: int) -> Texts:
        """Return where the texts of the world with this seed come from."""
        return "real" if self.real and number % 2 else "built-in"

    def cell(
        self,
        preset: str,
        seed: int,
        *,
        daily: bool = False,
        detectors: tuple[str, ...] = (OWN,),
        world: dict[str, object] | None = None,
        campaign: dict[str, object] | None = None,
    ) -> Cell:
        """Return a cell of the plan's size."""
        return Cell(
            preset=preset, size=self.size, seed=seed, texts=self.texts(seed), daily=daily,
            detectors=detectors, world=world or {}, campaign=campaign or {},
        )  # fmt: skip

    def technique_cells(self, preset: str) -> list[Cell]:
        """Return the worlds of one technique: the first are judged by the baselines too, and
        the very first is scanned day by day where the plan says so."""
        return [
            self.cell(
                preset, self.first_seed + number, daily=number == 0 and preset in self.daily,
                detectors=(
                    OWN,
                    *(left_out_names(preset) if number < self.left_out_seeds else ()),
                    *(self.baselines if number < self.compared_seeds else ()),
                ),
            )
            for number in range(self.seeds)
        ]  # fmt: skip

    def harmless_cells(self) -> list[Cell]:
        """Return the worlds without any campaign."""
        return [
            self.cell(
                preset, 100 + number,
                detectors=(OWN, *(self.baselines if number < self.compared_seeds else ())),
            )
            for preset in self.harmless
            for number in range(self.harmless_seeds)
        ]  # fmt: skip
