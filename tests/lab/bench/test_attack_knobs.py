"""Knobs change what they name and nothing else; moves stay within the levels there are."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.bench.attack_knobs import (
    KNOBS,
    Knob,
    changes,
    first_choices,
    next_choice,
    of_campaign,
)
from stillwatch.lab.bench.attacker import SearchSettings
from stillwatch.lab.simulate.settings import CampaignSpec, Reuse, Technique

PLAIN = CampaignSpec(
    actor="a", technique=Technique.FARM, accounts=40, exchanges=6_000, reuse=Reuse(per_card=3)
)
PAIR = (Knob("accounts", "accounts", (2, 4), times=True), Knob("reuse.per_card", "infra", (2, 1)))


def test_a_choice_changes_what_it_names() -> None:
    assert changes((0, 0), PAIR, PLAIN) == {}
    changed = changes((2, 1), PAIR, PLAIN)
    assert changed == {"accounts": 160, "reuse.per_card": 2}
    fields = of_campaign(changed, PLAIN)
    assert fields == {"accounts": 160, "reuse": PLAIN.reuse.model_dump() | {"per_card": 2}}
    assert of_campaign({}, PLAIN) == {}


def test_a_level_that_equals_the_plain_value_changes_nothing() -> None:
    single = PLAIN.model_copy(update={"reuse": Reuse(per_card=1)})
    assert changes((0, 2), PAIR, single) == {}


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.field)
def test_every_knob_makes_a_campaign_at_every_level(knob: Knob) -> None:
    settings = SearchSettings(knobs=(knob,))
    plain = settings.spec({})[1]
    seen = [plain]
    for level in range(1, len(knob.values) + 1):
        fields = of_campaign(changes((level,), (knob,), plain), plain)
        seen.append(settings.spec(fields)[1])
    assert len({campaign.model_dump_json() for campaign in seen}) == len(knob.values) + 1
    assert {campaign.exchanges for campaign in seen} == {plain.exchanges}
    assert {campaign.churn for campaign in seen} == {0.0}


def test_the_beginning_holds_everything_and_every_family_alone() -> None:
    most, *alone = first_choices(KNOBS)
    assert most == tuple(len(knob.values) for knob in KNOBS)
    assert len(alone) == len({knob.family for knob in KNOBS})
    assert [max(levels) for levels in zip(*alone, strict=True)] == list(most)
    assert [sum(map(bool, levels)) for levels in zip(*alone, strict=True)] == [1] * len(KNOBS)


def test_moves_stay_within_the_levels_and_differ() -> None:
    rng = np.random.default_rng(1)
    parents = first_choices(KNOBS)
    made = [next_choice(parents, KNOBS, rng) for _ in range(300)]
    top = parents[0]
    assert all(
        0 <= level <= most for choice in made for level, most in zip(choice, top, strict=True)
    )
    assert len(set(made)) > 50


def test_the_plainer_of_two_parents_is_reached() -> None:
    """What either of two choices can do without, some child does without."""
    rng = np.random.default_rng(2)
    made = {next_choice([(2, 0), (1, 2)], PAIR, rng) for _ in range(200)}
    assert {(1, 0), (2, 2)} <= made
