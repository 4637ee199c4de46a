"""Write the settings into docs/operations.md from the settings themselves, between two marks.

Run by `make docs` as `python -m stillwatch.interfaces.settings_page [PATH]`. The rest of the
page is written by people and stays as it is.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo

from stillwatch.model.errors import InputError
from stillwatch.settings import Part, Settings

PAGE: Final = Path("docs/operations.md")
BEGIN: Final = "<!-- settings: written by `make docs` -->\n"
END: Final = "<!-- end of settings -->\n"
_BOUNDS: Final = (("ge", "from {}"), ("gt", "above {}"), ("le", "to {}"), ("lt", "below {}"))


def section() -> str:
    """Return every setting with its default, what it may be and what it means."""
    return "\n".join(
        part for name, field in Settings.model_fields.items() for part in _part(name, field)
    )


def _part(name: str, field: FieldInfo) -> Iterator[str]:
    part = field.annotation
    assert isinstance(part, type)
    assert issubclass(part, Part)
    yield f"### {name}\n"
    yield f"{inspect.cleandoc(part.__doc__ or '')}\n"
    lines = ["| setting | default | may be | meaning |", "|---|---|---|---|"]
    for each, inside in part.model_fields.items():
        meaning = " ".join((inside.description or "").split()).replace("|", "\\|")
        lines.append(
            f"| `{name}.{each}` | {_shown(inside.default)} | {_range(inside)} | {meaning} |"
        )
    yield "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if isinstance(default, tuple):
        return ", ".join(f"`{word}`" for word in default) or "none"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _range(field: FieldInfo) -> str:
    """Say what a setting may be: its words, or its bounds."""
    words = typing.get_args(field.annotation)
    if typing.get_origin(field.annotation) is tuple:
        return "list of words"
    if words:
        return ", ".join(f"`{word}`" for word in words)
    kind = "whole number" if field.annotation is int else "number"
    bounds = [
        how.format(f"{getattr(bound, sign):g}")
        for sign, how in _BOUNDS
        for bound in field.metadata
        if getattr(bound, sign, None) is not None
    ]
    return " ".join([kind, *bounds])


def renewed(page: str) -> str:
    """Return the page with the section between its marks written anew.

    Raises InputError where the marks are missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InputError(
            "the marks of the settings are missing",
            where=str(PAGE),
            remedy=f"put {BEGIN.strip()} and {END.strip()} where the settings belong",
        )
    return f"{before}{BEGIN}\n{section()}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Renew the page at the path given, docs/operations.md unless one is."""
    target = Path(arguments[0]) if arguments else PAGE
    target.write_text(renewed(target.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
