"""What is asked for, through the whole sketch."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from stillwatch.ingest.sketch_capability import CAPABILITIES
from stillwatch.ingest.sketches import sketch
from stillwatch.model.exchange import FIELDS


def capability(**row: Any) -> str:
    schema = pa.schema([pa.field(each.name, each.type) for each in FIELDS])
    columns = [pa.array([row.get(each.name)], each.type) for each in FIELDS]
    found: str = sketch(pa.RecordBatch.from_arrays(columns, schema=schema)).to_pylist()[0][
        "capability"
    ]
    return found


@pytest.mark.parametrize(
    ("expected", "prompt"),
    [
        ("code", "Write a Python function that sorts a list of strings."),
        ("code", "请写一个函数来解析日志，用你喜欢的编程语言"),
        (
            "math",
            "A train travels 60 miles in 2 hours. How many miles in total does it cover in 5?",
        ),
        ("math", "Solve the equation $3x^2 + 2x - 5 = 0$ over 10 steps."),
        ("writing", "Write a poem about autumn leaves."),
        ("writing", "Schreibe ein Gedicht über den Herbst."),
        ("reasoning", "Here is a logic puzzle with three doors; which one hides the prize?"),
        ("knowledge", "Who was the first person on the moon?"),
        ("knowledge", "北京为什么是中国的首都"),
        ("grading", "Rate the assistant's answer from 1 to 10."),
        ("generation", "Come up with 20 diverse task instructions."),
        ("other", "blue green red"),
    ],
)
def test_capability(expected: str, prompt: str) -> None:
    assert expected in CAPABILITIES
    assert capability(prompt=prompt) == expected


def test_tools_outrank_the_subject() -> None:
    assert capability(prompt="Who was first on the moon?", tools=["search"]) == "tool_use"
