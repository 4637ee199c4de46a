"""docs/tables.md says what the tables say."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from stillwatch.ingest.mapping import load_mapping
from stillwatch.interfaces.tables_page import ACCOUNTS, main, page, type_name
from stillwatch.model.report import ACCOUNTS_SCHEMA, AccountRow
from stillwatch.store.tables import EXCHANGES, LAKE_TABLES, TEXTS


def section(name: str) -> list[str]:
    """Return the lines of one table's section."""
    found = page().split(f"\n## {name}\n")[1].split("\n## ")[0]
    return found.splitlines()


def row(table: str, column: str) -> list[str]:
    (line,) = (line for line in section(table) if line.startswith(f"| `{column}` |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_page_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "tables.md").read_text(encoding="utf-8")
    assert written == page(), "docs/tables.md is old: run `make docs`"


@pytest.mark.parametrize("table", [*LAKE_TABLES, ACCOUNTS], ids=lambda table: table.name)
def test_every_column_has_its_row_with_its_meaning(table: object) -> None:
    assert isinstance(table, type(EXCHANGES))
    rows = [line for line in section(table.name) if line.startswith("| `")]
    assert [line.split("`")[1] for line in rows] == [column.name for column in table.columns]
    for line, column in zip(rows, table.columns, strict=True):
        assert column.meaning in line
        assert ("| yes |" in line) is not column.nullable


def test_identifiers_and_texts_are_marked() -> None:
    assert row("exchanges", "payment_id")[-1] == "identifier"
    assert row("exchanges", "client_block")[-1] == "identifier"
    assert row("exchanges", "model")[-1] == ""
    assert row("texts", "prompt")[-1] == "text"


def test_the_accounts_table_is_that_of_a_scan() -> None:
    assert ACCOUNTS.schema() == ACCOUNTS_SCHEMA
    assert [column.name for column in ACCOUNTS.columns] == list(AccountRow.model_fields)


def test_types_read_like_types() -> None:
    types = {column.name: type_name(column.type) for column in (*EXCHANGES.columns, *TEXTS.columns)}
    assert types["ts"] == "timestamp, µs, UTC"
    assert types["artifact_hashes"] == "list of int64"
    assert types["turns"] == "list of (role string, content string)"
    assert types["temperature"] == "float64"
    assert type_name(pa.float32()) == "float32"


def test_the_example_of_a_mapping_is_a_mapping(tmp_path: Path) -> None:
    example = page().split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "map.yaml"
    path.write_text(example, encoding="utf-8")
    assert load_mapping(path).fields == yaml.safe_load(example)["fields"]


def test_it_writes_where_it_is_told(tmp_path: Path) -> None:
    target = tmp_path / "new" / "tables.md"
    assert main([str(target)]) == 0
    assert target.read_text(encoding="utf-8") == page()
