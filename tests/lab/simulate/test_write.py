"""Writers: both forms hold the same rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.lab.simulate.sketched import SKETCHED_SCHEMA
from stillwatch.lab.simulate.write import Behind, open_day
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
    day = open_day(tmp_path, "2026-05-04", "parquet")
    day.write(chunk(3))
    day.write(chunk(2))
    day.close()
    file = pq.ParquetFile(tmp_path / "2026-05-04.parquet")
    assert file.metadata.num_row_groups == 2
    assert file.read()["output_tokens"].to_pylist() == [0, 1, 2, 0, 1]


def test_lines_hold_what_is_there_with_microseconds(tmp_path: Path) -> None:
    day = open_day(tmp_path, "2026-05-04", "jsonl")
    day.write(chunk(2))
    day.close()
    lines = (tmp_path / "2026-05-04.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert len(lines) == 2
    assert datetime.fromisoformat(first["ts"]) == MOMENT
    assert set(first) == {"ts", "request_id", "account_id", "model", "output_tokens", "turns"}


def test_logs_with_sketches_have_their_columns_even_where_a_day_is_empty(tmp_path: Path) -> None:
    open_day(tmp_path, "2026-05-04", "parquet", sketches=True).close()
    assert pq.read_schema(tmp_path / "2026-05-04.parquet").equals(SKETCHED_SCHEMA)


def test_what_is_put_behind_is_done_in_order_and_before_the_end() -> None:
    done: list[int] = []
    with Behind() as behind:
        for number in range(20):
            behind.do(done.append, number)
    assert done == list(range(20))


def broken(count: int, *, before: bool = False) -> None:
    with Behind() as behind:
        for _ in range(count):
            behind.do(int, "not a number")
        if before:
            raise KeyError("first")


@pytest.mark.parametrize("count", [1, 20])
def test_a_fault_behind_comes_to_light(count: int) -> None:
    with pytest.raises(ValueError, match="not a number"):
        broken(count)


def test_a_fault_before_it_is_not_hidden_by_one_behind() -> None:
    with pytest.raises(KeyError):
        broken(1, before=True)
