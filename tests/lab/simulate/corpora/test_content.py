"""Real corpora through the protocol: small ones written here, the full ones where present."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.corpora.content import CorpusContent, content_from
from stillwatch.lab.simulate.corpora.languages import told_languages
from stillwatch.lab.simulate.corpora.shelf import LONGEST_PROMPT, cut
from stillwatch.lab.simulate.corpora.sides import CORPORA, SIDES
from stillwatch.lab.simulate.generator.content import GeneratedContent
from stillwatch.model.errors import InputError, StillwatchError

REAL = Path(os.environ.get("STILLWATCH_CORPORA", Path(__file__).parents[5] / "shared" / "data"))
ONE_OFF = (Role.TASK, Role.EXPANSION, Role.TRACE, Role.RUBRIC, Role.TOOL_TASK)


def draw(source: Content, role: Role, count: int, seed: int = 2) -> list[Text]:
    return source.draw(role, count, np.random.default_rng(seed))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write a test side with tasks, two templates and one public list, in published layout."""
    tasks = [
        {"instruction": f"Describe thing {n}.", "input": "blue" if n % 2 else "", "output": "It."}
        for n in range(30)
    ]
    alpaca = tmp_path / "distill_alpaca_davinci003"
    alpaca.mkdir()
    (alpaca / "alpaca_data-0.json").write_text(json.dumps(tasks), encoding="utf-8")
    evolving = tmp_path / "distill_evol_templates"
    evolving.mkdir()
    (evolving / "harder.txt").write_text("Harder, in #{{ iso_code }}:\n{{prompt}}\nNew:")
    (evolving / "longer.txt").write_text("Longer:\n{{ prompt }}\nNew:")
    problems = tmp_path / "hardneg_gsm8k_benchmark"
    problems.mkdir()
    lines = [json.dumps({"query": f"What is {n} + 1?", "response": str(n + 1)}) for n in range(9)]
    (problems / "GSM8K_test.jsonl").write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    return tmp_path


def test_small_corpora_are_read_and_counted(small: Path) -> None:
    content = CorpusContent((small,), 1)
    assert content.shelf.skipped == 1
    prompts = {text.prompt for text in draw(content, Role.TASK, 30)}
    assert {"Describe thing 0.", "Describe thing 1.\n\nblue"} <= prompts
    assert [text.prompt for text in content.fixed(Role.BENCHMARK)][:1] == ["What is 0 + 1?"]
    assert content.fixed(Role.TASK) == []


def test_one_off_roles_raise_beyond_their_size_and_templates_multiply_them(small: Path) -> None:
    content = CorpusContent((small,), 1)
    with pytest.raises(StillwatchError, match="EXPANSION") as raised:
        draw(content, Role.TASK, 31)
    assert "30 on the test side" in str(raised.value)
    expanded = draw(content, Role.EXPANSION, 60)
    assert len({text.prompt for text in expanded}) == 60
    with pytest.raises(StillwatchError, match="60 on the test side"):
        draw(content, Role.EXPANSION, 61)


def test_people_may_repeat(small: Path) -> None:
    content = CorpusContent((small,), 1)
    assert len(draw(content, Role.BENCHMARK, 40)) == 40
    assert len(draw(content, Role.COURSEWORK, 40)) == 40


def test_one_template_is_one_pipeline(small: Path) -> None:
    content = CorpusContent((small,), 1).variants(Role.EXPANSION, 1, np.random.default_rng(1))
    texts = draw(content, Role.EXPANSION, 10)
    assert len({text.prompt.split()[0] for text in texts}) == 1
    assert all("{" not in text.prompt for text in texts)


def test_what_a_side_lacks_is_generated_and_said(small: Path) -> None:
    content = CorpusContent((small,), 1)
    borrowed = draw(content, Role.QUESTION, 20)
    assert borrowed == draw(GeneratedContent(1, "test"), Role.QUESTION, 20)
    assert content.notes[0] == "1 records could not be read"
    assert content.notes[1].startswith("no question, conversation, code_help, tool_task texts")
    narrowed = content.variants(Role.CODE_HELP, 1, np.random.default_rng(1))
    assert len({text.tools for text in draw(narrowed, Role.CODE_HELP, 20)}) == 1


def test_missing_parts_are_errors(small: Path, tmp_path: Path) -> None:
    content = CorpusContent((small,), 1)
    with pytest.raises(StillwatchError, match="one family or more"):
        content.variants(Role.TASK, 0, np.random.default_rng(1))
    with pytest.raises(InputError, match="train side"):
        content_from(small, seed=1, split="train")
    with pytest.raises(InputError, match="no such folder"):
        content_from(tmp_path / "nowhere", seed=1)
    with pytest.raises(InputError, match="unknown split"):
        content_from(small, seed=1, split="both")


def test_a_damaged_corpus_is_named(small: Path) -> None:
    (small / "distill_alpaca_davinci003" / "alpaca_data-0.json").write_text('[{"text": 1}]')
    with pytest.raises(InputError, match="distill_alpaca"):
        content_from(small, seed=1)


def test_a_folder_of_unnamed_files_serves_both_sides(tmp_path: Path) -> None:
    lines = [json.dumps({"prompt": f"why does thing {n} happen"}) for n in range(200)]
    (tmp_path / "mine.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n")
    asked = []
    for side in SIDES:
        content = CorpusContent((tmp_path,), 1, side)
        assert any("numbers.csv" in note for note in content.notes)
        assert "not recognised" in content.notes[0]
        asked.append({text.prompt for text in content.shelf.items[Role.QUESTION]})
        assert {text.prompt for text in draw(content, Role.QUESTION, 20)} <= asked[-1]
        assert draw(content, Role.TASK, 500)
    assert not asked[0] & asked[1]
    assert len(asked[0] | asked[1]) == 200


