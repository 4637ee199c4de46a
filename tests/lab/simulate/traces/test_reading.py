"""Reading: good lines pass, blank ones are skipped, a missing file is named."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from stillwatch.lab.simulate.traces.reading import records, table
from stillwatch.model.errors import InputError


def test_records_skip_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n\n{"a": 2}\n')
    assert [record["a"] for record in records(path, "a")] == [1, 2]


def test_a_table_that_lacks_a_column_or_is_absent_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x\n1\n")
    assert table(path, {"x": pa.int64()})["x"].to_pylist() == [1]
    with pytest.raises(InputError, match=r"a\.csv: not readable.*'y'"):
        table(path, {"y": pa.int64()})
    with pytest.raises(InputError, match="not readable"):
        table(tmp_path / "b.csv", {"x": pa.int64()})
