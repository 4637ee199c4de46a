"""Small traces in their published layout, for tests."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

REAL_NAME = "STILLWATCH_CORPORA"


def azure(folder: Path, name: str = "AzureLLMInferenceTrace_conv.csv", count: int = 400) -> Path:
    """Write requests a second apart on average; 100 tokens read and 10 written each."""
    gaps = np.random.default_rng(1).exponential(1.0, count)
    start = np.datetime64("2023-11-16T18:00:00.000000")
    stamps = start + (np.cumsum(gaps) * 1e6).astype("timedelta64[us]")
    rows = [f"{str(stamp).replace('T', ' ')}0,100,10" for stamp in stamps]
    path = folder / name
    path.write_text("\n".join(["TIMESTAMP,ContextTokens,GeneratedTokens", *rows]))
    return path


def mooncake(folder: Path, talks: int = 30) -> Path:
    """Write talks of two turns, 60 seconds apart, each ten blocks longer than the one before."""
    rows: list[tuple[int, list[int]]] = []
    for talk in range(talks):
        first = [0, *range(100 * talk + 1, 100 * talk + 11)]
        again = [*first[:-1], *range(100 * talk + 50, 100 * talk + 60)]
        for at, blocks in ((talk * 3_000, first), (talk * 3_000 + 60_000, again)):
            rows.append((at, blocks))
    lines = [
        {"timestamp": at, "input_length": 512 * len(blocks), "output_length": 300,
         "hash_ids": blocks}
        for at, blocks in sorted(rows)
    ]  # fmt: skip
    path = folder / "conversation_trace.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def servegen(folder: Path, clients: int = 12) -> None:
    """Write clients whose rate doubles from one to the next, with a day of windows each."""
    folder.mkdir(exist_ok=True)
    for client in range(clients):
        rows = []
        for start in range(0, 86_400, 600):
            rate = 2.0**client * (3.0 if 8 * 3_600 <= start < 20 * 3_600 else 1.0)
            rows.append(f"{start},{rate},2.0,Gamma,0.25,4.0" if start else "0,0,0,,0,0")
        (folder / f"chunk-{client}-trace.csv").write_text("\n".join(rows))
    window = {"input_tokens": "{50: 0.5, 60: 0.5}", "output_tokens": "{1000: 1.0}",
              "reason_ratio": "{0.5: 1.0}"}  # fmt: skip
    empty = {"input_tokens": "{}", "output_tokens": "{}", "reason_ratio": "{}"}
    (folder / "chunk-0-dataset.json").write_text(json.dumps({"0": empty, "21600": window}))


def agents(folder: Path) -> None:
    """Write one session of twelve requests half a second apart, out of order, and an empty file."""
    rows = [
        {"timestamp": 1_760_000_000_000_000 + 500_000 * place, "input": "x", "output": "y",
         "session_id": "a"}
        for place in reversed(range(12))
    ]  # fmt: skip
    (folder / "taubench_a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "taubench_b.jsonl").write_text("")
