"""One cell of the benchmark: which world is built, and who judges it.

A cell is data. Equal cells give equal worlds, so what a cell came to is kept under its digest
and a run that was broken off goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.model.errors import SettingsError

SEEDS_OF_CALIBRATION: Final = 1_000
"""Seeds from here on made the references; a benchmark that used one would score its teacher."""


class Cell(BaseModel):
    """A world by its preset and what is changed of it, and the detectors that judge it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    preset: str
    size: Annotated[int, Field(ge=5_000)]
    seed: Annotated[int, Field(ge=0, lt=SEEDS_OF_CALIBRATION)]
    texts: Literal["built-in", "real"] = "built-in"
    world: dict[str, Any] = Field(default_factory=dict)
    """Fields of WorldSpec to set."""
    campaign: dict[str, Any] = Field(default_factory=dict)
    """Fields of every CampaignSpec to set; `reuse` takes a mapping of its own."""
    detectors: tuple[str, ...] = ("stillwatch",)
    daily: bool = False
    """Whether it is also scanned at the end of each day, as an operator would."""

    def spec(self) -> WorldSpec:
        """Return the world, validated; raises SettingsError where a change fits no field."""
        plain = preset(self.preset, size=self.size, seed=self.seed).model_dump()
        plain |= self.world
        for campaign in plain["campaigns"]:
            campaign |= self.campaign
        try:
            return WorldSpec.model_validate(plain)
        except ValueError as error:
            raise SettingsError(
                " ".join(str(error).split()), where=f"cell {self.name}", remedy="change the cell"
            ) from error

    @property
    def name(self) -> str:
        """Return what a person calls the cell."""
        changes = {**self.world, **self.campaign}
        told = "".join(f" {key}={value}" for key, value in changes.items())
        return f"{self.preset}{told}, seed {self.seed}, {self.texts} text"

    def digest(self) -> str:
        """Return what the cell's results are kept under."""
        plain = orjson.dumps(self.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(plain, digest_size=12).hexdigest()
