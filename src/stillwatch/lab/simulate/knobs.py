"""Changes to a world by the names of its settings, as the command line gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.lab.simulate.world_file import as_document, checked
from stillwatch.model.errors import SettingsError

_EVERY: Final = "*"
_EITHER: Final = ("accounts", "rate")
"""A campaign is written with one of them: a rate stands for accounts."""


def turned(
    spec: WorldSpec,
    *,
    world: Mapping[str, Any] | None = None,
    campaigns: Mapping[str, Any] | None = None,
    assignments: Sequence[str] = (),
) -> WorldSpec:
    """Return `spec` with settings changed: the world's, those of all campaigns, then by path.

    An assignment is `PATH=VALUE`, the path dotted (`campaigns.0.reuse.per_card`, `*` for all of
    a list) and the value YAML. Raises SettingsError for names and values that there are not, and
    where campaigns are to be changed in a world without any.
    """
    if campaigns and not spec.campaigns:
        raise SettingsError(
            "this world has no campaign", where=", ".join(campaigns), remedy="take another world"
        )
    document = as_document(spec)
    changes = [*_paths(world or {}, []), *_paths(campaigns or {}, ["campaigns", _EVERY])]
    changes += [_parsed(assignment) for assignment in assignments]
    for path, value in changes:
        _assign(document, path, value, where=".".join(path))
    return checked(document, where="this world")


def _paths(values: Mapping[str, Any], before: list[str]) -> list[tuple[list[str], Any]]:
    return [([*before, name], value) for name, value in values.items()]


def _parsed(assignment: str) -> tuple[list[str], Any]:
    path, equals, value = assignment.partition("=")
    if not path or not equals:
        raise SettingsError(
            "is no assignment", where=assignment, remedy="write PATH=VALUE, as in days=7"
        )
    try:
        return path.split("."), yaml.safe_load(value)
    except (yaml.YAMLError, ValueError) as fault:
        raise SettingsError(
            "the value is not YAML", where=assignment, remedy="quote it, or write a plain value"
        ) from fault


def _assign(target: Any, path: Sequence[str], value: Any, *, where: str) -> None:
    """Put `value` at the end of `path` inside `target`, a tree of mappings and lists."""
    name, rest = path[0], path[1:]
    if name == _EVERY and isinstance(target, list):
        for number in range(len(target)):
            _assign(target, [str(number), *rest], value, where=where)
        return
    place = _place(target, name, where, last=not rest)
    if rest:
        _assign(target[place], rest, value, where=where)
        return
    if place in _EITHER and _is_campaign(target):
        for other in _EITHER:
            target.pop(other, None)
    target[place] = value


def _is_campaign(target: Any) -> bool:
    return isinstance(target, dict) and "technique" in target


def _place(target: Any, name: str, where: str, *, last: bool) -> str | int:
    """Return the key or index that `name` is in `target`."""
    if isinstance(target, dict):
        if name in target or (last and name in _EITHER and _is_campaign(target)):
            return name
        names = ", ".join(target)
    elif isinstance(target, list):
        if name.isdigit() and int(name) < len(target):
            return int(name)
        names = f"{_EVERY} or a number below {len(target)}" if target else "none, for it is empty"
    else:
        names = "none, for it is a single value"
    raise SettingsError(f"there is no {name!r}", where=where, remedy=f"names here: {names}")
