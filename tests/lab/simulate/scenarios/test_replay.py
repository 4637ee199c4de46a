"""The replay: whole sessions, one after the other, without a pause for thought."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.scenarios.replay import Replay
from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import act, campaign, enrolled


def test_sessions_stay_with_an_account_and_have_no_think_time() -> None:
    group = Replay(campaign(Technique.REPLAY))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    rows = rows[np.lexsort((rows["step"], rows["thread"]))]
    same = np.diff(rows["thread"]) == 0
    gaps = np.diff(rows["ts"])[same] / 1e6
    assert same.mean() > 0.7
    assert 1 < np.median(gaps) < 5
    assert (np.diff(rows["account"])[same] == 0).all()
