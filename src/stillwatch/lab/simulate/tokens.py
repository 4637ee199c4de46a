"""How many tokens a request and its answer have, and how long the answer took.

From the words where there are words; else from log-normal fits of published traces.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate.content import Role

Counts = npt.NDArray[np.int64]
CHARS_PER_TOKEN: Final = 4.0

# Mean and standard deviation of log tokens. CHAT and CODE: 19,366 and 8,819 requests of the
# Azure LLM inference trace 2023 (Azure/AzurePublicDataset at b469a113, CC-BY-4.0). LONG: the
# first 6,000 requests of Mooncake's conversation trace (kvcache-ai/Mooncake at 3b5a5941).
_CHAT: Final = ((6.63, 0.99), (5.02, 0.86))
_CODE: Final = ((7.00, 1.36), (2.79, 0.85))
_LONG: Final = ((8.83, 1.05), (5.34, 1.38))
# Pipelines ask briefly and want long answers; no public trace of one exists: an assumption.
_PIPELINE: Final = ((5.40, 0.60), (6.40, 0.60))
_GRADING: Final = ((7.10, 0.60), (4.60, 0.60))
_FITS: Final[dict[Role, tuple[tuple[float, float], tuple[float, float]]]] = {
    Role.CODE_HELP: _CODE, Role.CONVERSATION: _LONG, Role.RUBRIC: _GRADING,
    Role.TASK: _PIPELINE, Role.EXPANSION: _PIPELINE, Role.TRACE: _PIPELINE,
    Role.TOOL_TASK: _PIPELINE,
}  # fmt: skip

# Reasoning tokens of a reasoning model: log-normal, median about 400 (an assumption; ServeGen's
# reasoning workload reports answers of which most tokens are reasoning).
_REASONING: Final = (6.0, 0.85)


def from_chars(chars: Counts, rng: np.random.Generator) -> Counts:
    """Return token counts for texts of `chars` characters; at least 1 where there is text."""
    noisy = chars / CHARS_PER_TOKEN * rng.normal(1.0, 0.07, len(chars))
    tokens: Counts = np.where(chars > 0, np.maximum(1, np.round(noisy)), 0).astype(np.int64)
    return tokens


def from_roles(
    roles: list[Role], number: npt.NDArray[Any], rng: np.random.Generator
) -> tuple[Counts, Counts]:
    """Return input and output tokens for rows whose role is `roles[number]`, without words."""
    fits = np.array([_FITS.get(role, _CHAT) for role in roles])[number]
    drawn = np.exp(rng.normal(fits[:, :, 0], fits[:, :, 1]))
    whole = np.maximum(1, np.round(drawn)).astype(np.int64)
    return whole[:, 0], whole[:, 1]


def reasoning(reasons: npt.NDArray[np.bool_], rng: np.random.Generator) -> Counts:
    """Return reasoning tokens: 0 for models that do not reason first."""
    drawn = rng.lognormal(*_REASONING, len(reasons))
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
