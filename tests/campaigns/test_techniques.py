"""Techniques are named by their marks, several or none at once."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from stillwatch.campaigns.techniques import Facts, facts, techniques
from tests.campaigns import made
from tests.campaigns.conftest import Scene

NOTHING = replace(Facts(*[0.0] * len(fields(Facts))), requests_per_account=200.0, days=14.0)


@pytest.mark.parametrize(
    ("technique", "marks"),
    [
        ("trace", {"reasoning": 0.3}),
        ("judge", {"grading": 0.3}),
        ("relay", {"carried_conversations": 0.05}),
        ("farm", {"generation": 0.3}),
        ("farm", {"standing_alone": 0.8}),
        ("pivot", {"new_model": 0.4}),
        ("respawn", {"started_after_others_ended": 0.25}),
        ("hydra", {"camouflage": 0.5}),
        ("drip", {"requests_per_account": 8.0}),
    ],
)
def test_a_mark_names_its_technique_and_no_other(technique: str, marks: dict[str, float]) -> None:
    assert techniques(replace(NOTHING, **marks)) == [technique]
    below = {name: value + (0.1 if technique == "drip" else -0.01) for name, value in marks.items()}
    assert techniques(replace(NOTHING, **below)) == []


def test_one_prefix_over_requests_that_stand_alone_is_a_probe() -> None:
    probing = replace(NOTHING, largest_prefix=0.8, standing_alone=0.8)
    assert "probe" in techniques(probing)
    assert "probe" not in techniques(replace(probing, standing_alone=0.5))


def test_several_marks_are_several_techniques() -> None:
    both = replace(NOTHING, reasoning=0.9, camouflage=0.7, started_after_others_ended=0.3)
    assert techniques(both) == ["trace", "respawn", "hydra"]


def test_facts_are_counted_over_the_named_accounts(scene: Scene) -> None:
    found = facts(scene.engine)[scene.named("north").number]
    assert found.requests_per_account == pytest.approx((288 + 33) / 33)
    assert found.camouflage == pytest.approx(33 / 321)
    assert found.generation == 1.0
    assert found.grading == 0.0
    asked = [row for row in made.north() if row["asks_generation"]]
    reasoning = sum(row["elicits_reasoning"] for row in asked) / len(asked)
    assert found.reasoning == pytest.approx(reasoning)
    assert found.standing_alone == 1.0
    assert found.new_model == 0.0
    assert 9 < found.days < 10
    assert set(facts(scene.engine)) == {named.number for named in scene.scan.named}
