"""The mapping file: how a user's own columns become fields of the exchange.

    source: table
    fields: {ts: event_time, account_id: customer_id, prompt: user.text, plan: "tier?"}
    constants: {surface: api}
    derive: [request_id]
    timezone: Europe/Vienna
    time_unit: ms

A name may be a dotted path into nested columns or JSON; one that ends with `?` may be absent.
Columns that already carry a field's name are taken unless `fields` says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from stillwatch.ingest.column_names import closest
from stillwatch.model.errors import MappingError
from stillwatch.model.exchange import FIELD
from stillwatch.model.sketch import SKETCH_TYPES

SourceName = Literal["table", "litellm", "otlp", "bedrock", "envoy"]
TimeUnit = Literal["auto", "s", "ms", "us", "ns"]
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4]):?[0-5]\d")


class Mapping(BaseModel):
    """A mapping as written; see the module for the file's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: SourceName | None = None
    """The format to read; None: recognised from the data."""
    fields: dict[str, str] = {}
    """Our field: their column, dotted path or attribute."""
    constants: dict[str, str | int | float | bool] = {}
    """Our field: the value every row has."""
    derive: tuple[Literal["request_id"], ...] = ()
    """Fields to be made: `request_id` is a hash of the row's mapped values, so the same row
    read again has the same id, and two rows equal in every mapped value are one."""
    query: str | None = None
    """A SELECT, for database files; over other files the file is the table `log`."""
    timezone: str = "UTC"
    """Zone of times that name none."""
    time_unit: TimeUnit = "auto"
    """Unit of times that are numbers; auto tells by magnitude."""

    @field_validator("fields", "constants", mode="before")
    @classmethod
    def _known_fields(cls, given: Any, asked: ValidationInfo) -> Any:
        if given is None:
            return {}
        # A sketch may be mapped, but no two prompts share one for good.
        known = {*FIELD, *SKETCH_TYPES} if asked.field_name == "fields" else set(FIELD)
        if isinstance(given, dict):
            for name in given:
                if name not in known:
                    close = closest(str(name), sorted(known))
                    hint = f"did you mean {', '.join(close)}?" if close else "see docs/tables.md"
                    raise ValueError(f"{name!r} is no field of the exchange; {hint}")
        return given

    @field_validator("constants", mode="before")
    @classmethod
    def _plain_values(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in given.items()}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if _OFFSET.fullmatch(zone):
            return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, LookupError):
            raise ValueError(
                f"{zone!r} is no time zone; write e.g. UTC, Europe/Vienna or +02:00"
            ) from None
        return zone

    @model_validator(mode="after")
    def _said_once(self) -> Mapping:
        twice = sorted(set(self.fields) & set(self.constants))
        if twice:
            raise ValueError(f"{', '.join(twice)}: stands in both `fields` and `constants`")
        clash = sorted(set(self.derive) & ({*self.fields, *self.constants}))
        if clash:
            raise ValueError(f"{', '.join(clash)}: is mapped and to be derived as well")
        return self


NO_MAPPING: Final = Mapping()


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a YAML file; MappingError with the line where it is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        raise MappingError(f"cannot be read: {fault}", where=str(path)) from fault
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        given = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        problem = getattr(fault, "problem", None) or str(fault)
        raise MappingError(
            f"is not YAML: {problem}", where=place, remedy="check quotes and indentation there"
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise MappingError(f"is not YAML: {fault}", where=str(path)) from fault
    if given is None:
        return NO_MAPPING
    if not isinstance(given, dict):
        raise MappingError(
            "holds no settings", where=str(path), remedy="write e.g. `fields: {ts: event_time}`"
        )
    _keep_as_written(given, node)
    try:
        return Mapping.model_validate(given)
    except ValidationError as fault:
        raise _explain(fault, path, node) from fault


def _keep_as_written(given: dict[Any, Any], node: yaml.Node | None) -> None:
    """Put back what YAML took for a number: `+02:00` is a zone, `01` may be a column."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "timezone" and isinstance(value, yaml.ScalarNode):
            given["timezone"] = value.value
        if key.value == "fields" and isinstance(value, yaml.MappingNode):
            for field, column in value.value:
                if isinstance(column, yaml.ScalarNode) and isinstance(given["fields"], dict):
                    given["fields"][field.value] = column.value


def _explain(fault: ValidationError, path: Path, node: yaml.Node | None) -> MappingError:
    first = fault.errors()[0]
    place = [str(part) for part in first["loc"]]
    what = str(first["msg"]).removeprefix("Value error, ")
    remedy = "see docs/tables.md for the form of a mapping"
    if first["type"] == "extra_forbidden":
        close = closest(place[-1], Mapping.model_fields)
        what = f"{place[-1]!r} is no setting of a mapping"
        remedy = f"did you mean {', '.join(close)}?" if close else _settings()
    elif place:
        what = f"{'.'.join(place)}: {what}"
    words = re.findall(r"[\w.]+", what)
    line = _line_of(node, place, words)
    return MappingError(what, where=f"{path}:{line}" if line else str(path), remedy=remedy)


def _settings() -> str:
    return f"use {', '.join(Mapping.model_fields)}"


def _line_of(node: yaml.Node | None, place: Iterable[str], words: list[str]) -> int:
    """Return the line of the key a fault is about, as deep as the path or the words lead."""
    line = 0
    for step in [*place, *words]:
        if not isinstance(node, yaml.MappingNode):
            break
        for key, value in node.value:
            if str(key.value) == step:
                line, node = key.start_mark.line + 1, value
                break
    return line
