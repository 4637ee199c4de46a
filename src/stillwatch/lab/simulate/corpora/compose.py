"""Real texts put together: template with seed, rubric with answer, product with document.

A pipeline's prompts are its template times its seeds, so a few published templates and a few
thousand tasks give millions of distinct texts, none of which need repeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.shelf import Shelf, Template, cut
from stillwatch.lab.simulate.generator import families as known
from stillwatch.lab.simulate.generator.content import MOST_TURNS, GeneratedContent, writer
from stillwatch.lab.simulate.generator.engine import groups, strings
from stillwatch.lab.simulate.generator.register import HURRIED, write_by
from stillwatch.lab.simulate.generator.vocabulary import Indices, voice
from stillwatch.model.errors import StillwatchError

Rows = Sequence[int]
PLACE: Final = re.compile(r"\{(task|passage|language|quantity)\}")
TASK_MARKERS: Final = frozenset({"task", "codetask", "math"})
PASSAGE_MARKERS: Final = frozenset({"passage", "long", "ticket", "review", "email", "transcript"})
LONGEST_SLOT: Final = 4_000
"""Characters of one real text inside a template; as pipelines cut theirs."""

AGENT_SHARE: Final = 0.55
ENOUGH: Final = 300
"""Real texts of a person's role from which they may repeat; with fewer, some are composed."""
NOTHING: Final = Text("", "")
MOST_PAIRS: Final = 5_000_000
"""Template-seed pairs looked at; beyond this the draw is from the first seeds only."""


