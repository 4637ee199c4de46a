"""Worlds as files: written out for people to change, read back and held against the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.model.errors import SettingsError
from stillwatch.settings import read_yaml

_REMEDY: Final = "`stillwatch simulate farm --print-spec` shows a world with every setting"


def as_document(spec: WorldSpec) -> dict[str, Any]:
    """Return the world as plain values, every setting named."""
    return spec.model_dump(mode="json")


def as_yaml(spec: WorldSpec) -> str:
    """Return the world as YAML that `read_world` reads back as the same world."""
    return yaml.safe_dump(as_document(spec), sort_keys=False, allow_unicode=True)


def read_world(path: Path) -> WorldSpec:
    """Read a world from a YAML or JSON file.

    Raises SettingsError that names the file, and the line or setting that is wrong.
    """
    written = read_yaml(path, wrong="is neither YAML nor JSON", remedy=_REMEDY)
    if not isinstance(written, dict):
        raise SettingsError("holds no settings by name", where=str(path), remedy=_REMEDY)
    return checked(written, where=str(path))


def checked(document: Mapping[str, Any], *, where: str) -> WorldSpec:
    """Return the world that `document` describes.

    Raises SettingsError that names the first setting that is wrong; `where` is whose it is.
    """
    try:
        return WorldSpec.model_validate(document)
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise SettingsError(
            f"{name}: {said}" if name else said, where=where, remedy=_REMEDY
        ) from fault
