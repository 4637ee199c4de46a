"""All techniques by name."""

from __future__ import annotations

from typing import Final

from stillwatch.lab.simulate.scenarios.campaign import Campaign
from stillwatch.lab.simulate.scenarios.drip import Drip
from stillwatch.lab.simulate.scenarios.farm import Farm
from stillwatch.lab.simulate.scenarios.hydra import Hydra
from stillwatch.lab.simulate.scenarios.judge import Judge
from stillwatch.lab.simulate.scenarios.pivot import Pivot
from stillwatch.lab.simulate.scenarios.probe import Probe
from stillwatch.lab.simulate.scenarios.relay import Relay
from stillwatch.lab.simulate.scenarios.replay import Replay
from stillwatch.lab.simulate.scenarios.respawn import Respawn
from stillwatch.lab.simulate.scenarios.trace import Trace
from stillwatch.lab.simulate.settings import Technique

SCENARIOS: Final[dict[Technique, type[Campaign]]] = {
    Technique.FARM: Farm,
    Technique.HYDRA: Hydra,
    Technique.DRIP: Drip,
    Technique.RELAY: Relay,
    Technique.REPLAY: Replay,
    Technique.TRACE: Trace,
    Technique.JUDGE: Judge,
    Technique.PROBE: Probe,
    Technique.PIVOT: Pivot,
    Technique.RESPAWN: Respawn,
}
