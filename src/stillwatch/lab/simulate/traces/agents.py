"""LMCache's agent traces: one JSON object per request of an agent, one file per session.

`timestamp` (microseconds), `input`, `output`, `session_id`; lines are not in order of time
(LMCache/lmcache-agent-trace, Apache-2.0; sets taubench and miniswe). Files may be empty.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stillwatch.lab.simulate.traces.measured import Traces, spread
from stillwatch.lab.simulate.traces.reading import REMEDY, records
from stillwatch.model.errors import InputError


def recognised(head: bytes) -> bool:
    """Say whether a file that begins with `head` is one of these traces."""
    return head.startswith(b'{"timestamp":') and b'"input":' in head and b'"hash_ids"' not in head


def measure(files: list[Path]) -> Traces:
    """Measure the seconds from one request of an agent's session to the next.

    An agent calls again as soon as its tool is done, so this is no person's think time.
    """
    sessions: dict[str, list[float]] = {}
    for path in files:
        for number, record in enumerate(records(path, "timestamp", "session_id"), 1):
            stamp = record["timestamp"]
            if not isinstance(stamp, int | float):
                raise InputError(
                    "timestamp is not a number", where=f"{path}, record {number}", remedy=REMEDY
                )
            sessions.setdefault(str(record["session_id"]), []).append(stamp / 1e6)
    gaps = [np.diff(np.sort(stamps)) for stamps in sessions.values()]
    every = np.concatenate(gaps) if gaps else np.zeros(0)
    return Traces(
        sources=(f"LMCache agents: {len(sessions)} sessions, {len(every)} gaps",),
        agent_gap_s=spread(every),
    )
