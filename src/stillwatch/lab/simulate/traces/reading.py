"""Reading trace files so that an error names the file, the line and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.csv as pc

from stillwatch.model.errors import InputError

_ROW: Final = re.compile(r"[Rr]ow #(\d+)")
REMEDY: Final = "fetch the trace again, or move the file away"


def table(path: Path, types: Mapping[str, pa.DataType], names: Sequence[str] = ()) -> pa.Table:
    """Return a CSV file's columns `types`; `names` where the file has no header.

    Raises InputError with the line that cannot be read.
    """
    try:
        return pc.read_csv(
            path,
            # One thread, for Arrow tells the line of an error only then.
            read_options=pc.ReadOptions(use_threads=False, column_names=list(names) or None),
            convert_options=pc.ConvertOptions(
                column_types=dict(types), include_columns=list(types)
            ),
        )
    except (pa.ArrowInvalid, KeyError, OSError) as error:
        found = _ROW.search(str(error))
        where = f"{path}:{found.group(1)}" if found else str(path)
        raise InputError(f"not readable ({error})", where=where, remedy=REMEDY) from error


def records(path: Path, *names: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, each of which has `names`.

    Raises InputError with the line that cannot be read.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            fault = "not an object"
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                record, fault = None, f"not JSON ({error})"
            lacking = [n for n in names if n not in record] if isinstance(record, dict) else []
            if not isinstance(record, dict) or lacking:
                what = f"has no {', '.join(lacking)}" if lacking else fault
                raise InputError(what, where=f"{path}:{number}", remedy=REMEDY)
            yield record
