"""Words for a chunk of requests: drawn by source in bulk, conversations turn by turn.

The only state is conversations that are still going on, dropped when their last turn is
written or their day is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.requests import Requests, Source, Sources

_RESERVE: Final = 256
_REDRAWS: Final = 3
_REMEMBERED: Final = 8
"""Earlier turns a client sends along; what lies further back it has dropped."""
Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the requests of a chunk say, row by row."""

    prompts: list[str]
    responses: list[str]
    systems: list[str | None]
    tools: list[tuple[str, ...]]
    histories: list[Turns]
    """(user, answer) pairs sent along before the prompt."""
    parts: npt.NDArray[np.int64]
    """0, or how many conversations of the same thread were finished before."""


@dataclass(slots=True)
class _Thread:
    """A conversation under way. `first` is the step its current text began at."""

    text: Text
    turns: list[tuple[str, str]]
    first: int = 0
    part: int = 0


def _opened(text: Text) -> _Thread:
    return _Thread(text, [*text.turns, (text.prompt, text.response)])


class Writer:
    """Finds the words for one chunk after another of a day, in order of time."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._threads: dict[int, _Thread] = {}
        self._reserve: dict[int, list[Text]] = {}
        self._ahead: dict[int, int] = {}
        self._said: dict[int, set[str]] = {}

    def begin_day(self, still_open: npt.NDArray[np.int64]) -> None:
        """Forget the day before, save for threads that go on past midnight."""
        keep = set(still_open.tolist())
        self._threads = {key: it for key, it in self._threads.items() if key in keep}
        self._said = {}

    def write(self, rows: Requests, rng: np.random.Generator) -> Words:
        """Return the words of `rows`, which are in order of time."""
        texts: list[Text] = [_NOTHING] * len(rows)
        histories: list[Turns] = [()] * len(rows)
        parts = np.zeros(len(rows), np.int64)
        single = np.flatnonzero(rows["thread"] == 0)
        self._singles(rows, single, texts, rng)
        for place in single.tolist():
            if texts[place].turns:
                histories[place] = texts[place].turns
        self._conversations(rows, texts, histories, parts, rng)
        own = self._sources.systems
        systems = [
            text.system if number < 0 else own[number]
            for text, number in zip(texts, rows["system"].tolist(), strict=True)
        ]
        return Words(
            [text.prompt for text in texts], [text.response for text in texts], systems,
            [text.tools for text in texts], histories, parts,
        )  # fmt: skip

    def _singles(
        self, rows: Requests, single: npt.NDArray[Any], texts: list[Text], rng: np.random.Generator
    ) -> None:
        order = single[np.argsort(rows["source"][single], kind="stable")]
        if not len(order):
            return
        numbers, begins = np.unique(rows["source"][order], return_index=True)
        for number, places in zip(numbers.tolist(), np.split(order, begins[1:]), strict=True):
            source = self._sources.sources[number]
            if source.fixed:
                items = (rows["item"][places] % len(source.fixed)).tolist()
                drawn = [source.fixed[item] for item in items]
            else:
                drawn = self._draw(number, source, len(places), rng)
            for place, text in zip(places.tolist(), drawn, strict=True):
                texts[place] = text

    def _draw(
        self, number: int, source: Source, count: int, rng: np.random.Generator
    ) -> list[Text]:
        drawn = self._take(number, source, count, rng)
        if not source.unique:
            return drawn
        said = self._said.setdefault(number, set())
        repeats = _repeated(drawn, range(len(drawn)), said)
        for _ in range(_REDRAWS):
            if not repeats:
                break
            fresh = source.content.draw(source.role, len(repeats), rng)
            for place, text in zip(repeats, fresh, strict=True):
                drawn[place] = text
            repeats = _repeated(drawn, repeats, said)
        return drawn

    def _conversations(
        self,
        rows: Requests,
        texts: list[Text],
        histories: list[Turns],
        parts: npt.NDArray[np.int64],
        rng: np.random.Generator,
    ) -> None:
        places = np.flatnonzero(rows["thread"] != 0)
        columns = (places, rows["thread"][places], rows["step"][places], rows["source"][places])
        for place, key, step, number in zip(*(c.tolist() for c in columns), strict=True):
            thread = self._threads.get(key)
            if thread is None:
                thread = self._threads[key] = _opened(self._next(number, rng))
                thread.first = step
            if step - thread.first >= len(thread.turns):
                self._go_on(thread, self._next(number, rng), step, number)
            here = max(0, step - thread.first)
            prompt, answer = thread.turns[here]
            text = thread.text
            texts[place] = Text(prompt, answer, text.capability, text.system, text.tools)
            histories[place] = tuple(thread.turns[max(0, here - _REMEMBERED) : here])
            parts[place] = thread.part

    def _go_on(self, thread: _Thread, text: Text, step: int, number: int) -> None:
        """Let a person's talk begin anew; let work in an editor grow by another request."""
        turns = [*text.turns, (text.prompt, text.response)]
        if self._sources.sources[number].role is Role.CONVERSATION:
            thread.text, thread.turns = text, turns
            thread.first, thread.part = step, thread.part + 1
            return
        thread.turns += turns
        # Gaps in the steps (failed turns of the plan) must not run past the end.
        thread.first = max(thread.first, step - len(thread.turns) + len(turns))

    def _next(self, number: int, rng: np.random.Generator) -> Text:
        return self._take(number, self._sources.sources[number], 1, rng)[0]

    def _take(
        self, number: int, source: Source, count: int, rng: np.random.Generator
    ) -> list[Text]:
        """Draw ahead for sources that are asked for little at a time: a draw has a fixed cost."""
        reserve = self._reserve.setdefault(number, [])
        if len(reserve) < count:
            if count >= _RESERVE:
                return source.content.draw(source.role, count, rng)
            ahead = self._ahead[number] = min(_RESERVE, 2 * self._ahead.get(number, _RESERVE // 8))
            reserve.extend(source.content.draw(source.role, max(count, ahead), rng))
        taken = reserve[-count:] if count else []
        del reserve[len(reserve) - count :]
        return taken


def _repeated(drawn: list[Text], places: Iterable[int], said: set[str]) -> list[int]:
    """Return the places whose prompt was said before; remember the others."""
    repeats = []
    for place in places:
        prompt = drawn[place].prompt
        if prompt in said:
            repeats.append(place)
        else:
            said.add(prompt)
    return repeats


_NOTHING: Final = Text("", "")
