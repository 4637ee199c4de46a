"""What all campaigns have in common: quota, camouflage, shards, bans, even load."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from stillwatch.lab.simulate.accounts import HOUR_US, NEVER
from stillwatch.lab.simulate.scenarios.catalogue import SCENARIOS
from stillwatch.lab.simulate.scenarios.farm import Farm
from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import START, act, campaign, enrolled


@pytest.mark.parametrize("technique", Technique)
def test_every_technique_harvests_nearly_its_quota_from_its_own_accounts(
    technique: Technique,
) -> None:
    group = SCENARIOS[technique](campaign(technique))
    enrolled(group)
    rows = act(group)
    assert 1_100 <= rows["harvest"].sum() <= 1_200
    assert set(rows["account"].tolist()) <= set(range(60))
    assert (rows["ts"] >= group.block["signup"][rows["account"]]).all()
    assert (group.technique, group.actor, group.kind) == (technique.value, "actor-a", "campaign")


def test_camouflage_is_its_share_of_all() -> None:
    group = Farm(campaign(Technique.FARM, camouflage=0.8))
    enrolled(group)
    rows = act(group)
    assert 0.7 < 1 - rows["harvest"].mean() < 0.88


def test_load_is_even_where_it_is_dealt_out_in_turn() -> None:
    spread: dict[float, list[float]] = {1.0: [], 0.0: []}
    for synchrony, found in spread.items():
        for seed in range(4):
            group = Farm(campaign(Technique.FARM, synchrony=synchrony, exchanges=6_000))
            enrolled(group, seed=seed)
            whole = group.block["start"] <= START
            rows = act(group)
            counts = np.bincount(rows["account"][rows["harvest"]], minlength=60)[whole]
            found.append(float(counts.var() / counts.mean()))
    assert sum(spread[1.0]) < 0.6 * sum(spread[0.0])


def test_shards_have_templates_of_their_own() -> None:
    group = Farm(campaign(Technique.FARM, shards=3, templates=9))
    enrolled(group)
    rows = act(group)
    rows = rows[rows["harvest"]]
    by_shard = [set(rows["source"][group.shard[rows["account"]] == s].tolist()) for s in range(3)]
    assert all(not one & other for one, other in pairwise(by_shard))
    assert all(len(sources) == 2 for sources in by_shard)


def test_bans_end_accounts_and_replacements_start_within_a_day() -> None:
    group = Farm(campaign(Technique.FARM, churn=0.5))
    enrolled(group)
    rows = act(group)
    banned = np.flatnonzero(group.block["end"] != NEVER)
    assert len(banned) == 30
    denied = rows[rows["denied"]]
    assert len(denied)
    assert (denied["ts"] >= group.block["end"][denied["account"]]).all()
    answered = rows[rows["harvest"] & ~rows["denied"]]
    assert (answered["ts"] <= group.block["end"][answered["account"]]).all()
    moments = np.sort(group.block["end"][banned])
    opened = group.block["start"][:, None] - moments[None, :]
    assert (((opened > 0) & (opened < 24 * HOUR_US)).any(axis=1)).sum() >= 25


def test_accounts_share_what_the_actor_reuses_and_old_ones_no_batch() -> None:
    group = Farm(campaign(Technique.FARM, accounts=400, aged=0.3))
    enrolled(group)
    block = group.block
    with_card = block["card"][block["card"] != 0]
    assert len(set(with_card.tolist())) < len(with_card) / 3
    old = block["signup"] < START - 40 * 24 * HOUR_US
    assert 0.2 < old.mean() < 0.4
    assert np.median(np.diff(np.sort(block["signup"][~old]))) < HOUR_US / 4
    assert np.median(np.diff(np.sort(block["signup"][old]))) > HOUR_US


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_share_of_the_prompts_is_under_anybodys_templates(share: float) -> None:
    group = Farm(campaign(Technique.FARM, paraphrase=share, exchanges=3_000))
    place = enrolled(group)
    rows = act(group)
    numbers = rows["source"][rows["harvest"]]
    contents = [place.sources.sources[number].content for number in numbers.tolist()]
    narrowed = [content is not place.sources.content for content in contents]
    assert 1 - np.mean(narrowed) == pytest.approx(share, abs=0.04)


def test_the_harvest_keeps_to_its_languages_and_the_camouflage_does_not() -> None:
    group = Farm(campaign(Technique.FARM, languages=("de", "fr"), paraphrase=0.5, camouflage=0.5))
    place = enrolled(group)
    rows = act(group)
    rng = np.random.default_rng(1)
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for harvested, texts in said.items():
        for number in set(rows["source"][rows["harvest"] == harvested].tolist()):
            source = place.sources.sources[number]
            texts |= {text.prompt[:4] for text in source.content.draw(source.role, 40, rng)}
    assert said[True] == {"de: ", "fr: "}
    assert not said[True] & said[False]


def test_some_accounts_pose_as_small_organisations() -> None:
    group = Farm(campaign(Technique.FARM, accounts=400, organisations=0.25))
    enrolled(group)
    organisations = group.block["org"][group.block["org"] != 0]
    assert len(organisations) == 100
    _, sizes = np.unique(organisations, return_counts=True)
    assert sizes.max() <= 8
    assert np.median(sizes) >= 3
    none = Farm(campaign(Technique.FARM, organisations=0.0))
    enrolled(none)
    assert not none.block["org"].any()
