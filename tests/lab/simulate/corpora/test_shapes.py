"""Corpora known by their shape, each side once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.corpora.shapes import files_of, load_shape, side_of
from stillwatch.lab.simulate.corpora.shelf import Shelf

SIDES = ("train", "test")


def both(path: Path) -> Shelf:
    """Load both sides, which must not be empty, into one."""
    whole = Shelf()
    for side in SIDES:
        shelf = load_shape(path, side)
        assert shelf is not None
        assert shelf.items
        whole.take_in(shelf)
    return whole


def lines(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def prompts(shelf: Shelf, role: Role) -> set[str]:
    return {text.prompt for text in shelf.items[role]}


def test_trees_follow_the_best_reply(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = []
    for tree in range(30):
        said = {"message_tree_id": f"t{tree}", "lang": "pt-BR", "rank": None, "deleted": False}
        for name, parent, role, rank in [
            ("a", None, "prompter", None), ("b", "a", "assistant", 1), ("c", "a", "assistant", 0),
            ("d", "c", "prompter", 0),
        ]:  # fmt: skip
            rows.append(
                said | {"message_id": f"{name}{tree}", "role": role, "rank": rank,
                        "parent_id": parent and f"{parent}{tree}", "text": f"{name} of {tree}"}
            )  # fmt: skip
    rows[0]["deleted"] = True
    shelf = both(lines(tmp_path / "oasst.jsonl", rows))
    assert len(shelf.items[Role.CONVERSATION]) == 29
    talk = shelf.items[Role.CONVERSATION][0]
    number = talk.prompt.split()[-1]
    assert talk.prompt == f"d of {number}"
    assert talk.turns == ((f"a of {number}", f"c of {number}"),)
    assert talk.language == "pt"


def test_talks_between_models_are_tasks(tmp_path: Path) -> None:
    rows = [
        {"prompt": f"Write about {n}", "prompt_id": f"p{n}", "messages": [
            {"role": "user", "content": f"Write about {n}"},
            {"role": "assistant", "content": "Done."}]}
        for n in range(30)
    ]  # fmt: skip
    shelf = both(lines(tmp_path / "ultrachat.jsonl", rows))
    assert set(shelf.items) == {Role.TASK}
    assert prompts(shelf, Role.TASK) == {f"Write about {n}" for n in range(30)}
    assert shelf.items[Role.TASK][0].response == "Done."


@pytest.mark.parametrize("name", ["conversations", "messages"])
def test_talks_of_people_in_either_spelling(tmp_path: Path, name: str) -> None:
    who, what = ("from", "value") if name == "conversations" else ("role", "content")
    rows = [
        {"id": f"i{n}", name: [{who: "human", what: f"question {n}"}, {who: "gpt", what: "yes"},
                               {who: "human", what: "more"}, {who: "gpt", what: "no"}]}
        for n in range(30)
    ]  # fmt: skip
    path = tmp_path / "sharegpt.json"
    path.write_text(json.dumps(rows))
    shelf = both(path)
    assert {t.turns[0] for t in shelf.items[Role.CONVERSATION]} == {
        (f"question {n}", "yes") for n in range(30)
    }


def test_instructions_are_tasks_with_their_input(tmp_path: Path) -> None:
    rows = [{"instruction": f"Do {n}", "input": "this", "output": "ok"} for n in range(30)]
    shelf = both(lines(tmp_path / "alpaca.jsonl", rows))
    assert "Do 3\n\nthis" in prompts(shelf, Role.TASK)
    assert len(shelf.items[Role.TASK]) == 30


def test_prompt_lists_as_column_or_lines(tmp_path: Path) -> None:
    asked = [f"how do I mend thing {n}" for n in range(40)]
    (tmp_path / "a.csv").write_text("n,question\n" + "\n".join(f"1,{each}" for each in asked))
    (tmp_path / "a.txt").write_text("\n".join(asked))
    for name in ("a.csv", "a.txt"):
        assert prompts(both(tmp_path / name), Role.QUESTION) == set(asked)
    strings = lines(tmp_path / "b.jsonl", asked)
    assert prompts(both(strings), Role.QUESTION) == set(asked)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hosts.txt", "a.example\nb.example\nc.example\n"),
        ("rates.csv", "x,y\n1,2\n"),
        ("words.csv", "text\nshort\nwords\n"),
        ("odd.json", "[1, 2]"),
        ("empty.jsonl", ""),
    ],
)
def test_other_lists_are_not_taken_for_prompts(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert load_shape(tmp_path / name, "train") is None


def test_sides_do_not_change_and_licences_are_not_read(tmp_path: Path) -> None:
    assert [side_of(key) for key in ("a", "b", "c", "d")] == ["train", "test", "test", "train"]
    for name in ("LICENSE.txt", "a.txt", "notes.md"):
        (tmp_path / name).write_text("some words here")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.jsonl").write_text("{}")
    assert [path.name for path in files_of(tmp_path, deep=False)] == ["a.txt"]
    assert [path.name for path in files_of(tmp_path, deep=True)] == ["a.txt", "b.jsonl"]
