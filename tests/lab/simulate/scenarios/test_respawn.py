"""The respawn: some replacements come through other surfaces."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.scenarios.respawn import Respawn
from stillwatch.lab.simulate.settings import Technique
from stillwatch.lab.simulate.vocabulary import CLOUD_CLIENT, ROUTER_CLIENT
from tests.lab.simulate.worlds import START, campaign, enrolled


def test_late_accounts_fail_over_to_cloud_and_router() -> None:
    group = Respawn(campaign(Technique.RESPAWN, accounts=400, churn=0.6))
    enrolled(group)
    other = np.isin(group.block["client"], (CLOUD_CLIENT, ROUTER_CLIENT))
    late = group.block["signup"] > START
    assert other[late].mean() > 0.25
    assert other[~late].mean() < 0.12
