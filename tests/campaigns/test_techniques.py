"""Techniques are named by their marks, several or none at once, each with its reason."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace

import pytest

from stillwatch.campaigns.technique_facts import Facts
from stillwatch.campaigns.techniques import PAUSE_SECONDS, Technique, marks, techniques

NOTHING = replace(Facts(*[0.0] * len(fields(Facts))), requests_per_account=200.0, days=14.0)


def names(found: list[Technique]) -> list[str]:
    return [technique.name for technique in found]


@pytest.mark.parametrize(
    ("technique", "given"),
    [
        ("trace", {"reasoning": 0.3}),
        ("judge", {"grading": 0.3}),
        ("relay", {"carried_conversations": 0.05}),
        ("replay", {"no_pause": 0.6, "follow_ups": 0.3}),
        ("farm", {"generation": 0.3}),
        ("farm", {"standing_alone": 0.8}),
        ("pivot", {"new_model": 0.4}),
        ("respawn", {"started_after_others_ended": 0.25}),
        ("hydra", {"camouflage": 0.5}),
        ("drip", {"requests_per_account": 8.0}),
    ],
)
def test_a_mark_names_its_technique_and_no_other(technique: str, given: dict[str, float]) -> None:
    bearing = replace(NOTHING, usual_reasoning=1.0, usual_grading=1.0, **given)
    assert names(techniques(bearing)) == [technique]
    below = {name: value + (0.1 if technique == "drip" else -0.01) for name, value in given.items()}
    assert techniques(replace(bearing, **below)) == []


def test_a_technique_that_was_named_stays_until_its_mark_is_gone() -> None:
    """A share that wavers about a threshold does not rename a campaign each day."""
    wavering = replace(NOTHING, grading=0.27, usual_grading=1.0)
    assert techniques(wavering) == []
    assert names(techniques(wavering, earlier=["judge"])) == ["judge"]
    assert techniques(replace(wavering, grading=0.15), earlier=["judge"]) == []


def test_marks_do_not_jump() -> None:
    """Whatever is measured, a little more of it marks a little more: no mark is a switch."""
    for field in fields(Facts):
        if field.name in ("requests_per_account", "days"):
            continue
        steps = [
            {m.name: m.mark for m in marks(replace(NOTHING, **{field.name: n / 200}))}
            for n in range(201)
        ]
        for before, after in itertools.pairwise(steps):
            for name, mark in after.items():
                assert abs(mark - before.get(name, mark)) < 0.35, (field.name, name)


def test_what_hardly_anybody_else_asks_for_needs_less_of_it() -> None:
    some = replace(NOTHING, reasoning=0.12, usual_reasoning=0.01)
    assert names(techniques(some)) == ["trace"]
    assert techniques(replace(some, usual_reasoning=0.1)) == []
    assert techniques(replace(some, reasoning=0.04, usual_reasoning=0.0)) == []


def test_traces_do_not_make_a_farm_but_data_does() -> None:
    """Demanded reasoning stands alone as well; that alone is no pipeline."""
    traces = replace(NOTHING, reasoning=0.95, standing_alone=0.95)
    assert names(techniques(traces)) == ["trace"]
    assert names(techniques(replace(traces, generation=0.5))) == ["trace", "farm"]


def test_one_prefix_over_requests_that_stand_alone_is_a_probe() -> None:
    probing = replace(NOTHING, largest_prefix=0.8, standing_alone=0.8)
    assert "probe" in names(techniques(probing))
    assert "probe" not in names(techniques(replace(probing, standing_alone=0.5)))


def test_follow_ups_that_are_few_are_no_replay() -> None:
    assert techniques(replace(NOTHING, no_pause=1.0, follow_ups=0.1)) == []


def test_several_marks_are_several_techniques() -> None:
    both = replace(NOTHING, reasoning=0.9, camouflage=0.7, started_after_others_ended=0.3)
    assert names(techniques(both)) == ["trace", "respawn", "hydra"]


def test_what_the_log_does_not_tell_marks_nothing() -> None:
    assert list(marks(Facts())) == []


def test_each_reason_holds_its_figure() -> None:
    found = {
        m.name: m.reason for m in marks(replace(NOTHING, reasoning=0.42, usual_reasoning=0.013))
    }
    assert found["trace"] == (
        "42% of the harvest demands the reasoning itself; of everybody's requests 1.3% do"
    )
    assert set(found) == {
        "trace", "judge", "relay", "replay", "farm", "probe", "pivot", "respawn", "hydra", "drip",
    }  # fmt: skip
    assert str(PAUSE_SECONDS) in found["replay"]
