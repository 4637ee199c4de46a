"""Mooncake's conversation trace: one JSON object per request.

`timestamp` (milliseconds, in steps of three seconds), `input_length`, `output_length` and
`hash_ids`, one per block of 512 input tokens (kvcache-ai/Mooncake, Apache-2.0; Qin et al.,
FAST 2025). Nobody is named in it: a talk is known by its growing prefix of equal blocks.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stillwatch.lab.simulate.traces.measured import Traces, hourly, lengths, spread
from stillwatch.lab.simulate.traces.reading import records
from stillwatch.model.errors import InputError

Blocks = tuple[int, ...]
_LEAST_SHARED = 2
"""Blocks that two turns of a talk must share: the first is often everybody's system prompt."""


def recognised(head: bytes) -> bool:
    """Say whether a file that begins with `head` is one of these traces."""
    return b'"hash_ids"' in head.split(b"\n", 1)[0] and b'"input_length"' in head


def measure(files: list[Path]) -> Traces:
    """Measure the traces: sizes of requests in long talks, and the time between their turns.

    The steps of the clock hide bursts. Raises InputError with file and line.
    """
    seconds, read, wrote, gaps = [], [], [], []
    for path in files:
        open_talks: dict[Blocks, float] = {}
        for number, record in enumerate(
            records(path, "timestamp", "input_length", "output_length", "hash_ids"), 1
        ):
            try:
                at = float(record["timestamp"]) / 1e3
                read.append(int(record["input_length"]))
                wrote.append(int(record["output_length"]))
                blocks = tuple(record["hash_ids"])
            except (TypeError, ValueError) as error:
                raise InputError(
                    f"not a number where one belongs ({error})",
                    where=f"{path}, record {number}",
                    remedy="fetch the trace again",
                ) from error
            seconds.append(at)
            gap = _since_last_turn(open_talks, blocks, at)
            if gap:
                gaps.append(gap)
    asked, told = lengths(np.array(read)), lengths(np.array(wrote))
    return Traces(
        sources=(f"Mooncake conversation: {len(read):,} requests, {len(gaps):,} turn gaps",),
        hours=hourly(np.array(seconds)),
        think_s=spread(np.array(gaps)),
        conversation=(asked, told) if asked and told else None,
    )


def _since_last_turn(open_talks: dict[Blocks, float], blocks: Blocks, at: float) -> float | None:
    """Return seconds since the turn that `blocks` carries on, and remember this one.

    The last block of a request is not full, so the next turn shares all blocks but that.
    """
    before = None
    for size in range(len(blocks) - 1, _LEAST_SHARED - 1, -1):
        before = open_talks.pop(blocks[:size], None)
        if before is not None:
            break
    full = blocks[:-1] if len(blocks) > _LEAST_SHARED else blocks
    open_talks[full] = at
    return None if before is None else at - before
