"""Words as the columns that hold text, and how much of them there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.simulate.texts import Turns, Words
from stillwatch.model.exchange import TURNS

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outline:
    """What the columns beside the texts need to know of them, row by row; sizes in characters."""

    parts: Counts
    """As in `Words`."""
    context: Counts
    """What goes along with the prompt: instructions, tools, earlier turns."""
    prompt: Counts
    response: Counts
    tools: npt.NDArray[np.bool_]
    """Whether tools are offered."""


def outline(said: Words) -> Outline:
    """Measure the words of a chunk."""
    return Outline(
        said.parts,
        _context(said),
        _lengths(said.prompts),
        _lengths(said.responses),
        np.array([bool(tools) for tools in said.tools]),
    )


def text_columns(said: Words, answered: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Return the columns that hold words; the answer is null where there was none."""
    responses = pa.array(said.responses, pa.string())
    return {
        "prompt": pa.array(said.prompts, pa.string()),
        "response": pc.if_else(pa.array(answered), responses, pa.scalar(None, pa.string())),
        "system_instructions": pa.array(said.systems, pa.string()),
        "tools": pa.array([list(t) if t else None for t in said.tools], pa.list_(pa.string())),
        "turns": _turns(said.histories, said.prompts),
    }


def _lengths(texts: list[str]) -> Counts:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _context(said: Words) -> Counts:
    sizes = (
        len(system or "")
        + sum(map(len, tools))
        + sum(len(user) + len(answer) for user, answer in history)
        for system, tools, history in zip(said.systems, said.tools, said.histories, strict=True)
    )
    return np.fromiter(sizes, np.int64, len(said.prompts))


def _turns(histories: list[Turns], prompts: list[str]) -> pa.ListArray:
    """Return all turns sent: the old pairs, then the prompt."""
    counts = np.fromiter((2 * len(h) + 1 for h in histories), np.int64, len(histories))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    said: list[str] = []
    for history, prompt in zip(histories, prompts, strict=True):
        for pair in history:
            said += pair
        said.append(prompt)
    place = np.arange(len(said)) - np.repeat(offsets[:-1], counts)
    roles = pa.array(["user", "assistant"]).take(pa.array(place % 2))
    pairs = pa.StructArray.from_arrays([roles, pa.array(said, pa.string())], ["role", "content"])
    return pa.ListArray.from_arrays(pa.array(offsets), pairs, type=TURNS)
