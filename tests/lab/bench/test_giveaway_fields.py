"""The declared fields: named once, and every one of technique with its reason."""

from __future__ import annotations

from stillwatch.lab.bench.giveaway_fields import FIELDS
from stillwatch.model.exchange import FIELDS as EXCHANGE
from stillwatch.model.sketch import SKETCH_FIELDS


def test_names_are_unique_within_a_unit() -> None:
    names = [(field.unit, field.name) for field in FIELDS]
    assert len(set(names)) == len(names)


def test_technique_is_declared_with_a_reason() -> None:
    assert all(field.reason for field in FIELDS if field.kind == "technique")


def test_every_field_of_the_exchange_is_looked_at() -> None:
    asked = " ".join(field.sql for field in FIELDS if field.unit == "row")
    columns = {field.name for field in EXCHANGE if not field.text} - {"reasoning_artifacts"}
    assert {name for name in columns if name not in asked} == set()
    shape = {"language", "capability", "turn_count", "prompt_chars", "style_impersonal"}
    assert shape <= {name for name, _, _ in SKETCH_FIELDS}
    assert {name for name in shape if name not in asked} == set()
