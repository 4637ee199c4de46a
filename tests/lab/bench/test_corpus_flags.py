"""Each corpus by itself: what the sketch says of its texts, and what was found of its harvest."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.lab.bench.corpus_flags import FILLED, FLAGS, CorpusFlags, corpus_lines, flags_of
from stillwatch.lab.bench.intervals import exact
from tests.lab.bench.made import actor, count, outcome, tally
from tests.lab.bench.small_corpora import PROBLEMS, TASKS, write_corpora


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CorpusFlags]:
    folder = write_corpora(tmp_path_factory.mktemp("corpora"))
    # Templates are filled without repeats, for which so few tasks would not do.
    for templates in ("evol", "metamath"):
        for file in (folder / f"distill_{templates}_templates").iterdir():
            file.unlink()
    return {each.name: each for each in flags_of(folder)}


def test_every_corpus_with_texts_is_looked_at_harvests_first(
    flags: dict[str, CorpusFlags],
) -> None:
    assert {name: (each.harvest, each.texts) for name, each in flags.items()} == {
        "distill_alpaca_davinci003": (True, TASKS),
        "distill_rubric_autoj_gpt4": (True, 12),
        "hardneg_gsm8k_benchmark": (False, PROBLEMS),
    }
    assert [each.harvest for each in flags.values()] == [True, True, False]


def test_shares_are_counted_with_exact_bounds(flags: dict[str, CorpusFlags]) -> None:
    assert flags["distill_rubric_autoj_gpt4"].flags["asks_grading"] == exact(12, 12)
    assert flags["hardneg_gsm8k_benchmark"].flags == {f: exact(0, PROBLEMS) for f in FLAGS}
    for each in flags.values():
        mean, low, high = each.impersonal
        assert 0.0 <= low <= mean <= high <= 1.0


def test_templates_are_looked_at_filled(corpora: Path) -> None:
    found = {each.name: each for each in flags_of(corpora)}
    evolved = found.get("distill_evol_templates")
    if evolved is None:
        pytest.skip("the corpus of templates is not among these")
    assert evolved.harvest
    assert evolved.texts == FILLED


def test_both_tables_name_every_corpus(flags: dict[str, CorpusFlags]) -> None:
    hands = tally("actor-a", "campaign", count(5, 5, times=2))
    found = [outcome(hands, actors=[actor(harvest=80, harvest_named=40, suspected=3)])]
    lines = corpus_lines({"distill_alpaca_davinci003": found}, list(flags.values()))
    (judged,) = [line for line in lines if line.startswith("| `distill_alpaca") and " 80 " in line]
    cells = [cell.strip() for cell in judged.strip("|").split("|")]
    assert cells[1:4] == ["1", "80", "10"]
    assert cells[4].startswith("100% (")
    assert cells[-2:] == ["50%", "3"]
    for name in flags:
        assert any(line.startswith(f"| `{name}` | p") for line in lines)
