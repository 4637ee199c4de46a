"""`hydra`: a farm under 60 to 95 per cent unrelated traffic of the same accounts."""

from __future__ import annotations

from stillwatch.lab.simulate.scenarios.farm import Farm


class Hydra(Farm):
    """Requests: a farm's, drowned in ordinary questions and talk (set `camouflage` high).

    Gives it away: the ties between accounts survive the camouflage; content alone does not,
    for most of what each account sends is harmless.
    """
