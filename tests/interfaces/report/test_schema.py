"""The published schema is the one the code has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stillwatch.interfaces.report.schema import result_schema, schema_text


def test_the_published_schema_is_current(root: Path) -> None:
    published = (root / "docs" / "schema" / "result-1.json").read_text(encoding="utf-8")
    assert published == schema_text(), (
        "model/result.py changed: run `python -m stillwatch.interfaces.report.schema "
        "docs/schema/result-1.json`"
    )


def test_the_schema_is_closed_and_names_the_field_as_the_file_does() -> None:
    schema = result_schema()
    assert "schema" in schema["properties"]
    parts = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)


def test_the_command_writes_the_schema(tmp_path: Path) -> None:
    module = "stillwatch.interfaces.report.schema"
    file = tmp_path / "schema.json"
    subprocess.run([sys.executable, "-m", module, str(file)], check=True)
    assert file.read_text(encoding="utf-8") == schema_text()
    done = subprocess.run([sys.executable, "-m", module], capture_output=True, check=False)
    assert done.returncode != 0
