"""Writers: both forms hold the same rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.lab.simulate.write import open_day
from stillwatch.model.exchange import EXCHANGE_SCHEMA

MOMENT = datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=UTC)


def chunk(count: int) -> pa.Table:
    rows = [
        {"ts": MOMENT, "request_id": f"r{n}", "account_id": "a", "model": "m", "output_tokens": n,
         "turns": [{"role": "user", "content": "hé"}]}
        for n in range(count)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EXCHANGE_SCHEMA)


def test_chunks_become_row_groups(tmp_path: Path) -> None:
    with open_day(tmp_path, "2026-05-04", "parquet") as day:
        day.write(chunk(3))
        day.write(chunk(2))
    file = pq.ParquetFile(tmp_path / "2026-05-04.parquet")
    assert file.metadata.num_row_groups == 2
    assert file.read()["output_tokens"].to_pylist() == [0, 1, 2, 0, 1]


def test_lines_hold_what_is_there_with_microseconds(tmp_path: Path) -> None:
    with open_day(tmp_path, "2026-05-04", "jsonl") as day:
        day.write(chunk(2))
    lines = (tmp_path / "2026-05-04.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert len(lines) == 2
    assert datetime.fromisoformat(first["ts"]) == MOMENT
    assert set(first) == {"ts", "request_id", "account_id", "model", "output_tokens", "turns"}
