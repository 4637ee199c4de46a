"""Columns by plan: dotted paths, nested columns, JSON texts."""

from __future__ import annotations

import pyarrow as pa
import pytest

from stillwatch.ingest.column_names import Plan
from stillwatch.ingest.columnar import Columns
from stillwatch.ingest.delimited import Cells
from stillwatch.ingest.table_columns import cell_table, chunk, pick, schema_names, text_names, top
from stillwatch.model.reject import Reject

NESTED = pa.table(
    {
        "who": pa.array([{"user": {"id": 1}, "tag": "t"}, None]),
        "note": ['{"deep": {"x": "y"}}', "plain"],
        "who.flat": ["f", "g"],
    }
)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("who.user.id", [1, None]),
        ("who.tag", ["t", None]),
        ("note.deep.x", ["y", None]),
        ("who.flat", ["f", "g"]),
        ("note", ['{"deep": {"x": "y"}}', "plain"]),
        ("who.user.none", [None, None]),
    ],
)
def test_paths_into_typed_batches(path: str, values: list[object]) -> None:
    plan = Plan({"plan": path}, {}, ())
    made = chunk(Columns(NESTED, 5, 0, []), plan)
    assert made.columns.column("plan").to_pylist() == values
    assert made.rows.to_pylist() == [5, 6]
    assert made.last_row == 6


def test_a_batch_that_is_only_a_reject() -> None:
    made = chunk(Columns(pa.table({}), 9, 0, [Reject("s", 9, "x")]), Plan({"ts": "t"}, {}, ()))
    assert len(made.rows) == 0
    assert made.last_row == 9


def test_cells_by_plan() -> None:
    part = Cells(records=[["1", '{"id": "u"}'], ["", "x"]], rows=[2, 3])
    plan = Plan({"output_tokens": "n", "account_id": "who.id"}, {}, ())
    made = cell_table(part, ["n", "who"], plan)
    assert made.to_pylist() == [
        {"output_tokens": "1", "account_id": "u"},
        {"output_tokens": None, "account_id": None},
    ]
    assert cell_table(Cells(), ["n", "who"], plan).num_rows == 0


def test_pick_prefers_the_mapping() -> None:
    plan = Plan({"model": "engine", "plan": "plan"}, {"surface": "api"}, ("request_id",))
    made = pick(
        {"model": "ours", "engine": "theirs", "plan": "p", "surface": "web", "other": 1},
        plan,
        {"model", "surface", "request_id"},
    )
    assert len(made.pop("request_id")) == 32
    assert made == {"plan": "p", "model": "theirs"}


def test_names_of_a_schema() -> None:
    names = schema_names(NESTED.schema)
    assert {"who", "who.user", "who.user.id", "who.tag", "note", "who.flat"} == set(names)
    assert text_names(NESTED.schema) == ["note", "who.flat"]
    assert top("who.flat.x", NESTED.schema) == "who.flat"
    assert top("who.user.id", NESTED.schema) == "who"
    assert top("nowhere", NESTED.schema) == "nowhere"
