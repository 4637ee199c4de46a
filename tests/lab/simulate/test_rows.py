"""Rows: words and requests become exchanges."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from stillwatch.lab.simulate.accounts import draw_accounts
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.infrastructure import Addresses
from stillwatch.lab.simulate.register import Register, register
from stillwatch.lab.simulate.requests import Requests, Sources, blank
from stillwatch.lab.simulate.rows import exchanges, pick_models
from stillwatch.lab.simulate.texts import Writer
from stillwatch.lab.simulate.vocabulary import RELEASED_MODEL
from tests.lab.simulate.fake_content import FakeContent
from tests.lab.simulate.worlds import START


@pytest.fixture(scope="module")
def people() -> Register:
    addresses = Addresses()
    block = draw_accounts(300, START, 7, addresses, np.random.default_rng(1))
    return register(block, addresses)


def requests(count: int) -> Requests:
    rows = blank(count)
    rows["ts"] = START + np.arange(count) * 1_000_003
    rows["account"] = np.arange(count) % 300
    return rows


def table_of(rows: Requests, people: Register, role: Role = Role.QUESTION) -> pa.Table:
    sources = Sources(FakeContent())
    rows["source"] = sources.whole(role)
    rng = np.random.default_rng(1)
    said = Writer(sources).write(rows, rng)
    return exchanges(rows, said, people, sources, "full", True, rng)[0]


def test_turns_end_with_the_prompt_and_alternate(people: Register) -> None:
    rows = requests(3)
    rows["thread"], rows["step"], rows["account"], rows["session"] = 5, [0, 1, 2], 1, 9
    table = table_of(rows, people, Role.CONVERSATION)
    turns = table["turns"].to_pylist()
    assert [len(each) for each in turns] == [1, 3, 5]
    assert [turn["role"] for turn in turns[1]] == ["user", "assistant", "user"]
    assert [each[-1]["content"] for each in turns] == table["prompt"].to_pylist()
    assert turns[2][0]["content"] == table["prompt"][0].as_py()


def test_a_refusal_or_denial_has_no_answer_and_no_output(people: Register) -> None:
    rows = requests(600)
    rows["refused"][:10], rows["denied"][10:20] = True, True
    table = table_of(rows, people)
    refused, denied = table.slice(0, 10), table.slice(10, 10)
    assert set(refused["finish_reason"].to_pylist()) == {"content_filter"}
    assert set(denied["status"].to_pylist()) == {"denied"}
    for part in (refused, denied):
        assert part["response"].null_count == 10
        assert set(part["output_tokens"].to_pylist()) == {0}
    assert 0 < table["response"].null_count - 20 < 30


def test_limits_cut_answers(people: Register) -> None:
    rows = requests(500)
    rows["max_tokens"] = 16
    table = table_of(rows, people)
    assert max(table["output_tokens"].to_pylist()) == 16
    assert "length" in set(table["finish_reason"].to_pylist())


def test_artefacts_only_from_reasoning_models_unless_the_client_brings_its_own(
    people: Register,
) -> None:
    rows = requests(400)
    rows["thread"], rows["artifact"] = np.arange(1, 401), -1
    rows["artifact"][:4] = 99
    table = table_of(rows, people, Role.CODE_HELP)
    sent = table["reasoning_artifacts"].to_pylist()
    thinks = [name in ("meridian-think", "meridian-next") for name in table["model"].to_pylist()]
    assert [bool(each) for each in sent[4:]] == thinks[4:]
    assert len({each[0] for each in sent[:4]}) == 1


def test_stripped_requests_carry_no_end_user_and_no_metadata(people: Register) -> None:
    rows = requests(300)
    rows["end_user"], rows["bare"] = 7, np.arange(300) < 150
    table = table_of(rows, people)
    assert table["end_user_id"].slice(0, 150).null_count == 150
    assert table["metadata"].slice(0, 150).null_count == 150
    assert table["end_user_id"].slice(150).null_count == 0


def test_models_follow_habit_adoption_and_the_request(people: Register) -> None:
    rows = requests(300)
    rows["model"][:5] = 1
    block = people.block.copy()
    block["adopts"] = START
    adopted = Register(block, people.columns, people.address)
    models = pick_models(rows, adopted, np.random.default_rng(1))
    assert models[:5].tolist() == [1] * 5
    assert (models[5:] == RELEASED_MODEL).mean() > 0.75
    assert (pick_models(rows, people, np.random.default_rng(1)) != RELEASED_MODEL).all()
