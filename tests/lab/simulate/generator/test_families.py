"""Families: fixed once from their number, kept apart by side."""

from __future__ import annotations

import json

import pytest

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.generator import families as known
from stillwatch.lab.simulate.generator.vocabulary import LANGUAGES


@pytest.mark.parametrize("role", [Role.SERVICE, Role.EXPANSION, Role.TRACE, Role.RUBRIC])
def test_skeletons_are_many_and_their_markers_are_slots(role: Role) -> None:
    made = [known.skeleton(role, family) for family in known.universe(role, None)[:120]]
    assert len({plan.pattern for plan in made}) > 70
    assert all(plan.slots for plan in made)
    assert not any("<task>" in plan.pattern or "{task}" in plan.pattern for plan in made)


@pytest.mark.parametrize("role", list(Role))
def test_sides_share_no_family(role: Role) -> None:
    train, test = (set(known.universe(role, side)) for side in ("train", "test"))
    if role is Role.BENCHMARK:
        assert train == test  # a public list is the same for everybody
    else:
        assert not train & test
        assert len(train) == len(test)


def test_trace_wrappers_come_in_several_languages() -> None:
    languages = {known.skeleton(Role.TRACE, family).pattern for family in range(60)}
    assert any("Gedanken" in text or "Schritt" in text for text in languages)
    assert len({known.assignment(family).language for family in range(200)}) == len(LANGUAGES)


def test_clients_carry_json_tools_and_pipelines_share_some_agents_with_people() -> None:
    agents = {known.client(Role.CODE_HELP, family).tools for family in range(64)}
    pipelines = [known.client(Role.TOOL_TASK, family).tools for family in range(60)]
    for tools in pipelines:
        assert tools
        assert all({"name", "parameters"} <= set(json.loads(tool)) for tool in tools)
    shared = sum(tools in agents for tools in pipelines)
    assert 15 < shared < 45
