"""The built-in source meets the protocol: varied, deterministic, narrowable, without giveaways."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import rankdata

from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.corpora.languages import told_languages
from stillwatch.lab.simulate.generator.content import BENCHMARK_ITEMS, GeneratedContent
from stillwatch.model.errors import SettingsError, StillwatchError

SOURCE = GeneratedContent(7)
SLOT = re.compile(r"\{\^?[a-z_]+(#\d)?\}|<(task|answer|passage|topic|n)>|\x01")
CAPABILITIES = {
    "code",
    "math",
    "writing",
    "reasoning",
    "grading",
    "generation",
    "tool_use",
    "knowledge",
    "other",
}


def draw(role: Role, count: int, seed: int = 3, source: Content = SOURCE) -> list[Text]:
    return source.draw(role, count, np.random.default_rng(seed))


def distinct(texts: list[Text]) -> float:
    return len({text.prompt for text in texts}) / len(texts)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_written_out_and_repeatable(role: Role) -> None:
    texts = draw(role, 400)
    assert len(texts) == 400
    assert texts == draw(role, 400)
    assert texts != draw(role, 400, seed=4)
    assert {text.capability for text in texts} <= CAPABILITIES
    for text in texts:
        said = [text.prompt, text.response, text.system or "", *sum(text.turns, ())]
        assert not any(SLOT.search(words) for words in said), text
        assert text.prompt.strip()
        assert text.response.strip()
        assert bool(text.turns) == (role is Role.CONVERSATION)
    assert SOURCE.draw(role, 0, np.random.default_rng(1)) == []


@pytest.mark.parametrize("role", [Role.TASK, Role.QUESTION])
def test_sixty_thousand_draws_hardly_repeat(role: Role) -> None:
    assert distinct(draw(role, 60_000)) > 0.98


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BENCHMARK, Role.CONVERSATION}))
def test_other_roles_hardly_repeat(role: Role) -> None:
    assert distinct(draw(role, 5_000)) > 0.97


def test_conversations_have_two_to_six_turns_that_stay_on_topic() -> None:
    texts = draw(Role.CONVERSATION, 2_000)
    lengths = {len(text.turns) + 1 for text in texts}
    assert lengths == {2, 3, 4, 5, 6}
    assert distinct(texts) > 0.9


def test_one_pipeline_keeps_its_template() -> None:
    for role in (Role.EXPANSION, Role.RUBRIC, Role.TRACE, Role.SERVICE):
        narrowed = SOURCE.variants(role, 1, np.random.default_rng(11))
        texts = draw(role, 60, source=narrowed)
        ends = {(text.prompt[:12], text.prompt[-12:]) for text in texts}
        assert len(ends) < 60, role
        assert distinct(texts) > 0.8


def test_one_agent_one_client_one_assignment_one_topic() -> None:
    rng = np.random.default_rng(5)
    agent = draw(Role.CODE_HELP, 50, source=SOURCE.variants(Role.CODE_HELP, 1, rng))
    assert len({(text.system, text.tools) for text in agent}) == 1
    assert agent[0].tools
    week = draw(Role.COURSEWORK, 100, source=SOURCE.variants(Role.COURSEWORK, 1, rng))
    assert distinct(week) > 0.5
    narrow = SOURCE.variants(Role.TASK, 1, rng).variants(Role.RUBRIC, 2, rng)
    assert set(narrow.chosen) == {Role.TASK, Role.RUBRIC}
    assert distinct(draw(Role.TASK, 500, source=narrow)) > 0.9


def test_no_family_is_an_error_and_too_many_are_all() -> None:
    with pytest.raises(StillwatchError, match="one family or more"):
        SOURCE.variants(Role.TASK, 0, np.random.default_rng(1))
    everything = SOURCE.variants(Role.RUBRIC, 10_000, np.random.default_rng(1))
    assert len(everything.chosen[Role.RUBRIC]) == 240


def test_the_benchmark_is_one_public_list() -> None:
    items = SOURCE.fixed(Role.BENCHMARK)
    assert items == GeneratedContent(99, "test").fixed(Role.BENCHMARK)
    assert len({item.prompt for item in items}) == BENCHMARK_ITEMS
    assert set(draw(Role.BENCHMARK, 50)) <= set(items)
    part = SOURCE.variants(Role.BENCHMARK, 3, np.random.default_rng(1))
    assert 0 < len(part.fixed(Role.BENCHMARK)) < BENCHMARK_ITEMS
    assert SOURCE.fixed(Role.TASK) == []


def test_worlds_of_other_seeds_talk_of_other_things() -> None:
    other = draw(Role.TASK, 300, source=GeneratedContent(8))
    assert {text.prompt for text in other} != {text.prompt for text in draw(Role.TASK, 300)}


def test_length_and_punctuation_do_not_give_tasks_away() -> None:
    count = 4_000
    rows = [shape(text.prompt) for text in draw(Role.TASK, count) + draw(Role.QUESTION, count)]
    features = np.array(rows)
    features = (features - features.mean(0)) / (features.std(0) + 1e-9)
    features = np.hstack([features, np.ones((2 * count, 1))])
    is_task = np.repeat([1.0, 0.0], count)
    order = np.random.default_rng(0).permutation(2 * count)
    fit, held = order[:count], order[count:]
    weights = np.zeros(features.shape[1])
    for _ in range(300):
        chance = 1 / (1 + np.exp(-features[fit] @ weights))
        weights -= 0.5 * features[fit].T @ (chance - is_task[fit]) / count
    assert area(features[held] @ weights, is_task[held]) < 0.75


def shape(prompt: str) -> list[float]:
    marks = [prompt.count(mark) / len(prompt) for mark in "?!.,;:\n'\"("]
    ends = [prompt[-1] in "?.!", prompt[0].isupper(), "?" in prompt, "\n" in prompt]
    upper = sum(letter.isupper() for letter in prompt) / len(prompt)
    return [np.log(len(prompt)), np.log(1 + prompt.count(" ")), upper, *marks, *map(float, ends)]


def area(scores: npt.NDArray[np.float64], positive: npt.NDArray[np.float64]) -> float:
    ranks, hits = rankdata(scores), positive.sum()
    surplus = ranks[positive == 1].sum() - hits * (hits + 1) / 2
    return float(surplus / (hits * (len(scores) - hits)))


def test_attack_and_benign_lengths_overlap() -> None:
    def band(role: Role) -> tuple[float, float]:
        low, high = np.quantile([len(t.prompt) for t in draw(role, 2_000)], [0.1, 0.9])
        return float(low), float(high)

    pairs = [
        (Role.TASK, Role.QUESTION),
        (Role.EXPANSION, Role.SERVICE),
        (Role.RUBRIC, Role.SERVICE),
        (Role.TRACE, Role.RESEARCH),
        (Role.TOOL_TASK, Role.CODE_HELP),
    ]
    for attack, benign in pairs:
        (low, high), (from_, to) = band(attack), band(benign)
        assert low < to, (attack, benign)
        assert from_ < high, (attack, benign)


SPOKEN = ("en", "de", "fr", "es", "zh", "pt")
WRITTEN_IN_ALL = (
    Role.TASK,
    Role.EXPANSION,
    Role.TRACE,
    Role.RUBRIC,
    Role.SERVICE,
    Role.CONVERSATION,
    Role.QUESTION,
    Role.COURSEWORK,
    Role.RESEARCH,
)


@pytest.mark.parametrize("code", SPOKEN)
@pytest.mark.parametrize("role", WRITTEN_IN_ALL)
def test_a_source_keeps_to_its_language(role: Role, code: str) -> None:
    source = SOURCE.in_languages([code])
    texts = draw(role, 300, source=source)
    assert texts == draw(role, 300, source=source)
    assert not any(SLOT.search(text.prompt + text.response) for text in texts)
    told = told_languages([text.prompt for text in texts])
    others = sum(language in SPOKEN and language != code for language in told)
    # Short texts are silent, and a few are mistaken: "tu es sûr ?" for Spanish.
    assert others <= 0.1 * len(texts)
    assert told.count(code) > 0.3 * len(texts)


def test_several_languages_share_and_a_family_keeps_to_one() -> None:
    both = SOURCE.in_languages(["de", "zh"])
    chinese = [any(letter > "\u4e00" for letter in text.prompt) for text in draw(
        Role.TASK, 1_000, source=both)]  # fmt: skip
    assert 0.4 < np.mean(chinese) < 0.6
    for role in (Role.TASK, Role.EXPANSION):
        one = both.variants(role, 1, np.random.default_rng(3))
        found = {any(letter > "\u4e00" for letter in t.prompt) for t in draw(role, 60, source=one)}
        assert len(found) == 1, role


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"in xx.*en, de, fr, es, zh, pt"):
        SOURCE.in_languages(["xx"])
