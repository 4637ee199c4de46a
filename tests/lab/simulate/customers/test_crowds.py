"""Crowds: strangers who do the same thing at the same time."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.accounts import DAY_US
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers import crowds
from stillwatch.lab.simulate.customers.people import Customers
from stillwatch.lab.simulate.settings import CustomerSpec
from stillwatch.lab.simulate.vocabulary import AGENT_CLIENT
from tests.lab.simulate.worlds import START, act, enrolled


def group_of(kind: type[Customers], accounts: int = 120, exchanges: int = 3_000) -> Customers:
    return kind(CustomerSpec(group=kind.group, accounts=accounts, exchanges=exchanges))


def test_agent_users_share_build_prompt_and_tools_but_no_card_or_device() -> None:
    group = group_of(crowds.CodingAgentUsers)
    enrolled(group)
    rows = act(group)
    assert (group.block["client"] == AGENT_CLIENT).all()
    assert len(set(rows["system"].tolist())) == 1
    assert len(set(rows["source"].tolist())) == 2
    assert rows["thread"].all()
    devices = group.block["device"][group.block["device"] != 0]
    assert len(set(devices.tolist())) == len(devices)


def test_benchmark_runs_walk_the_public_list_in_order() -> None:
    group = group_of(crowds.BenchmarkRunners, accounts=12)
    place = enrolled(group)
    rows = act(group)
    assert {place.sources.sources[s].role for s in set(rows["source"].tolist())} == {Role.BENCHMARK}
    one = rows[rows["account"] == np.bincount(rows["account"]).argmax()]["item"]
    assert (np.diff(one) % 40 == 1).mean() > 0.8
    assert set(rows["item"].tolist()) <= set(range(40))


def test_classes_sign_up_in_a_week_on_a_campus_with_one_assignment() -> None:
    group = group_of(crowds.UniversityClass, accounts=120)
    enrolled(group)
    rows = act(group)
    for number in range(2):
        members = np.arange(120) // 60 == number
        assert np.ptp(group.block["signup"][members]) < 7 * DAY_US
        assert len(set(group.block["roster"][members, 0].tolist())) == 1
    homework = np.isin(rows["source"], group.assignments)  # type: ignore[attr-defined]
    assert 0.6 < homework.mean() < 0.72
    assert rows["ts"].min() >= START


def test_many_paste_the_prompt_of_the_day() -> None:
    group = group_of(crowds.PromptOfTheDay)
    enrolled(group)
    rows = act(group)
    pasted = rows[rows["item"] >= 0]
    assert (rows["step"] == 0).sum() * 0.4 < len(pasted)
    day = (pasted["ts"] - START) // DAY_US
    today = pasted[day == 2]
    assert np.bincount(today["item"]).max() > 0.7 * len(today)


def test_enthusiasts_move_within_a_day() -> None:
    group = group_of(crowds.NewReleaseRush)
    place = enrolled(group)
    waits = group.block["adopts"] - place.release
    assert (waits >= 0).all()
    assert (waits <= DAY_US).all()


def test_researchers_ask_about_reasoning_from_ordinary_accounts() -> None:
    group = group_of(crowds.ReasoningResearchers)
    place = enrolled(group)
    rows = act(group)
    roles = np.array([source.role is Role.RESEARCH for source in place.sources.sources])
    assert 0.45 < roles[rows["source"]].mean() < 0.65
    assert not group.block["org"].any()
