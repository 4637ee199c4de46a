"""The trace: reasoning models, forced reasoning, artefacts that cross account borders."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.scenarios.trace import Trace
from stillwatch.lab.simulate.settings import Technique
from stillwatch.lab.simulate.vocabulary import THINKING_MODEL
from tests.lab.simulate.worlds import act, campaign, enrolled


def test_artefacts_are_fed_to_several_accounts_and_the_model_reasons() -> None:
    group = Trace(campaign(Technique.TRACE))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    fed = rows[rows["artifact"] > 0]
    assert 0.08 < len(fed) / len(rows) < 0.16
    readers = [len(set(fed["account"][fed["artifact"] == key])) for key in set(fed["artifact"])]
    assert np.mean(np.array(readers) > 1) > 0.5
    assert 0.7 < (rows["model"] == THINKING_MODEL).mean() < 0.9
