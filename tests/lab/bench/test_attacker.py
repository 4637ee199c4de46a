"""The search finds a weakness that is known, within its cells, and the same way each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from stillwatch.lab.bench.attack_knobs import KNOBS, Knob
from stillwatch.lab.bench.attacker import Search, SearchSettings, effect_rows, search, table
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.run import judge_cell
from stillwatch.lab.simulate.settings import CampaignSpec
from stillwatch.model.errors import SettingsError
from tests.lab.bench.attack_fakes import Judge, alone, weak_when_drowned_and_alone


@pytest.fixture(scope="module")
def found() -> Search:
    return search(SearchSettings(), Judge(weak_when_drowned_and_alone))


def test_the_known_weakness_is_found_within_the_cells_allowed(found: Search) -> None:
    judge = Judge(weak_when_drowned_and_alone)
    search(SearchSettings(), judge)
    assert len(judge.asked) == found.evaluations <= SearchSettings().evaluations
    assert len({cell.digest() for cell in judge.asked}) == len(judge.asked)
    last = found.front[-1]
    assert last.caught == 0.0
    assert last.known == 0.0
    campaign = found.settings.spec({})[1]
    assert found.plain.changed == {}
    assert measured_caught(found.plain.choice, found) == 1.0
    assert {"camouflage", "reuse.per_card", "reuse.per_batch"} <= set(last.point.changed)
    assert last.point.changed["camouflage"] > 0.5 > campaign.camouflage


def measured_caught(choice: tuple[int, ...], found: Search) -> float:
    return next(point.caught for point in found.points if point.choice == choice)


def test_what_does_not_help_is_given_up_where_it_costs_money(found: Search) -> None:
    everything = found.points[1]
    assert everything.caught == 0.0
    assert found.front[-1].point.cost < 0.5 * everything.cost
    assert found.front[-1].point.accounts == found.plain.accounts


def test_the_front_falls_as_the_money_rises(found: Search) -> None:
    costs = [step.point.cost for step in found.front]
    caught = [step.caught for step in found.front]
    assert len(found.front) >= 2
    assert costs == sorted(costs)
    assert caught == sorted(caught, reverse=True)
    assert len(set(caught)) == len(caught)
    assert all(step.fresh and step.worlds == 2 for step in found.front)


def test_the_same_settings_give_the_same_search(found: Search) -> None:
    again = search(SearchSettings(), Judge(weak_when_drowned_and_alone))
    assert again == found
    other = search(SearchSettings(draw=2), Judge(weak_when_drowned_and_alone))
    assert [p.choice for p in other.points] != [p.choice for p in found.points]


def test_what_matters_is_told_from_what_does_not(found: Search) -> None:
    by_fields = {effect.fields: effect for effect in found.effects}
    assert by_fields[("camouflage",)].strongest == -1.0
    matter = {"camouflage", *(knob.field for knob in KNOBS if knob.family == "infrastructure")}
    helpful = [set(effect.fields) for effect in found.effects if effect.change < 0]
    assert helpful
    assert all(fields <= matter for fields in helpful)


@pytest.mark.parametrize("draw", range(5))
def test_a_small_search_takes_back_what_does_not_help(draw: int) -> None:
    """The dearest knobs go first, so that few cells suffice for the cheapest way out."""
    judge = Judge(weak_when_drowned_and_alone)
    found = search(SearchSettings(evaluations=24, draw=draw), judge)
    assert found.front[-1].caught == 0.0
    assert found.front[-1].point.cost < 1.5 * found.plain.cost


def test_luck_in_the_worlds_of_the_search_does_not_reach_the_front() -> None:
    """Where nothing evades but some worlds miss by chance, fresh worlds say so."""

    def lucky(campaign: CampaignSpec, seed: int) -> float:
        return 0.2 if seed < 100 and campaign.synchrony < 0.5 else 1.0

    found = search(SearchSettings(), Judge(lucky))
    assert min(point.caught for point in found.points) == pytest.approx(0.2)
    assert [step.caught for step in found.front] == [1.0]
    assert found.front[0].point.choice == found.plain.choice


def test_luck_in_one_world_does_not_lead_the_search_astray() -> None:
    """The first world misses whatever is aged; only camouflage evades in all."""

    def lucky(campaign: CampaignSpec, seed: int) -> float:
        missed = campaign.camouflage > 0.5 or (seed == 1 and campaign.aged > 0.5)
        return 0.0 if missed else 1.0

    found = search(SearchSettings(evaluations=40), Judge(lucky))
    assert found.front[-1].caught == 0.0
    assert found.front[-1].point.changed == {"camouflage": 0.8}


def test_a_detector_without_weakness_leaves_the_plain_campaign_alone() -> None:
    found = search(SearchSettings(evaluations=24), Judge(lambda campaign, seed: 1.0))
    assert [step.point.changed for step in found.front] == [{}]
    assert found.evaluations <= 24


@pytest.mark.parametrize("evaluations", range(12, 20))
def test_where_cells_run_out_the_best_so_far_was_judged_in_all_worlds(evaluations: int) -> None:
    found = search(SearchSettings(evaluations=evaluations), Judge(weak_when_drowned_and_alone))
    assert found.evaluations <= evaluations
    assert found.front[-1].caught == 0.0
    assert len(found.front[-1].point.trials) == len(found.settings.seeds)


def test_the_table_begins_with_the_plain_campaign(found: Search) -> None:
    header, rule, plain, *front = table(found)
    assert header.count("|") == rule.count("|") == plain.count("|")
    assert plain.startswith("| nothing | 40 |")
    assert "1.0×" in plain
    assert "100% | 2 of 2 fresh worlds |" in plain
    assert len(front) == len([s for s in found.front if s.point.changed])
    assert "camouflage 0.8" in front[-1]
    assert "| 0% | 0 of 2 fresh worlds |" in front[-1]
    assert len(effect_rows(found, 3)) == 5


def test_too_few_cells_are_refused() -> None:
    with pytest.raises(SettingsError, match="allow 12 or more"):
        search(SearchSettings(evaluations=11), Judge(weak_when_drowned_and_alone))


@pytest.mark.heavy
def test_real_worlds_are_built_and_judged() -> None:
    """Plain and all hidden, in two small worlds: the harvest is the same, the camouflage there."""
    settings = SearchSettings(
        size=6_000, evaluations=2, seeds=(1,), fresh=(), confirmed=0, world={}, campaign={},
        knobs=(Knob("reuse.per_card", "infrastructure", (1,)),
               Knob("camouflage", "camouflage", (0.6,))),
    )  # fmt: skip
    seen: list[Outcome] = []

    def judged(cells: Sequence[Cell]) -> Iterable[Outcome]:
        for cell in cells:
            seen.extend(judge_cell(cell, None))
        yield from seen

    found = search(settings, judged)
    assert found.evaluations == 2
    plain, hidden = found.points
    assert hidden.changed == {"reuse.per_card": 1, "camouflage": 0.6}
    assert plain.trials[0].harvest == pytest.approx(1_200, rel=0.1)
    assert hidden.trials[0].harvest == pytest.approx(plain.trials[0].harvest, rel=0.1)
    more = {each.exchanges for each in seen}
    assert max(more) - min(more) == pytest.approx(1_200 * 1.5, rel=0.25)
    assert not alone(settings.spec({})[1])
    assert plain.cost < hidden.cost
