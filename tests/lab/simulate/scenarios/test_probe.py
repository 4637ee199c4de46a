"""The probe: refusals, each followed closely by a variation."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.scenarios.probe import Probe
from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import act, campaign, enrolled


def test_refusals_are_retried_within_seconds() -> None:
    group = Probe(campaign(Technique.PROBE, templates=1))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    assert 0.25 < rows["refused"].mean() < 0.45
    gaps = np.diff(rows["ts"]) / 1e6
    refused = rows["refused"][:-1]
    assert np.median(gaps[refused]) < 30 < np.median(gaps[~refused])
    assert len(set(rows["source"].tolist())) == 2
