"""`GeneratedContent`: the built-in source of texts, no files needed.

Every text is a pure function of the generator passed to `draw`. The source's seed decides
only which fields of life its world talks of most, and the wording of prepared answer blocks.
Draw in batches: among thousands a text costs 10 to 40 microseconds, alone half a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.generator import families as known
from stillwatch.lab.simulate.generator.answering import Answers
from stillwatch.lab.simulate.generator.engine import Strings, groups, strings
from stillwatch.lab.simulate.generator.register import CAREFUL, HURRIED, PERSON, write_by
from stillwatch.lab.simulate.generator.tools import ToolSet
from stillwatch.lab.simulate.generator.vocabulary import (
    LANGUAGES,
    Indices,
    language_numbers,
    voice,
)
from stillwatch.lab.simulate.generator.writing import Writer, Written, capability_column
from stillwatch.model.errors import StillwatchError

BENCHMARK_ITEMS: Final = 300
FEWEST_TURNS, MOST_TURNS = 2, 6
AGENT_SHARE: Final = 0.55
"""Share of CODE_HELP that comes through an agent with its own prompt and tools."""

SKELETAL: Final = frozenset({Role.SERVICE, Role.EXPANSION, Role.TRACE, Role.RUBRIC})
FREE: Final = frozenset({Role.QUESTION, Role.TASK, Role.RESEARCH})


@dataclass(frozen=True)
class GeneratedContent:
    """Texts written by grammar.

    `split` keeps the families of one side ("train" | "test"); None uses all of them.
    """

    seed: int
    split: str | None = None
    chosen: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)
    """Families that `variants` narrowed a role to."""
    languages: tuple[int, ...] = ()
    """Places in LANGUAGES that `in_languages` keeps to; none: the world's own mix."""

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts of `role`; see the protocol."""
        if count < 1:
            return []
        if role is Role.BENCHMARK:
            items = self.fixed(role)
            return [items[pick] for pick in rng.integers(len(items), size=count).tolist()]
        if role is Role.CONVERSATION:
            return self._conversations(count, rng)
        families = self._families(role, count, rng)
        if role in SKELETAL:
            written = self._writer.from_skeletons(self._skeletons(role, families), families, rng)
        elif role in FREE:
            written = self._free(role, families, rng)
        elif role is Role.COURSEWORK:
            written = self._coursework(families, rng)
        else:
            written = self._at_work(role, count, rng)
        return self._finished(role, written, families, rng)

    def fixed(self, role: Role) -> list[Text]:
        """Return the BENCHMARK list, the same in every world; empty for other roles."""
        if role is not Role.BENCHMARK:
            return []
        items = benchmark()
        sections = known.UNIVERSE[Role.BENCHMARK]
        kept = self.chosen.get(role, tuple(range(sections)))
        return [item for number, item in enumerate(items) if number % sections in kept]

    def variants(self, role: Role, families: int, rng: np.random.Generator) -> GeneratedContent:
        """Return a source whose `role` knows only `families` families, drawn at random.

        Raises StillwatchError for fewer than one; more than there are gives all of them.
        """
        if families < 1:
            raise StillwatchError(
                f"{families} families of {role.value} leave nothing to draw from",
                where="built-in content",
                remedy="ask for one family or more",
            )
        pool = self.chosen.get(role) or known.universe(role, self.split)
        size = min(families, len(pool))
        picks = tuple(sorted(rng.choice(pool, size=size, replace=False).tolist()))
        return replace(self, chosen={**self.chosen, role: picks})

    def in_languages(self, codes: Sequence[str]) -> GeneratedContent:
        """Return a source that writes in these languages, in equal parts; see the protocol.

        A narrowed family keeps to one of them, as one pipeline does.
        """
        return replace(self, languages=language_numbers(codes))

    @property
    def _writer(self) -> Writer:
        return writer(self.seed)

    def _families(self, role: Role, count: int, rng: np.random.Generator) -> Indices:
        narrowed = self.chosen.get(role)
        pool = np.array(narrowed or known.universe(role, self.split), dtype=np.intp)
        if narrowed:
            return pool[rng.integers(len(pool), size=count)]
        weights = 1.0 / np.arange(4, len(pool) + 4)
        return rng.choice(pool, size=count, p=weights / weights.sum())

    def _language_of(self, family: int) -> int | None:
        """Return the language that a family is kept to; families of a side are two apart."""
        return self.languages[family // 2 % len(self.languages)] if self.languages else None

    def _skeletons(self, role: Role, families: Indices) -> dict[int, known.Skeleton]:
        return {f: known.skeleton(role, f, self._language_of(f)) for f, _ in groups(families)}

    def _free(self, role: Role, families: Indices, rng: np.random.Generator) -> Written:
        narrowed = families if role in self.chosen else None
        spoken = None
        if self.languages:
            drawn = families // 2 if role in self.chosen else rng.integers(6**9, size=len(families))
            spoken = np.array(self.languages, dtype=np.intp)[drawn % len(self.languages)]
        return self._writer.free(role, len(families), rng, narrowed, spoken)

    def _coursework(self, families: Indices, rng: np.random.Generator) -> Written:
        given = {f: known.assignment(f, self._language_of(f)) for f, _ in groups(families)}
        rows = [given[family] for family in families.tolist()]
        languages = np.array([row.language for row in rows], dtype=np.intp)
        topics = strings(row.topic for row in rows)
        words = strings(row.words for row in rows)
        prompts = self._writer.about(
            "coursework", languages, rng, topic=topics, given_assignment=words
        )
        return Written(write_by(PERSON, prompts, rng), topics, languages, ["writing"] * len(rows))

    def _at_work(self, role: Role, count: int, rng: np.random.Generator) -> Written:
        """Write CODE_HELP and TOOL_TASK prompts, in English as most such work is."""
        languages = np.zeros(count, dtype=np.intp)
        spoken = voice("en")
        topics = spoken.topics[rng.integers(len(spoken.topics), size=count)]
        prompts = spoken.grammar.sample(role.value, count, rng, {"topic": topics})
        hand = HURRIED if role is Role.CODE_HELP else CAREFUL
        return Written(write_by(hand, prompts, rng), topics, languages, [""] * count)

    def _conversations(self, count: int, rng: np.random.Generator) -> list[Text]:
        role = Role.CONVERSATION
        narrowed = role in self.chosen
        families = self._families(role, count, rng) if narrowed else np.zeros(count, np.intp)
        opening = self._free(role, families, rng)
        lengths = np.minimum(FEWEST_TURNS - 1 + rng.geometric(0.45, size=count), MOST_TURNS)
        turns: list[list[tuple[str, str]]] = [[] for _ in range(count)]
        said = opening.prompts.copy()
        for turn in range(1, MOST_TURNS):
            rows = np.flatnonzero(lengths > turn)
            answers = self._answers(role, opening, rows, rng)
            for row, answer in zip(rows.tolist(), answers.tolist(), strict=True):
                turns[row].append((said[row], answer))
            languages, topics = opening.languages[rows], opening.topics[rows]
            follow = self._writer.about("follow_up", languages, rng, topic=topics)
            said[rows] = write_by(PERSON, follow, rng)
        last = self._answers(role, opening, np.arange(count), rng)
        return [
            Text(prompt, response, capability, turns=tuple(before))
            for prompt, response, capability, before in zip(
                said.tolist(), last.tolist(), opening.capabilities, turns, strict=True
            )
        ]

    def _answers(
        self, role: Role, written: Written, rows: Indices, rng: np.random.Generator
    ) -> Strings:
        capabilities = [written.capabilities[row] for row in rows.tolist()]
        languages, topics = written.languages[rows], written.topics[rows]
        return self._writer.answers.write(role, capabilities, languages, topics, rng)

    def _finished(
        self, role: Role, written: Written, families: Indices, rng: np.random.Generator
    ) -> list[Text]:
        capabilities = capability_column(written.capabilities, role)
        answers = self._writer.answers.write(
            role, capabilities, written.languages, written.topics, rng
        )
        clients = self._clients(role, families, rng)
        columns = (written.prompts.tolist(), answers.tolist(), capabilities)
        if clients is None:
            return [Text(*row) for row in zip(*columns, strict=True)]
        return [
            Text(prompt, answer, capability, client.system, client.tools)
            for prompt, answer, capability, client in zip(*columns, clients, strict=True)
        ]

    def _clients(
        self, role: Role, families: Indices, rng: np.random.Generator
    ) -> list[ToolSet] | None:
        """Return what each row's client sends along, or None where clients send nothing."""
        if role is Role.SERVICE:
            made = self._skeletons(role, families)
            systems = {family: ToolSet(plan.system, ()) for family, plan in made.items()}
            return [systems[family] for family in families.tolist()]
        if role not in (Role.CODE_HELP, Role.TOOL_TASK):
            return None
        sets = {family: known.client(role, family) for family, _ in groups(families)}
        bare = np.zeros(len(families), dtype=bool)
        if role is Role.CODE_HELP and role not in self.chosen:
            bare = rng.random(len(families)) >= AGENT_SHARE
        nothing = ToolSet(None, ())
        return [
            nothing if alone else sets[family]
            for family, alone in zip(families.tolist(), bare.tolist(), strict=True)
        ]


@cache
def writer(seed: int) -> Writer:
    """Return the writer of a seed: which fields its world talks of, and its answer blocks."""
    rng = np.random.default_rng([known.SALT, seed])
    return Writer(Answers(seed), rng.dirichlet(np.full(voice(LANGUAGES[0]).fields, 8.0)))


@cache
def benchmark() -> tuple[Text, ...]:
    """Return the fixed public list: tasks and exam questions, one wording for everybody."""
    rng = np.random.default_rng([known.SALT, BENCHMARK_ITEMS])
    source = GeneratedContent(known.SALT)
    items: dict[str, Text] = {}
    while len(items) < BENCHMARK_ITEMS:
        for text in source.draw(Role.TASK, BENCHMARK_ITEMS, rng):
            items.setdefault(text.prompt, text)
    return tuple(list(items.values())[:BENCHMARK_ITEMS])
