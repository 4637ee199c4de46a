"""Answers of plausible kind and length, made cheaply.

Blocks are written once per kind and language from the content's seed; an answer joins a few
of them and puts its topic in. Only their length and gist matter to a scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.generator.engine import Strings, groups, strings
from stillwatch.lab.simulate.generator.vocabulary import LANGUAGES, Indices, voice

ABOUT: Final = "\x01"
"""Stands for the topic in prepared blocks; never occurs in a finished text."""

POOL: Final = 512
BLOCK_SYMBOL: Final = {
    "code": "a_code",
    "math": "a_steps",
    "reasoning": "a_steps",
    "grading": "a_grade",
    "generation": "a_items",
    "tool_use": "a_call",
}
"""By capability; everything else is answered in paragraphs, as is every language but English."""

MEAN_BLOCKS: Final = {
    Role.QUESTION: 2.6,
    Role.CONVERSATION: 1.9,
    Role.CODE_HELP: 2.2,
    Role.SERVICE: 1.2,
    Role.BENCHMARK: 2.4,
    Role.COURSEWORK: 3.0,
    Role.RESEARCH: 3.0,
    Role.TASK: 2.8,
    Role.EXPANSION: 4.5,
    Role.TRACE: 9.0,
    Role.RUBRIC: 2.4,
    Role.TOOL_TASK: 1.8,
}
"""Mean blocks (30 to 500 characters each) of an answer; geometric, so that all roles overlap."""

MOST_BLOCKS: Final = 60


@dataclass(frozen=True)
class Answers:
    """The prepared blocks of one content source."""

    seed: int

    def write(
        self,
        role: Role,
        capabilities: Sequence[str],
        languages: Indices,
        topics: Strings,
        rng: np.random.Generator,
        share: float = 1.0,
    ) -> Strings:
        """Return one answer per row; `share` shortens them, e.g. for answers under grading."""
        count = len(topics)
        mean = max(1.0, MEAN_BLOCKS[role] * share)
        blocks = np.minimum(rng.geometric(1.0 / mean, size=count), MOST_BLOCKS)
        symbols = sorted({BLOCK_SYMBOL.get(name, "a_paragraph") for name in capabilities})
        number = {symbol: index for index, symbol in enumerate(symbols)}
        kind = np.array(
            [number[BLOCK_SYMBOL.get(name, "a_paragraph")] for name in capabilities], dtype=np.intp
        )
        out = np.empty(count, dtype=object)
        for code, rows in groups(languages * len(symbols) + kind):
            language, symbol = LANGUAGES[code // len(symbols)], symbols[code % len(symbols)]
            out[rows] = self._join(language, symbol, blocks[rows], topics[rows], rng)
        return out

    def _join(
        self, language: str, symbol: str, blocks: Indices, topics: Strings, rng: np.random.Generator
    ) -> Strings:
        chosen_symbol = symbol if language == "en" else "a_paragraph"
        pool = block_pool(self.seed, language, chosen_symbol)
        opens = block_pool(self.seed, language, "a_open")
        closes = block_pool(self.seed, "en", "a_verdict") if symbol == "a_grade" else None
        open_picks = rng.integers(len(opens), size=len(topics)).tolist()
        close_picks = rng.integers(POOL, size=len(topics)).tolist() if closes else []
        picks = rng.integers(len(pool), size=int(blocks.sum())).tolist()
        ends = np.cumsum(blocks).tolist()
        texts: list[str] = []
        start = 0
        for row, (end, topic) in enumerate(zip(ends, topics.tolist(), strict=True)):
            body = "\n\n".join([pool[pick] for pick in picks[start:end]])
            text = f"{opens[open_picks[row]]} {body}" if symbol != "a_call" else body
            if closes:
                text = f"{text}\n\n{closes[close_picks[row]]}"
            texts.append(text.replace(ABOUT, topic).strip())
            start = end
        return strings(texts)


@cache
def block_pool(seed: int, language: str, symbol: str) -> list[str]:
    """Return the prepared blocks of one kind; a pure function of its arguments."""
    spoken = voice(language)
    rng = np.random.default_rng([seed, LANGUAGES.index(language), *symbol.encode()])
    about = np.full(POOL, ABOUT, dtype=object)
    blocks: list[str] = spoken.grammar.sample(symbol, POOL, rng, {"given_about": about}).tolist()
    return blocks
