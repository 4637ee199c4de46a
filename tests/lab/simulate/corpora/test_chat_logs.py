"""The two large chat logs, on small files in their published shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.corpora.chat_logs import chat_log
from stillwatch.model.errors import InputError

STAMP = datetime(2024, 3, 1, tzinfo=UTC)


def wild_turn(role: str, content: str) -> dict[str, Any]:
    return {
        "content": content,
        "country": "Portugal",
        "hashed_ip": "ab12",
        "header": {"accept-language": "pt", "user-agent": "x"},
        "language": "English",
        "redacted": False,
        "role": role,
        "state": "Lisbon",
        "timestamp": STAMP,
        "toxic": False,
        "turn_identifier": 1,
    }


def wild_row(*said: str, toxic: bool = False) -> dict[str, Any]:
    roles = ["user", "assistant"] * len(said)
    return {
        "conversation_hash": "c0",
        "model": "model-a",
        "timestamp": STAMP,
        "conversation": [wild_turn(r, s) for r, s in zip(roles, said, strict=False)],
        "turn": (len(said) + 1) // 2,
        "language": "English",
        "openai_moderation": [{"flagged": False}],
        "toxic": toxic,
        "redacted": False,
        "state": "Lisbon",
        "country": "Portugal",
        "hashed_ip": "ab12",
    }


def test_wild_chat_parquet(tmp_path: Path) -> None:
    rows = [
        wild_row("why is the sky blue", "Because of scattering."),
        wild_row("plan a trip", "Where to?", "to Porto", "Take the train."),
        wild_row("fix this python script", "Here."),
        wild_row("something bad", "no", toxic=True),
    ]
    (tmp_path / "data").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "data" / "train-00000.parquet")
    shelf = chat_log(tmp_path)
    questions = {text.prompt: text for text in shelf.items[Role.QUESTION]}
    assert set(questions) == {"why is the sky blue", "plan a trip"}
    assert questions["why is the sky blue"].response == "Because of scattering."
    (talk,) = shelf.items[Role.CONVERSATION]
    assert (talk.prompt, talk.turns) == ("to Porto", (("plan a trip", "Where to?"),))
    assert [text.prompt for text in shelf.items[Role.CODE_HELP]] == ["fix this python script"]


def test_lmsys_lines_skip_flagged_and_broken(tmp_path: Path) -> None:
    def row(flagged: bool, *said: str) -> str:
        messages = [
            {"role": role, "content": content}
            for role, content in zip(["user", "assistant"] * 3, said, strict=False)
        ]
        return json.dumps(
            {
                "conversation_id": "a1",
                "model": "vicuna-13b",
                "conversation": messages,
                "turn": 1,
                "language": "English",
                "openai_moderation": [{"categories": {}, "flagged": flagged}],
                "redacted": False,
            }
        )

    lines = [row(False, "hi there", "hello"), row(True, "bad", "no"), '{"conversation": [', "{}"]
    (tmp_path / "lmsys.jsonl").write_text("\n".join(lines), encoding="utf-8")
    shelf = chat_log(tmp_path)
    assert [text.prompt for text in shelf.items[Role.QUESTION]] == ["hi there"]
    assert shelf.skipped == 2


def test_rows_are_limited(tmp_path: Path) -> None:
    rows = [wild_row(f"question number {number}", "yes") for number in range(20)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    assert len(chat_log(tmp_path, most=7).items[Role.QUESTION]) == 7


def test_a_side_keeps_whole_conversations_and_both_make_the_log(tmp_path: Path) -> None:
    rows = [
        wild_row(f"question number {number}", "yes") | {"conversation_hash": f"c{number}"}
        for number in range(40)
    ]
    rows[0]["language"] = "Portuguese"
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    train, test = (
        {text.prompt: text.language for text in chat_log(tmp_path, side=side).items[Role.QUESTION]}
        for side in ("train", "test")
    )
    assert not set(train) & set(test)
    assert len(train) + len(test) == 40
    assert min(len(train), len(test)) > 10
    assert (train | test)["question number 0"] == "pt"


def test_wrong_files_say_how_to_mend(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="published files"):
        chat_log(tmp_path)
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="conversation"):
        chat_log(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"not parquet")
    with pytest.raises(InputError, match="fetch the file again"):
        chat_log(tmp_path)
