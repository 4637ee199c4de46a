"""Worlds of which no two are alike: what a preset fixes is drawn anew for each.

References made of one sort of world know that sort only. A provider's customers are mixed
otherwise, its logs carry less, and no campaign goes about it as another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from stillwatch.lab.simulate.metadata import Level, settings_at
from stillwatch.lab.simulate.presets import LOOK_ALIKES, PRESETS
from stillwatch.lab.simulate.settings import WorldSpec

MIXTURE: Final = 0.8
"""Spread, in log, of how common each look-alike is."""
AS_REPORTED: Final = 0.4
"""Share of campaigns that go about it just as their preset says."""
_OFTEN: Final[dict[Level, float]] = {
    "full": 0.6, "no_payment": 0.1, "network": 0.1, "no_network": 0.1, "sketches": 0.1,
}  # fmt: skip
"""How often the logs carry so much."""


def varied(name: str, *, size: int, seed: int) -> WorldSpec:
    """Return the world called `name`, with everything that may differ drawn by its seed."""
    rng = np.random.default_rng([seed, 0x5741])
    chosen = PRESETS[name]
    more = {
        group: chosen.more.get(group, 1.0) * float(rng.lognormal(0.0, MIXTURE))
        for group in sorted(LOOK_ALIKES)
    }
    days = int(rng.integers(max(7, chosen.days // 2), 2 * chosen.days))
    spec = replace(chosen, more=more, days=days).world(size, seed)
    plain = spec.model_dump()
    levels = list(_OFTEN)
    plain |= settings_at(levels[int(rng.choice(len(levels), p=list(_OFTEN.values())))])
    for campaign in plain["campaigns"]:
        if rng.random() >= AS_REPORTED:
            campaign |= _otherwise(rng)
    return WorldSpec.model_validate(plain)


def _otherwise(rng: np.random.Generator) -> dict[str, Any]:
    """Return how else a campaign may go about it."""
    return {
        "camouflage": float(rng.choice([0.0, 0.1, 0.3, 0.5, 0.7])),
        "templates": int(np.exp(rng.uniform(np.log(1), np.log(80)))),
        "paraphrase": float(rng.choice([0.0, 0.0, 0.3, 0.8])),
        "synchrony": float(rng.uniform(0.1, 0.95)),
        "hours": str(rng.choice(["flat", "office", "people"])),
        "aged": float(rng.uniform(0.0, 0.6)),
        "reuse": {
            "per_card": int(rng.integers(1, 7)),
            "per_device": int(rng.integers(1, 7)),
            "per_address": int(rng.integers(1, 12)),
            "per_batch": int(rng.integers(1, 40)),
        },
    }
