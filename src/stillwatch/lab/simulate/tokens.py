"""How many tokens a request and its answer have, and how long the answer took.

From the words where there are words; else from `Sizes`: log-normal fits of published traces,
or a trace's own distribution (see `traces`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from stillwatch.lab.simulate.content import Role

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CHARS_PER_TOKEN: Final = 4.0


@dataclass(frozen=True, slots=True)
class Lengths:
    """A distribution of token counts: log-normal, or as a trace has it."""

    mean: float
    """Of log tokens."""
    sigma: float
    quantiles: tuple[float, ...] = ()
    """Log tokens at evenly spaced probabilities from 0 to 1; empty where only the fit is known."""

    def at(self, normal: Floats) -> Floats:
        """Return the token counts that stand where standard normal draws stand."""
        if not self.quantiles:
            drawn: Floats = np.exp(self.mean + self.sigma * normal)
            return drawn
        grid = np.linspace(0.0, 1.0, len(self.quantiles))
        read: Floats = np.exp(np.interp(ndtr(normal), grid, self.quantiles))
        return read


Exchange = tuple[Lengths, Lengths]
"""Tokens read and tokens written, drawn apart: in both Azure traces their logs hardly
correlate (0.09 in conversation, 0.00 in code)."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Token counts by kind of request. The defaults are fits; each names its source.

    Azure LLM inference trace 2023 (Azure/AzurePublicDataset at b469a113, CC-BY-4.0; Patel et
    al., Splitwise, ISCA 2024): 19,366 conversation and 8,819 code requests. Mooncake's
    conversation trace (kvcache-ai/Mooncake at 3b5a5941, Apache-2.0; Qin et al., FAST 2025):
    the first 6,000 of 12,031 requests.
    """

    chat: Exchange = (Lengths(6.63, 0.99), Lengths(5.02, 0.86))
    """Azure, conversation; medians 1,020 read and 129 written."""
    code: Exchange = (Lengths(7.00, 1.36), Lengths(2.79, 0.85))
    """Azure, code; medians 1,469 read and 13 written."""
    conversation: Exchange = (Lengths(8.79, 1.21), Lengths(5.34, 1.38))
    """Mooncake: the whole talk is read again every turn; medians 7,594 read, 356 written."""
    pipeline: Exchange = (Lengths(5.40, 0.60), Lengths(6.40, 0.60))
    """Pipelines ask briefly and want long answers; no public trace of one: an assumption."""
    grading: Exchange = (Lengths(7.10, 0.60), Lengths(4.60, 0.60))
    """A task and its answer are read, a verdict is written: an assumption."""
    reasoning: Lengths = Lengths(6.0, 0.85)
    """Tokens of reasoning before an answer, an assumption near what is published: in seven
    clients of ServeGen's reasoning model (alibaba/ServeGen at f891d118, Apache-2.0) output
    times reasoning share has a mean log of 5.3 to 6.4 by client and hour, a spread of 0.3 to
    0.7 within and about 0.6 over all."""

    def of(self, role: Role) -> Exchange:
        """Return what a request of `role` reads and writes."""
        if role in _PIPELINES:
            return self.pipeline
        named = {Role.CODE_HELP: self.code, Role.CONVERSATION: self.conversation}
        return self.grading if role is Role.RUBRIC else named.get(role, self.chat)


_PIPELINES: Final = frozenset({Role.TASK, Role.EXPANSION, Role.TRACE, Role.TOOL_TASK})
SIZES: Final = Sizes()


def from_chars(chars: Counts, rng: np.random.Generator) -> Counts:
    """Return token counts for texts of `chars` characters; at least 1 where there is text."""
    noisy = chars / CHARS_PER_TOKEN * rng.normal(1.0, 0.07, len(chars))
    tokens: Counts = np.where(chars > 0, np.maximum(1, np.round(noisy)), 0).astype(np.int64)
    return tokens


def from_roles(
    roles: list[Role], number: npt.NDArray[Any], rng: np.random.Generator, sizes: Sizes = SIZES
) -> tuple[Counts, Counts]:
    """Return input and output tokens for rows whose role is `roles[number]`, without words."""
    kinds = [sizes.of(role) for role in roles]
    distinct = list(dict.fromkeys(kinds))
    kind = np.array([distinct.index(each) for each in kinds], np.intp)[number]
    drawn = rng.standard_normal((len(number), 2))
    for place, (read, wrote) in enumerate(distinct):
        rows = np.flatnonzero(kind == place)
        drawn[rows] = np.stack([read.at(drawn[rows, 0]), wrote.at(drawn[rows, 1])], axis=1)
    whole = np.maximum(1, np.round(drawn)).astype(np.int64)
    return whole[:, 0], whole[:, 1]


def reasoning(
    reasons: npt.NDArray[np.bool_], rng: np.random.Generator, sizes: Sizes = SIZES
) -> Counts:
    """Return reasoning tokens: 0 for models that do not reason first."""
    drawn = sizes.reasoning.at(rng.standard_normal(len(reasons)))
    tokens: Counts = np.where(reasons, np.round(drawn), 0).astype(np.int64)
    return tokens


def durations_ms(
    input_tokens: Counts,
    output_tokens: Counts,
    token_ms: npt.NDArray[Any],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Return milliseconds to the last token: queue, reading, then writing token by token."""
    queue = rng.lognormal(5.5, 0.5, len(input_tokens))
    writing = output_tokens * token_ms * rng.lognormal(0.0, 0.2, len(input_tokens))
    result: npt.NDArray[np.float64] = np.round(queue + 0.05 * input_tokens + writing, 3)
    return result