def test_one_chat_log_alone_serves_both_sides_and_two_are_kept_apart(tmp_path: Path) -> None:
    def log(name: str) -> None:
        (tmp_path / name).mkdir()
        rows = [
            {"conversation_id": f"{name}{n}", "conversation": [
                {"role": "user", "content": f"what is {name} number {n}"},
                {"role": "assistant", "content": "A thing."}]}
            for n in range(100)
        ]  # fmt: skip
        text = "\n".join(map(json.dumps, rows))
        (tmp_path / name / "part.jsonl").write_text(text, encoding="utf-8")

    def asked(folder: Path) -> list[set[str]]:
        return [
            {t.prompt for t in CorpusContent((folder,), 1, side).shelf.items[Role.QUESTION]}
            for side in SIDES
        ]

    log("wildchat-1m")
    train, test = asked(tmp_path / "wildchat-1m")
    assert not train & test
    assert len(train | test) == 100
    log("lmsys-chat-1m")
    train, test = asked(tmp_path)
    assert all("wildchat" in prompt for prompt in train)
    assert all("lmsys" in prompt for prompt in test)
    assert len(train) == len(test) == 100


def test_scarce_talks_and_code_are_composed_rather_than_repeated(tmp_path: Path) -> None:
    def said(*words: str) -> dict[str, object]:
        names = ["human", "gpt"] * len(words)
        turns = [{"from": n, "value": w} for n, w in zip(names, words, strict=False)]
        return {"id": words[0], "conversations": turns}

    rows = [said(f"tell me about {n} please", "ok", "and then?", "fine") for n in range(60)]
    rows += [said(f"fix this python function {n}", "done") for n in range(60)]
    (tmp_path / "sharegpt.json").write_text(json.dumps(rows), encoding="utf-8")
    content = CorpusContent((tmp_path,), 1)
    talks = draw(content, Role.CONVERSATION, 200)
    openings = {text.prompt for text in content.shelf.items[Role.QUESTION]}
    assert all(text.turns[0][0] in openings for text in talks)
    assert all(answer for text in talks for _, answer in text.turns)
    assert len({(text.turns, text.prompt) for text in talks}) > 150
    assert len({text.prompt for text in draw(content, Role.CODE_HELP, 200)}) > 150


def test_no_path_means_the_built_in_source() -> None:
    assert content_from(None, seed=5, split="train") == GeneratedContent(5, "train")


def test_long_texts_are_cut_at_white_space() -> None:
    assert cut("one two three", 9) == "one two"
    assert cut("x" * 20_000, LONGEST_PROMPT) == "x" * LONGEST_PROMPT
    assert cut("short", 9) == "short"


def test_each_source_is_on_one_side() -> None:
    sides: dict[tuple[str, object], set[str]] = {}
    for corpus in CORPORA:
        # The two chat logs share a loader; one folder with two loaders holds two sources.
        sides.setdefault((corpus.folder, corpus.load), set()).add(corpus.side)
    assert all(len(found) == 1 for found in sides.values())
    assert {corpus.side for corpus in CORPORA} == set(SIDES)


@pytest.mark.skipif(not REAL.is_dir(), reason="no corpora: set STILLWATCH_CORPORA to their folder")
@pytest.mark.parametrize("split", SIDES)
class TestRealCorpora:
    def test_every_role_is_served_and_repeatable(self, split: str) -> None:
        content = content_from(REAL, seed=3, split=split)
        for role in Role:
            texts = draw(content, role, 200)
            assert texts == draw(content, role, 200)
            assert all(text.prompt.strip() for text in texts), role
            assert all(len(text.prompt) < 40_000 for text in texts), role
            if role in ONE_OFF:
                assert len({text.prompt for text in texts}) == 200, role
            if role is Role.CONVERSATION:
                assert all(text.turns for text in texts)
            if role is Role.TOOL_TASK:
                assert all(text.tools for text in texts)

    def test_every_role_can_be_narrowed(self, split: str) -> None:
        content = content_from(REAL, seed=3, split=split)
        for role in Role:
            narrowed = content.variants(role, 1, np.random.default_rng(4))
            assert len(draw(narrowed, role, 30)) == 30, role

    def test_thousands_of_expansions_are_distinct(self, split: str) -> None:
        texts = draw(content_from(REAL, seed=3, split=split), Role.EXPANSION, 5_000)
        assert len({text.prompt for text in texts}) == 5_000


@pytest.mark.skipif(not REAL.is_dir(), reason="no corpora: set STILLWATCH_CORPORA to their folder")
def test_real_corpora_keep_to_languages() -> None:
    content = content_from(REAL, seed=3).in_languages(["es", "zh"])
    for role in (Role.QUESTION, Role.TASK, Role.CONVERSATION, Role.EXPANSION, Role.RUBRIC):
        texts = draw(content, role, 120)
        assert texts == draw(content, role, 120)
        firsts = [text.turns[0][0] if text.turns else text.prompt for text in texts]
        assert "en" not in told_languages(firsts), role


@pytest.mark.skipif(not REAL.is_dir(), reason="no corpora: set STILLWATCH_CORPORA to their folder")
def test_no_real_prompt_is_on_both_sides() -> None:
    train, test = (
        {
            text.prompt.lower()
            for role in (Role.TASK, Role.CONVERSATION, Role.TOOL_TASK)
            for text in CorpusContent((REAL,), 1, split).shelf.items[role]
        }
        for split in SIDES
    )
    assert len(train & test) < 0.005 * len(train)
