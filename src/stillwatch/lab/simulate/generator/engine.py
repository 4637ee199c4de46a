"""A grammar of patterns with slots, filled for many texts at once.

Choices are drawn as one numpy vector per slot and strings are joined column-wise: a text
costs microseconds, not a walk through a tree; where few are left of one pattern, the walk is
quicker. A pattern is plain text with `{symbol}` slots:
`{^symbol}` capitalises, `{symbol#1}` gives the same words at every place of one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.model.errors import StillwatchError

Strings = npt.NDArray[np.object_]
Bound = Mapping[str, Strings]

SLOT: Final = re.compile(r"\{(\^?)([a-z_]+)(#\d)?\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled by `symbol`; places with the same `key` get the same words."""

    symbol: str
    key: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literals and slots in order."""

    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the slots in order of appearance."""
        return tuple(part for part in self.parts if isinstance(part, Slot))


def compile_pattern(text: str) -> Pattern:
    """Return `text` cut into literals and slots; braces that are no slot stay text."""
    parts: list[str | Slot] = []
    end = 0
    for number, match in enumerate(SLOT.finditer(text)):
        if match.start() > end:
            parts.append(text[end : match.start()])
        capital, symbol, group = match.groups()
        parts.append(Slot(symbol, symbol + (group or f"@{number}"), bool(capital)))
        end = match.end()
    if end < len(text) or not parts:
        parts.append(text[end:])
    return Pattern(tuple(parts))


_FEW_ROWS: Final = 8
"""Rows that are quicker written one by one: most calls, once a narrow template is taken apart."""


def strings(values: Iterable[str]) -> Strings:
    """Return an object array of strings (numpy would otherwise pad them to equal width)."""
    listed = list(values)
    out = np.empty(len(listed), dtype=object)
    out[:] = listed
    return out


def capitalised(values: Iterable[str]) -> list[str]:
    """Return the strings with a capital first letter."""
    return [value[:1].upper() + value[1:] for value in values]


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything a symbol can become: finished words, or patterns with slots of their own."""

    patterns: tuple[Pattern, ...]
    words: Strings | None
    """Set where no pattern has a slot: one take per draw."""


@dataclass(frozen=True)
class Grammar:
    """Symbols and what they become; immutable, so one grammar serves every draw."""

    banks: dict[str, Bank]
    _compiled: dict[str, Pattern] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, *sources: Mapping[str, list[str]]) -> Grammar:
        """Compile the sources; a later source replaces a symbol of an earlier one.

        Raises StillwatchError where a slot names a symbol that no source has. Symbols named
        `given_...` are exempt: they are bound at draw time.
        """
        merged: dict[str, list[str]] = {}
        for source in sources:
            merged.update(source)
        banks = {}
        for symbol, texts in merged.items():
            patterns = tuple(compile_pattern(text) for text in texts)
            missing = {
                slot.symbol
                for pattern in patterns
                for slot in pattern.slots
                if slot.symbol not in merged and not slot.symbol.startswith("given_")
            }
            if missing or not texts:
                raise StillwatchError(
                    f"symbol {symbol!r} is empty or uses unknown symbols {sorted(missing)}",
                    where="built-in grammar",
                    remedy="define the symbol in one of the grammar files",
                )
            plain = all(not pattern.slots for pattern in patterns)
            banks[symbol] = Bank(patterns, strings(texts) if plain else None)
        return cls(banks)

    def sample(
        self, symbol: str, count: int, rng: np.random.Generator, bound: Bound | None = None
    ) -> Strings:
        """Return `count` expansions of `symbol`; `bound` fixes symbols row by row."""
        return self._fill(symbol, np.arange(count), rng, bound or {})

    def fill(
        self, text: str, count: int, rng: np.random.Generator, bound: Bound | None = None
    ) -> Strings:
        """Return `count` fillings of one pattern, such as a pipeline's fixed template."""
        pattern = self._compiled.setdefault(text, compile_pattern(text))
        return self._expand(pattern, np.arange(count), rng, bound or {})

    def _fill(
        self, symbol: str, rows: npt.NDArray[np.intp], rng: np.random.Generator, bound: Bound
    ) -> Strings:
        if len(rows) <= _FEW_ROWS:
            return strings(self._write(symbol, row, rng, bound) for row in rows.tolist())
        given = bound.get(symbol)
        if given is not None:
            return given[rows]
        bank = self.banks[symbol]
        # `rng.integers` takes ten times as long to begin.
        picks = (rng.random(len(rows)) * len(bank.patterns)).astype(np.intp)
        if bank.words is not None:
            return bank.words[picks]
        out = np.empty(len(rows), dtype=object)
        for choice, places in groups(picks):
            out[places] = self._expand(bank.patterns[choice], rows[places], rng, bound)
        return out

    def _write(self, symbol: str, row: int, rng: np.random.Generator, bound: Bound) -> str:
        """Return one expansion of `symbol`, as `_fill` would make it."""
        given = bound.get(symbol)
        if given is not None:
            return str(given[row])
        patterns = self.banks[symbol].patterns
        drawn: dict[str, str] = {}
        words: list[str] = []
        for part in patterns[int(rng.random() * len(patterns))].parts:
            if isinstance(part, str):
                words.append(part)
                continue
            if part.key not in drawn:
                drawn[part.key] = self._write(part.symbol, row, rng, bound)
            word = drawn[part.key]
            words.append(word[:1].upper() + word[1:] if part.capital else word)
        return "".join(words)

    def _expand(
        self, pattern: Pattern, rows: npt.NDArray[np.intp], rng: np.random.Generator, bound: Bound
    ) -> Strings:
        drawn: dict[str, list[str]] = {}
        columns: list[Iterable[str]] = []
        for part in pattern.parts:
            if isinstance(part, str):
                columns.append(repeat(part, len(rows)))
                continue
            if part.key not in drawn:
                drawn[part.key] = self._fill(part.symbol, rows, rng, bound).tolist()
            column = drawn[part.key]
            columns.append(capitalised(column) if part.capital else column)
        if len(columns) == 1:
            return strings(columns[0])
        return strings(map("".join, zip(*columns, strict=True)))


def groups(picks: npt.NDArray[Any]) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield every value of `picks` with the places that hold it, smallest value first."""
    if len(picks) < 2:
        # Half of all calls, once a narrow template is taken apart.
        yield from ((int(pick), np.zeros(1, np.intp)) for pick in picks)
        return
    order = np.argsort(picks, kind="stable")
    ordered = picks[order]
    cuts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    for begin, end in pairwise([0, *cuts.tolist(), len(order)]):
        yield int(ordered[begin]), order[begin:end]
