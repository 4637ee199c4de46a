"""The lake's tables hold every field and sketch once, say what each means, and keep texts apart."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.model.exchange import FIELDS, REQUIRED, TEXT_FIELDS
from stillwatch.model.reject import REJECT_SCHEMA
from stillwatch.model.sketch import SKETCH_FIELDS
from stillwatch.store.tables import EXCHANGES, LAKE_TABLES, REJECTS, TEXTS, Column, Table


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


@pytest.mark.parametrize("table", LAKE_TABLES, ids=lambda table: table.name)
def test_every_column_is_named_once_and_says_what_it_means(table: Table) -> None:
    assert len(set(names(table))) == len(names(table))
    assert [column.name for column in table.columns if not column.meaning.strip()] == []
    assert table.meaning
    assert table.writer


def test_every_field_lies_in_exactly_one_table_and_every_sketch_with_the_exchange() -> None:
    for field in FIELDS:
        assert (field.name in names(EXCHANGES)) is not field.text, field.name
        assert (field.name in TEXT_FIELDS) is field.text
    assert set(TEXT_FIELDS) <= set(names(TEXTS))
    assert {name for name, _, _ in SKETCH_FIELDS} <= set(names(EXCHANGES))


def test_only_what_is_always_there_is_required() -> None:
    always = {column.name for column in EXCHANGES.columns if not column.nullable}
    assert always == {"day", "exchange_key", *REQUIRED}
    assert REJECTS.schema() == REJECT_SCHEMA


def test_the_schema_is_what_the_columns_say() -> None:
    table = Table("t", "m", "w", (Column("a", pa.int64(), "m", nullable=False),))
    assert table.schema() == pa.schema([pa.field("a", pa.int64(), nullable=False)])


def test_no_type_that_delta_or_spark_does_not_know() -> None:
    for table in LAKE_TABLES:
        for field in table.schema():
            assert not pa.types.is_unsigned_integer(field.type), field
            assert not pa.types.is_dictionary(field.type), field
