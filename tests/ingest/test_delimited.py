"""CSV: records over many lines, broken rows, quotes never closed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwatch.ingest.delimited import Cells, header_of, header_or_error, read_cells
from stillwatch.model.errors import InputError
from tests.ingest.sample_logs import source_at


def read(path: Path, after_row: int = 0) -> Cells:
    source = source_at(path)
    names, delimiter = header_or_error(path.read_bytes(), source)
    whole = Cells()
    for part in read_cells(source, delimiter, len(names), after_row=after_row, chunk_rows=2):
        whole.records += part.records
        whole.rows += part.rows
        whole.rejects += part.rejects
    return whole


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str, str]], tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("a", "b", "c"), *rows])
    got = read(written(tmp_path, out.getvalue()))
    assert got.rejects == []
    assert [tuple(record) for record in got.records] == rows


def test_rows_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n1,"x\n\ny"\n\n2,z\n')
    got = read(path)
    assert got.records == [["1", "x\n\ny"], ["2", "z"]]
    assert got.rows == [2, 6]
    assert read(path, after_row=2).rows == [6]


def test_a_row_of_another_width_is_rejected_alone(tmp_path: Path) -> None:
    got = read(written(tmp_path, "a,b\n1,2\n1,2,3\n4\n5,6\n"))
    assert got.rows == [2, 5]
    assert [(r.row, r.reason) for r in got.rejects] == [
        (3, "3 values where the header has 2"),
        (4, "1 value where the header has 2"),
    ]
    assert got.rejects[0].excerpt == "1,2,3"


@pytest.mark.parametrize(
    "bad", ['1,"never closed', '"x" y,2', '1,"a"b', '"only,one', '1,"swallows\n7,8\n9"']
)
def test_a_broken_quote_costs_its_line_only(bad: str, tmp_path: Path) -> None:
    good = "\n".join(f"{i},{i}" for i in range(50))
    got = read(written(tmp_path, f"a,b\n0,0\n{bad}\n{good}\n"))
    assert len(got.records) + len(got.rejects) >= 52 - bad.count("\n")
    assert [str(i) for i in range(50)] == [record[0] for record in got.records][-50:]


def test_every_quote_broken_still_reads_in_one_pass(tmp_path: Path) -> None:
    got = read(written(tmp_path, "a,b\n" + '"x,y\n' * 2000 + "1,2\n"))
    assert got.records == [["1", "2"]]
    assert len(got.rejects) == 2000


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"a,b\n1,2\n", ["a", "b"]),
        (b"\xef\xbb\xbfa;b;c\n", ["a", "b", "c"]),
        (b"a\tb\r\n", ["a", "b"]),
        (b'"event time","id"\n', ["event time", "id"]),
        (b",a,b\n", ["", "a", "b"]),
        (b"a|b", ["a", "b"]),
    ],
)
def test_headers(head: bytes, names: list[str]) -> None:
    found = header_of(head)
    assert found is not None
    assert found[0] == names


@pytest.mark.parametrize(
    "head",
    [
        b"just one line of prose\n",
        b"Dear all, thanks!\n",
        b"a,a\n",
        b"a,,,\n",
        b"\x00,b\n",
        b"\xff\xfe,b\n",
        b'{"a": 1, "b": 2}\n',
        b"",
    ],
)
def test_no_headers(head: bytes) -> None:
    assert header_of(head) is None


def test_a_file_without_header_names_the_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, "a,a\n")
    with pytest.raises(InputError, match="write the column names"):
        header_or_error(path.read_bytes(), source_at(path))
