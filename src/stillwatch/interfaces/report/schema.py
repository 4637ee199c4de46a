"""The JSON Schema of the result document, generated, so that it cannot lag behind.

Run `python -m stillwatch.interfaces.report.schema FILE` after a change of model/result.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson

from stillwatch.model.result import RESULT_SCHEMA, ResultDocument


def result_schema() -> dict[str, Any]:
    """Return the schema with the names that stand in the file ("schema", not "schema_")."""
    schema = ResultDocument.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{RESULT_SCHEMA.replace('/', ':').replace('.', ':')}",
    } | schema


def schema_text() -> str:
    """Return the schema as the file in docs/schema holds it."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(result_schema(), option=options).decode()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m stillwatch.interfaces.report.schema FILE")
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
