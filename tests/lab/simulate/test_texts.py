"""Words: conversations turn by turn, unique prompts, fixed lists, own instructions."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.requests import Requests, Sources, blank
from stillwatch.lab.simulate.texts import Words, Writer
from tests.lab.simulate.fake_content import FakeContent


class Stammering(FakeContent):
    """Knows four prompts only."""

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return one of four prompts, again and again."""
        return [Text(f"prompt {n}", "answer") for n in rng.integers(0, 4, count).tolist()]


def say(sources: Sources, rows: Requests, chunks: int = 1) -> list[Words]:
    writer, rng = Writer(sources), np.random.default_rng(1)
    writer.begin_day(rows["thread"])
    return [writer.write(part, rng) for part in np.array_split(rows, chunks)]


def thread(source: int, length: int) -> Requests:
    rows = blank(length)
    rows["source"], rows["thread"], rows["step"] = source, 77, np.arange(length)
    return rows


def test_a_conversation_grows_over_chunks_and_begins_anew_when_it_is_over() -> None:
    sources = Sources(FakeContent())
    first, second = say(sources, thread(sources.whole(Role.CONVERSATION), 5), chunks=2)
    prompts = [*first.prompts, *second.prompts]
    histories = [*first.histories, *second.histories]
    assert [len(history) for history in histories] == [0, 1, 2, 0, 1]
    assert histories[2] == ((prompts[0], "first answer"), (prompts[1], "second answer"))
    assert [*first.parts, *second.parts] == [0, 0, 0, 1, 1]


def test_work_in_an_editor_goes_on_in_one_context_of_limited_length() -> None:
    sources = Sources(FakeContent())
    (said,) = say(sources, thread(sources.whole(Role.CODE_HELP), 12))
    assert [len(history) for history in said.histories] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]
    assert said.histories[3][-1][0] == said.prompts[2]
    assert not said.parts.any()
    assert len(set(said.prompts)) == 12


def test_steps_that_fell_out_leave_no_gap_behind() -> None:
    sources = Sources(FakeContent())
    rows = thread(sources.whole(Role.CODE_HELP), 4)
    rows["step"] = [2, 3, 9, 10]
    (said,) = say(sources, rows)
    assert [len(history) for history in said.histories] == [0, 1, 2, 3]


def test_unique_sources_repeat_only_where_they_know_no_more() -> None:
    content: Content = Stammering()
    sources = Sources(content)
    rows = blank(4)
    rows["source"] = sources.unlimited(Role.TASK, unique=True)
    (said,) = say(sources, rows)
    assert len(set(said.prompts)) >= 3
    sources = Sources(FakeContent())
    rows = blank(3_000)
    rows["source"] = sources.narrowed(Role.TASK, 1, np.random.default_rng(1), unique=True)
    (said,) = say(sources, rows)
    assert len(set(said.prompts)) == 3_000


def test_items_and_instructions_are_taken_by_number() -> None:
    sources = Sources(FakeContent())
    rows = blank(3)
    rows["source"] = sources.listed(Role.BENCHMARK, 1, np.random.default_rng(1))
    rows["item"] = [3, 39, 43]
    rows["system"][1] = sources.system("You are A.")
    (said,) = say(sources, rows)
    assert said.prompts == ["public item 3", "public item 39", "public item 3"]
    assert said.systems == [None, "You are A.", None]
