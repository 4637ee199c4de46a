"""Sources: shared, narrowed, listed."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.requests import Sources, blank
from tests.lab.simulate.fake_content import FakeContent


def test_everybodys_source_is_one_and_an_actors_is_its_own() -> None:
    sources, rng = Sources(FakeContent()), np.random.default_rng(1)
    assert sources.whole(Role.TASK) == sources.whole(Role.TASK)
    assert sources.unlimited(Role.TASK) != sources.whole(Role.TASK)
    narrow = sources.sources[sources.narrowed(Role.TASK, 2, rng, unique=True)]
    families = {text.prompt.split(" item")[0] for text in narrow.content.draw(Role.TASK, 200, rng)}
    assert narrow.unique
    assert len(families) <= 2


def test_a_list_is_the_public_one_where_there_is_one() -> None:
    sources, rng = Sources(FakeContent()), np.random.default_rng(1)
    assert len(sources.sources[sources.listed(Role.BENCHMARK, 5, rng)].fixed) == 40
    assert len(sources.sources[sources.listed(Role.QUESTION, 5, rng)].fixed) == 5
    assert sources.system("You are A.") != sources.system("You are B.")


def test_blank_requests_have_nothing_special() -> None:
    rows = blank(3)
    assert rows["model"].tolist() == rows["system"].tolist() == rows["item"].tolist() == [-1] * 3
    assert not rows["harvest"].any()
