"""A harvest of one corpus has that corpus' words, and nobody else's are changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.bench.one_corpus import (
    HARVESTS,
    CorpusWorld,
    OneCorpus,
    harvests_at_hand,
    judge_corpora,
    judge_corpus,
    kept_in,
    only,
    shelves,
)
from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.corpora.sides import CORPORA
from stillwatch.model.errors import InputError, SettingsError
from tests.lab.bench.made import outcome
from tests.lab.bench.small_corpora import TASKS, write_corpora
from tests.lab.simulate.fake_content import FakeContent

OWN = tuple(Text(f"own words {number}", "answer") for number in range(10))
FARM_ROLES = frozenset({Role.TASK, Role.EXPANSION})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


def prompts(content: Content, role: Role, count: int) -> list[str]:
    return [text.prompt for text in content.draw(role, count, np.random.default_rng(1))]


def test_only_the_harvests_roles_come_from_the_corpus() -> None:
    content = OneCorpus(FakeContent(), FARM_ROLES, OWN)
    for role in Role:
        own = all(prompt.startswith("own words") for prompt in prompts(content, role, 8))
        assert own == (role in FARM_ROLES), role
    assert len(content.fixed(Role.BENCHMARK)) == 40
    assert content.fixed(Role.TASK) == []


def test_texts_do_not_repeat_while_they_last() -> None:
    content = OneCorpus(FakeContent(), FARM_ROLES, OWN)
    assert len(set(prompts(content, Role.TASK, 10))) == 10
    assert len(prompts(content, Role.TASK, 25)) == 25


def test_narrowing_leaves_texts_whole_and_narrows_the_rest() -> None:
    content = OneCorpus(FakeContent(), FARM_ROLES, OWN)
    rng = np.random.default_rng(1)
    assert content.variants(Role.TASK, 1, rng) == content
    narrowed = content.variants(Role.SERVICE, 1, rng)
    assert len({p.split(" item")[0] for p in prompts(narrowed, Role.SERVICE, 20)}) == 1
    assert prompts(narrowed, Role.EXPANSION, 1)[0].startswith("own words")


def test_a_corpus_of_texts_gives_its_texts(small: Path) -> None:
    content = only(small, "distill_alpaca_davinci003", 1)
    for role in FARM_ROLES:
        found = prompts(content, role, TASKS)
        assert set(found) == {f"Describe thing {number}." for number in range(TASKS)}
    grading = only(small, "distill_rubric_autoj_gpt4", 1)
    assert all(p.startswith("Rate the answer") for p in prompts(grading, Role.RUBRIC, 12))
    assert prompts(grading, Role.TASK, 1)[0].startswith("Describe thing")


def test_a_corpus_of_templates_fills_them_with_tasks_of_the_side(small: Path) -> None:
    for name, start in (("evol", "Rewrite the given"), ("metamath", "Rephrase the question")):
        content = only(small, f"distill_{name}_templates", 1)
        narrowed = content.variants(Role.TASK, 24, np.random.default_rng(1))
        for source in (content, narrowed):
            for role in FARM_ROLES:
                found = prompts(source, role, TASKS)
                assert all(p.startswith(start) and "Describe thing" in p for p in found)
                assert len(set(found)) == TASKS


def test_what_makes_no_harvest_is_refused(small: Path, tmp_path: Path) -> None:
    for name in ("hardneg_gsm8k_benchmark", "distill_cot_marco_o1"):
        with pytest.raises(SettingsError, match="use one of distill_alpaca"):
            only(small, name, 1)
    with pytest.raises(InputError, match="no corpus of the test side"):
        shelves(tmp_path)


def test_every_corpus_of_the_table_is_on_the_test_side(small: Path) -> None:
    assert HARVESTS.keys() <= {corpus.folder for corpus in CORPORA if corpus.side == "test"}
    assert len(harvests_at_hand(small)) == 4


def test_few_texts_make_a_small_campaign(small: Path) -> None:
    world = CorpusWorld("distill_rubric_autoj_gpt4", 11, 20_000, small)
    (campaign,) = world.cell(80).spec().campaigns
    assert (campaign.exchanges, campaign.accounts) == (80, 20)
    assert not world.cell(0).campaign
    assert not world.cell(10**6).campaign


def test_a_world_is_judged(corpora: Path) -> None:
    name = "distill_rubric_autoj_gpt4"
    if name not in harvests_at_hand(corpora):
        pytest.skip(f"no {name} among the corpora")
    judged = judge_corpus(CorpusWorld(name, 11, 5_000, corpora))
    (actor,) = judged.actors
    assert actor.technique == "judge"
    assert actor.harvest > 700
    assert judged.cell.texts == "real"
    assert judged.detector == "stillwatch"


def test_worlds_judged_before_are_read_back_by_corpus(small: Path, tmp_path: Path) -> None:
    folder = kept_in(tmp_path, small)
    folder.mkdir(parents=True)
    names = harvests_at_hand(small)
    for seed in (11, 12):
        for place, name in enumerate(names):
            kept = outcome(seed=seed, exchanges=place)
            (folder / f"{name}-{seed}-5000").write_text(kept.model_dump_json())
    found = judge_corpora(small, [11, 12], 5_000, tmp_path, 1)
    assert list(found) == names
    for place, outcomes in enumerate(found.values()):
        assert [(o.cell.seed, o.exchanges) for o in outcomes] == [(11, place), (12, place)]
