"""Cells are counted, judged once, and never more than allowed."""

from __future__ import annotations

import pytest

from stillwatch.lab.bench.attack_trials import SearchSettings, Trials
from stillwatch.model.errors import ResultError, SettingsError
from tests.lab.bench.attack_fakes import HARVEST, Judge

SETTINGS = SearchSettings(evaluations=5)
PLAIN = (0,) * len(SETTINGS.knobs)
MOST = tuple(len(knob.values) for knob in SETTINGS.knobs)


def test_nothing_is_judged_twice_nor_beyond_what_is_allowed() -> None:
    judge = Judge(lambda campaign, seed: seed / 10)
    told: list[str] = []
    trials = Trials(SETTINGS, judge, told.append)
    trials.judge([PLAIN, PLAIN], (1, 2), kept_back=0)
    trials.judge([PLAIN], (1, 2), kept_back=0)
    assert [cell.seed for cell in judge.asked] == [1, 2]
    trials.judge([MOST], (1, 2, 3), kept_back=2)
    assert trials.used == len(judge.asked) == 3
    assert trials.left(2) == 0
    trials.judge([MOST], (1, 2, 3), kept_back=0)
    assert trials.used == len(judge.asked) == 5
    assert told[-1] == "attack: 5 of at most 5 cells"


def test_outcomes_find_their_choice_in_any_order() -> None:
    trials = Trials(SETTINGS, Judge(lambda campaign, seed: campaign.camouflage + seed / 100), None)
    trials.judge([PLAIN, MOST], (1, 2), kept_back=0)
    plain, most = trials.points()
    assert [trial.caught for trial in plain.trials] == pytest.approx([0.06, 0.07])
    assert [trial.caught for trial in most.trials] == pytest.approx([0.81, 0.82])
    assert [trial.known for trial in most.trials] == [True, True]
    assert not plain.trials[0].known
    assert plain.trials[0].harvest == HARVEST


def test_choices_of_one_campaign_are_one() -> None:
    """The level that equals the preset's own value is the plain one."""
    settings = SearchSettings(preset="paraphrased")
    trials = Trials(settings, Judge(lambda campaign, seed: 1.0), None)
    own = trials.own(MOST)
    same = {k.field for k, a, b in zip(settings.knobs, own, MOST, strict=True) if a != b}
    assert same == {
        "reuse.per_card", "reuse.per_device", "reuse.per_address", "reuse.per_batch",
        "paraphrase", "hours",
    }  # fmt: skip


def test_days_end_with_the_world() -> None:
    settings = SearchSettings(world={"days": 20}, campaign={"days": None, "first_day": 3})
    trials = Trials(settings, Judge(lambda campaign, seed: 1.0), None)
    assert trials.point(PLAIN).days == 17


def test_a_cell_without_outcome_is_an_error() -> None:
    trials = Trials(SETTINGS, lambda cells: [], None)
    with pytest.raises(ResultError, match="not judged"):
        trials.judge([PLAIN], (1,), kept_back=0)


@pytest.mark.parametrize("preset", ["benign", "mixed"])
def test_the_attacker_is_one(preset: str) -> None:
    with pytest.raises(SettingsError, match="one campaign"):
        SearchSettings(preset=preset, world={}, campaign={}).spec({})
