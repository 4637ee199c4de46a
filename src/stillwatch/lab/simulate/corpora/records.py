"""Records of a file one by one, whatever it is: JSON Lines, JSON, Parquet, CSV or plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from stillwatch.lab.simulate.corpora.shelf import Shelf, read_lines
from stillwatch.model.errors import InputError

ROWS_AT_ONCE: Final = 2_000
SUFFIXES: Final = (".jsonl", ".jsonl.gz", ".json", ".parquet", ".csv", ".txt")
_LONGEST_FIELD: Final = 16 * 1024 * 1024
_REMEDY: Final = "fetch the file again, or move it away"


def records(path: Path, shelf: Shelf) -> Iterator[Any]:
    """Yield the records of `path`: mappings, or strings where a line is all there is.

    Lines of JSON that cannot be read are counted in `shelf.skipped`. A JSON array is read as a
    whole. Raises InputError for a Parquet or CSV file that is damaged.
    """
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from read_lines(path, shelf)
    elif path.suffix == ".json":
        yield from _json(path, shelf)
    elif path.suffix == ".txt":
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from (line.strip() for line in lines if line.strip())
    else:
        yield from _tabular(path)


def _json(path: Path, shelf: Shelf) -> Iterator[Any]:
    """Yield the items of an array; many files called .json hold lines instead."""
    with path.open("rb") as opened:
        whole = opened.read(64).lstrip().startswith(b"[")
    if not whole:
        yield from read_lines(path, shelf)
        return
    try:
        yield from orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        where = f"{path}:{error.lineno}"
        raise InputError(f"not JSON ({error.msg})", where=where, remedy=_REMEDY) from error


def _tabular(path: Path) -> Iterator[Any]:
    try:
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as opened:
                for batch in opened.iter_batches(ROWS_AT_ONCE):
                    yield from batch.to_pylist()
            return
        with pc.open_csv(
            path,
            read_options=pc.ReadOptions(block_size=_LONGEST_FIELD),
            parse_options=pc.ParseOptions(newlines_in_values=True),
        ) as rows:
            for batch in rows:
                yield from batch.to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        kind = path.suffix.lstrip(".").capitalize()
        raise InputError(
            f"not a {kind} file that can be read ({error})", where=str(path), remedy=_REMEDY
        ) from error
