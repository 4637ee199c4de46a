"""The Azure LLM inference traces (2023, and 2024 in the same columns).

CSV with `TIMESTAMP, ContextTokens, GeneratedTokens`, one file per service: `..._code.csv` and
`..._conv.csv` (Azure/AzurePublicDataset, CC-BY-4.0; Patel et al., Splitwise, ISCA 2024).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.simulate.tokens import Exchange
from stillwatch.lab.simulate.traces.measured import Traces, burst_cv, hourly, lengths
from stillwatch.lab.simulate.traces.reading import table

HEADER: Final = b"TIMESTAMP,ContextTokens,GeneratedTokens"


def recognised(head: bytes) -> bool:
    """Say whether a file that begins with `head` is one of these traces."""
    return head.lstrip(b"\xef\xbb\xbf").startswith(HEADER)


def measure(files: list[Path]) -> Traces:
    """Measure the traces: sizes by service; hours and bursts of the conversation service.

    All clients of a service are one stream here, which is smoother than a single client. The
    code service's stamps come in bulks (coefficient of variation about 10) and are left out.
    """
    chat = [path for path in files if "code" not in path.name.lower()]
    code = [path for path in files if path not in chat]
    seconds, sizes = _read(chat)
    code_seconds, code_sizes = _read(code)
    requests = len(seconds) + len(code_seconds)
    return Traces(
        sources=(f"Azure LLM inference: {requests:,} requests in {len(files)} files",),
        hours=hourly(seconds),
        burst_cv=burst_cv(seconds),
        chat=sizes,
        code=code_sizes,
    )


def _read(
    files: list[Path],
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], Exchange | None]:
    types = {
        "TIMESTAMP": pa.timestamp("ns"), "ContextTokens": pa.int64(),
        "GeneratedTokens": pa.int64(),
    }  # fmt: skip
    parts = [table(path, types) for path in files]
    if not parts:
        return np.zeros(0), None
    whole = pa.concat_tables(parts)
    stamps = pc.cast(whole["TIMESTAMP"], pa.int64()).to_numpy()
    read = lengths(whole["ContextTokens"].to_numpy())
    wrote = lengths(whole["GeneratedTokens"].to_numpy())
    return stamps / 1e9, (read, wrote) if read and wrote else None
