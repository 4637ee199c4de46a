"""Records of every kind of file, and damaged files named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.lab.simulate.corpora.records import records
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.model.errors import InputError

ROWS = [{"prompt": "one,\ntwo"}, {"prompt": "three"}]


def write(path: Path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(b'{"prompt": "one,\\ntwo"}\n{"prompt": "three"}'))
    elif path.suffix == ".csv":
        path.write_text('prompt\n"one,\ntwo"\nthree\n')
    elif path.name == "lines.json":
        path.write_text('{"prompt": "one,\\ntwo"}\n{"prompt": "three"}\n')
    else:
        path.write_text('[{"prompt": "one,\\ntwo"}, {"prompt": "three"}]')


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl.gz", "a.csv", "lines.json", "a.json"])
def test_every_kind_of_file_gives_the_same_records(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert list(records(tmp_path / name, Shelf())) == ROWS


def test_plain_text_is_a_record_a_line_and_broken_lines_are_counted(tmp_path: Path) -> None:
    shelf = Shelf()
    (tmp_path / "a.txt").write_text("one two\n\nthree\n")
    assert list(records(tmp_path / "a.txt", shelf)) == ["one two", "three"]
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n{broken\n')
    assert list(records(tmp_path / "a.jsonl", shelf)) == [{"a": 1}]
    assert shelf.skipped == 1


@pytest.mark.parametrize(
    ("name", "where"), [("a.json", r"a\.json:3"), ("a.parquet", "Parquet"), ("a.csv", "Csv")]
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, where: str) -> None:
    (tmp_path / name).write_text('[{"a": 1},\n{"a"\n' if name == "a.json" else 'a,b\n1\n"2,3,4')
    with pytest.raises(InputError, match=where):
        list(records(tmp_path / name, Shelf()))
