"""The relay: conversations hop between accounts, metadata vanish."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.scenarios.relay import Relay
from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import act, campaign, enrolled


def test_turns_of_a_conversation_come_from_several_accounts_under_one_instruction() -> None:
    group = Relay(campaign(Technique.RELAY))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    threads = rows["thread"][rows["step"] > 0]
    owners = [len(set(rows["account"][rows["thread"] == key])) for key in np.unique(threads)]
    assert np.mean(owners) > 1.7
    assert set(rows["system"].tolist()) == {group.system}
    assert len(set(rows["session"].tolist())) == len(rows)


def test_turns_follow_each_other_at_the_pace_of_people() -> None:
    group = Relay(campaign(Technique.RELAY))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"] & (rows["thread"] != 0)]
    rows = rows[np.lexsort((rows["step"], rows["thread"]))]
    gaps = np.diff(rows["ts"])[np.diff(rows["thread"]) == 0] / 1e6
    assert (gaps >= 0).all()
    assert 40 < np.median(gaps) < 130


def test_metadata_are_there_first_and_vanish_for_good() -> None:
    group = Relay(campaign(Technique.RELAY))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    assert 0.4 < rows["bare"].mean() < 0.95
    assert rows["ts"][rows["bare"]].min() >= rows["ts"][~rows["bare"]].max()