@dataclass(frozen=True)
class Composer:
    """Composes one side's texts; `generated` lends words and answers."""

    shelf: Shelf
    generated: GeneratedContent

    def items(self, role: Role) -> list[Text]:
        """Return the real texts of a role. Raises StillwatchError where there are none."""
        found = self.shelf.items.get(role, [])
        if not found:
            raise StillwatchError(
                f"no {role.value} texts on the {self.generated.split} side",
                where="corpora",
                remedy="add a corpus that has them, or use the built-in content",
            )
        return found

    def repeated(self, items: list[Text], count: int, rng: np.random.Generator) -> list[Text]:
        """Draw without repeats while the list lasts, else with: as people do repeat."""
        picks = rng.choice(len(items), size=count, replace=count > len(items))
        return [items[pick] for pick in picks.tolist()]

    def one_off(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Draw real texts without repeats. Raises StillwatchError beyond the corpus' size."""
        items = self.items(role)
        self._enough(role, count, len(items))
        picks = rng.choice(len(items), size=count, replace=False)
        return self.answered([items[pick] for pick in picks.tolist()], role, rng)

    def _enough(self, role: Role, count: int, size: int) -> None:
        if count > size:
            raise StillwatchError(
                f"{count} distinct {role.value} texts asked for, {size} on the "
                f"{self.generated.split} side",
                where="corpora",
                remedy="draw fewer, add a corpus, or draw EXPANSION (templates x seeds)",
            )

    def answered(self, texts: list[Text], role: Role, rng: np.random.Generator) -> list[Text]:
        """Give generated answers to texts whose corpus has none."""
        empty = [row for row, text in enumerate(texts) if not text.response]
        if not empty:
            return texts
        answers = self._answers([texts[row].capability for row in empty], role, rng)
        out = list(texts)
        for row, answer in zip(empty, answers, strict=True):
            out[row] = replace(texts[row], response=answer)
        return out

    def _answers(
        self, capabilities: Sequence[str], role: Role, rng: np.random.Generator
    ) -> list[str]:
        count = len(capabilities)
        english, topics = np.zeros(count, dtype=np.intp), strings(["this"] * count)
        answers = writer(self.generated.seed).answers
        told: list[str] = answers.write(role, capabilities, english, topics, rng).tolist()
        return told

    def _pairs(
        self, role: Role, sizes: tuple[int, int], count: int, rng: np.random.Generator
    ) -> tuple[Indices, Indices]:
        """Return `count` distinct (template, seed) pairs; no seed twice while they last."""
        templates, seeds = sizes
        if count <= seeds:
            return (
                rng.integers(max(templates, 1), size=count),
                rng.choice(seeds, size=count, replace=False),
            )
        usable = min(seeds, max(1, MOST_PAIRS // max(templates, 1)))
        self._enough(role, count, templates * usable)
        pairs = rng.choice(templates * usable, size=count, replace=False)
        return pairs // usable, pairs % usable

    def expansions(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Fill published templates with seed tasks and passages of the side."""
        templates = [self.shelf.templates[pick] for pick in chosen] or self.shelf.templates
        if not templates:
            self.items(Role.EXPANSION)
        tasks = self.items(Role.TASK)
        sizes = (len(templates), len(tasks))
        of_template, of_seed = self._pairs(Role.EXPANSION, sizes, count, rng)
        prompts = [
            self._expansion(templates[which], tasks, seed, rng)
            for which, seed in zip(of_template.tolist(), of_seed.tolist(), strict=True)
        ]
        answers = self._answers(["generation"] * count, Role.EXPANSION, rng)
        return [Text(p, a, "generation") for p, a in zip(prompts, answers, strict=True)]

    def _expansion(
        self, template: Template, tasks: list[Text], seed: int, rng: np.random.Generator
    ) -> str:
        """Fill one template: the given seed first, further seeds at random.

        The seed also picks the passage, so that no two fillings of a passage template are alike.
        """
        seeds = iter([seed, *rng.integers(len(tasks), size=8).tolist()])
        passages = self.shelf.passages or [task.response for task in tasks[:1000]]
        languages = voice("en").grammar.sample("language_name", 1, rng)
        quantity = str(rng.integers(3, 21))

        def filled(match: re.Match[str]) -> str:
            if match.group(1) == "task":
                return cut(tasks[next(seeds)].prompt, LONGEST_SLOT)
            if match.group(1) == "passage":
                more, first = divmod(seed, len(passages))
                if not more:
                    return cut(passages[first], LONGEST_SLOT)
                both = (passages[first], passages[more % len(passages)])
                return "\n\n".join(cut(passage, LONGEST_SLOT // 2) for passage in both)
            return str(languages[0]) if match.group(1) == "language" else quantity

        return PLACE.sub(filled, template.words)

    def traces(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Real forced-reasoning prompts first, then generated wrappers around real tasks."""
        return self._wrapped(Role.TRACE, count, rng, chosen)

    def rubrics(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Real grading prompts first, then generated rubrics over real tasks and answers."""
        return self._wrapped(Role.RUBRIC, count, rng, chosen)

    def services(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Put real passages into generated product templates."""
        picks = chosen or known.universe(Role.SERVICE, self.generated.split)
        return self._filled(Role.SERVICE, picks, count, rng)

    def _wrapped(
        self, role: Role, count: int, rng: np.random.Generator, chosen: Rows
    ) -> list[Text]:
        real = [] if chosen else self.shelf.items.get(role, [])
        taken = min(count, len(real))
        texts = [real[pick] for pick in rng.choice(len(real), size=taken, replace=False).tolist()]
        picks = chosen or known.universe(role, self.generated.split)
        return texts + self._filled(role, picks, count - taken, rng)

    def _filled(self, role: Role, picks: Rows, count: int, rng: np.random.Generator) -> list[Text]:
        """Fill generated skeletons with real tasks, answers and passages."""
        tasks = self.items(Role.TASK)
        passages = self.shelf.passages or [text.response for text in tasks]
        which, seeds = self._pairs(role, (len(picks), len(tasks)), count, rng)
        families = np.array(picks, dtype=np.intp)[which]
        writes = writer(self.generated.seed)
        prompts: list[str] = [""] * count
        for family, rows in groups(families):
            plan, bound = known.skeleton(role, family), {}
            languages = np.full(len(rows), plan.language, dtype=np.intp)
            for name, marker in plan.slots:
                if marker in PASSAGE_MARKERS:
                    column = [passages[p] for p in rng.integers(len(passages), size=len(rows))]
                elif marker in TASK_MARKERS or marker in ("answer", "other"):
                    own = name.endswith("_a") and marker != "other"
                    rest = rng.integers(len(tasks), size=len(rows))
                    used = [tasks[p] for p in (seeds[rows] if own else rest).tolist()]
                    asked = marker in TASK_MARKERS
                    column = [text.prompt if asked else text.response for text in used]
                else:
                    topics = strings(["this"] * len(rows))
                    column = writes.marker(marker, languages, topics, rng).tolist()
                bound[name] = strings(cut(value, LONGEST_SLOT) for value in column)
            made = voice("en").grammar.fill(plan.pattern, len(rows), rng, bound)
            for row, prompt in zip(rows.tolist(), made.tolist(), strict=True):
                prompts[row] = prompt
        capability = {Role.TRACE: "reasoning", Role.RUBRIC: "grading"}.get(role, "other")
        answers = self._answers([capability] * count, role, rng)
        systems = [known.skeleton(role, family).system for family in families.tolist()]
        return [
            Text(p, a, capability, s) for p, a, s in zip(prompts, answers, systems, strict=True)
        ]

    def coursework(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Put real assignments into students' generated words; assignments repeat."""
        items = self.items(Role.COURSEWORK)
        used = self.repeated([items[pick] for pick in chosen] or items, count, rng)
        languages = np.zeros(count, dtype=np.intp)
        words = strings(
            f"answer this: {cut(text.prompt.rstrip(' .'), LONGEST_SLOT)}" for text in used
        )
        prompts = writer(self.generated.seed).about(
            "coursework", languages, rng, topic=strings(["this"] * count), given_assignment=words
        )
        return [
            replace(text, prompt=prompt)
            for text, prompt in zip(used, prompts.tolist(), strict=True)
        ]

    def tool_tasks(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Real tool tasks first; then their tool sets with other tasks of the side.

        Tasks that no tool fits are a known part of such collections.
        """
        real = self.items(Role.TOOL_TASK)
        sets = [real[pick] for pick in chosen] or real
        taken = min(count, len(sets))
        first = [sets[p] for p in rng.choice(len(sets), size=taken, replace=False).tolist()]
        tasks = self.items(Role.TASK)
        which, seeds = self._pairs(Role.TOOL_TASK, (len(sets), len(tasks)), count - taken, rng)
        rest = [
            replace(sets[a], prompt=tasks[b].prompt, response=tasks[b].response)
            for a, b in zip(which.tolist(), seeds.tolist(), strict=True)
        ]
        return self.answered(first + rest, Role.TOOL_TASK, rng)

    def conversations(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Real talks; where a side has few, most begin with a real question and go on generated."""
        real = self.items(Role.CONVERSATION)
        texts = self.repeated(real, count, rng)
        openings = [t for t in self.shelf.items.get(Role.QUESTION, ()) if t.prompt.isascii()]
        places = self._scarce(len(real), count, rng) if openings else []
        made = self._talks(self.repeated(openings, len(places), rng), rng) if places else []
        for place, talk in zip(places, made, strict=True):
            texts[place] = talk
        return self.answered(texts, Role.CONVERSATION, rng)

    def _scarce(self, size: int, count: int, rng: np.random.Generator) -> list[int]:
        """Return the places of a draw that a list of `size` real texts leaves to be composed.

        A talk said over and over by strangers would tie them, and nobody's does so.
        """
        if size >= ENOUGH:
            return []
        return np.flatnonzero(rng.random(count) >= size / ENOUGH).tolist()

    def _talks(self, openings: list[Text], rng: np.random.Generator) -> list[Text]:
        """Let each opening be answered and asked on about, for two to six turns in all."""
        lengths = np.minimum(1 + rng.geometric(0.45, size=len(openings)), MOST_TURNS).tolist()
        openings = self.answered(openings, Role.QUESTION, rng)
        more = int(sum(lengths)) - len(openings)
        english, topics = np.zeros(more, dtype=np.intp), strings(["this"] * more)
        follow = writer(self.generated.seed).about("follow_up", english, rng, topic=topics)
        replies = iter(self._answers(["other"] * more, Role.CONVERSATION, rng))
        said = iter(follow.tolist())
        talks = []
        for opening, length in zip(openings, lengths, strict=True):
            turns = [(opening.prompt, opening.response)]
            turns += [(next(said), next(replies)) for _ in range(length - 1)]
            talks.append(Text(*turns[-1], opening.capability, turns=tuple(turns[:-1])))
        return talks

    def _ask_of_code(self, texts: list[Text], rng: np.random.Generator) -> None:
        """Fill empty places with generated requests about code that the side's tasks led to."""
        places = [place for place, text in enumerate(texts) if text is NOTHING]
        if not places:
            return
        known_code = [
            cut(task.response, LONGEST_SLOT)
            for task in self.shelf.items.get(Role.TASK, ())
            if task.capability == "code" and "\n" in task.response
        ]
        spoken = voice("en")
        bound = {"topic": spoken.topics[rng.integers(len(spoken.topics), size=len(places))]}
        if known_code:
            picks = rng.integers(len(known_code), size=len(places)).tolist()
            bound["snippet"] = strings(known_code[pick] for pick in picks)
        asked = spoken.grammar.sample(Role.CODE_HELP.value, len(places), rng, bound)
        written = write_by(HURRIED, asked, rng).tolist()
        for place, prompt in zip(places, written, strict=True):
            texts[place] = Text(prompt, "", "code")

    def code_help(self, count: int, rng: np.random.Generator, chosen: Rows) -> list[Text]:
        """Real questions about code; a share comes through a generated agent's client."""
        real = self.items(Role.CODE_HELP)
        texts = self.repeated(real, count, rng)
        for place in self._scarce(len(real), count, rng):
            texts[place] = NOTHING
        self._ask_of_code(texts, rng)
        texts = self.answered(texts, Role.CODE_HELP, rng)
        pool = np.array(chosen or known.universe(Role.CODE_HELP, self.generated.split))
        agents = pool[rng.integers(len(pool), size=count)].tolist()
        bare = (rng.random(count) >= AGENT_SHARE) & (not chosen)
        out = []
        for text, family, alone in zip(texts, agents, bare.tolist(), strict=True):
            client = known.client(Role.CODE_HELP, family)
            sent = text if alone else replace(text, system=client.system, tools=client.tools)
            out.append(sent)
        return out
