"""Write docs/tables.md from the tables themselves, so that the page cannot lag behind them.

Run by `make docs` as `python -m stillwatch.interfaces.tables_page [PATH]`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa

from stillwatch.ingest import mapping
from stillwatch.model.exchange import FIELD
from stillwatch.model.report import ACCOUNTS_SCHEMA
from stillwatch.store.tables import LAKE_TABLES, MEMORY_TABLES, Column, Table

PAGE: Final = Path("docs/tables.md")
HEAD: Final = """\
# Tables

Written by `make docs` from the tables themselves; a test fails when this page is old.

The lake is a folder of three Delta tables, partitioned by `day` where they have one; any program
that reads Delta or Parquet can read them. `scan --lake` adds two, in which the lake remembers what
was looked at and found, and leaves `accounts.parquet` beside the result. An absent value is null in
every table and never means "no" or zero. In the last column, *text* is what a person wrote or a
model answered, and *identifier* what `--pseudonymise` replaces by a keyed hash.
"""
ACCOUNTS: Final = Table(
    "accounts.parquet",
    "Every account of a scan, in a campaign or not, and why.",
    "scan",
    tuple(
        Column(field.name, field.type, meaning, field.nullable)
        for field, meaning in zip(
            ACCOUNTS_SCHEMA,
            (
                "as in exchanges",
                "what it was rolled up to: `org ...` or `account ...`",
                "the surest group that holds it, coordinated beyond chance",
                "the campaign that names it",
                "campaign, suspect, group_cleared, not_grouped or could_not_tell",
                "why, in one sentence",
                "bits by which its group is tied beyond chance",
                "score of its group on the second axis",
                "how surely it belongs to its campaign, 0 to 1",
                "exchanges within the window of the scan",
                "tokens of all their answers",
                "its first exchange in the window",
                "its last",
            ),
            strict=True,
        )
    ),
)
MAPPING: Final = """## Mapping file

`--map FILE` says which of your columns are which fields. Fields are the columns of `exchanges` and
`texts` from `ts` to `metadata`; everything else is derived.
"""


def page() -> str:
    """Return the page: the lake's tables, the accounts of a scan, the form of a mapping."""
    tables = [part for table in (*LAKE_TABLES, *MEMORY_TABLES, ACCOUNTS) for part in _table(table)]
    return "\n".join([HEAD, *tables, *_mapping()])


def type_name(type_: pa.DataType) -> str:
    """Return an Arrow type as a reader of SQL would write it."""
    if pa.types.is_list(type_):
        return f"list of {type_name(type_.value_type)}"
    if pa.types.is_struct(type_):
        inside = [type_.field(i) for i in range(type_.num_fields)]
        return f"({', '.join(f'{field.name} {type_name(field.type)}' for field in inside)})"
    if pa.types.is_timestamp(type_):
        return f"timestamp, µs, {type_.tz}"
    return _NAMES.get(str(type_), str(type_))


_NAMES: Final = {"float": "float32", "double": "float64"}


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.meaning} Written by {table.writer}.\n"
    yield _rows(table.columns)


def _rows(columns: tuple[Column, ...]) -> str:
    lines = ["| column | type | always there | meaning | |", "|---|---|---|---|---|"]
    for column in columns:
        there = "" if column.nullable else "yes"
        meaning = column.meaning.replace("|", "\\|")
        lines.append(
            f"| `{column.name}` | {type_name(column.type)} | {there} | {meaning} "
            f"| {_kind(column.name)} |"
        )
    return "\n".join(lines) + "\n"


def _kind(name: str) -> str:
    field = FIELD.get(name)
    if field is None:
        # Blocks are derived from addresses, and hidden with them; findings list account ids.
        return "identifier" if name in {"client_block", "signup_block", "accounts"} else ""
    return "text" if field.text else "identifier" if field.identifier else ""


def _mapping() -> Iterator[str]:
    """Yield the form of a mapping as its module shows it, so that there is one example."""
    _, form, rules = inspect.cleandoc(mapping.__doc__ or "").split("\n\n")
    yield MAPPING
    yield f"```yaml\n{inspect.cleandoc(form)}\n```\n"
    yield f"{rules}\n"


def main(arguments: list[str]) -> int:
    """Write the page to the path given, docs/tables.md unless one is."""
    target = Path(arguments[0]) if arguments else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
