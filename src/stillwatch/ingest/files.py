"""Find the inputs a user named: files, folders and globs, in an order that never changes."""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from stillwatch.ingest.source import Source
from stillwatch.model.errors import InputError

BEDROCK_FOLDER: Final = "BedrockModelInvocationLogs"
BEDROCK_BODIES: Final = "data"
"""Folder of bodies too large for a Bedrock record: read through the record, not as a log."""
_BEDROCK_PROBE: Final = "amazon-bedrock-logs-permission-check"


def find_sources(inputs: Iterable[str | Path]) -> list[Source]:
    """Return every file behind `inputs`, each once, folders in sorted order.

    Folders are searched to any depth; names that begin with a dot or `_` are passed over, as
    writers of part files do. Raises InputError where an input names nothing.
    """
    sources: dict[Path, Source] = {}
    for given in map(str, inputs):
        files = list(_expand(given))
        if not files:
            raise _nothing_at(given)
        for path, found in files:
            known = sources.setdefault(path.resolve(), _source(path, found))
            if known.found and not found:
                sources[path.resolve()] = replace(known, found=False)
    return list(sources.values())


def _source(path: Path, found: bool) -> Source:
    try:
        return Source(path=path, name=str(path), size=path.stat().st_size, found=found)
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror}", where=str(path)) from fault


def _expand(given: str) -> Iterator[tuple[Path, bool]]:
    """Yield the files behind an input, and whether they were found in a folder."""
    path = Path(given)
    if "\0" in given:
        raise InputError("a path cannot hold a NUL character", where=repr(given))
    if path.is_dir():
        yield from ((file, True) for file in _walk(path))
    elif path.is_file():
        yield path, False
    elif not path.exists() and glob.has_magic(given):
        for match in sorted(glob.glob(given, recursive=True)):
            if os.path.isdir(match):
                if "**" not in given:
                    yield from ((file, True) for file in _walk(Path(match)))
            elif os.path.isfile(match):
                yield Path(match), False


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        inside_bedrock = BEDROCK_FOLDER in Path(here).parts
        folders[:] = sorted(
            name
            for name in folders
            if not _passed_over(name) and not (inside_bedrock and name == BEDROCK_BODIES)
        )
        for name in sorted(files):
            path = Path(here, name)
            if not _passed_over(name) and name != _BEDROCK_PROBE and path.is_file():
                yield path


def _passed_over(name: str) -> bool:
    return name.startswith((".", "_"))


def _nothing_at(given: str) -> InputError:
    path = Path(given)
    if path.is_dir():
        return InputError(
            "the folder holds no log files",
            where=given,
            remedy="name a folder with files; names that begin with `.` or `_` are passed over",
        )
    if path.exists():
        return InputError("is neither a file nor a folder", where=given)
    if glob.has_magic(given):
        return InputError("no file matches this pattern", where=given, remedy="check the pattern")
    close = closest_paths(path)
    remedy = f"did you mean {', '.join(close)}?" if close else "check the path"
    return InputError("no such file or folder", where=given, remedy=remedy)


def closest_paths(path: Path, limit: int = 3) -> list[str]:
    """Return the existing names most like `path`, looked for where its first gap is."""
    parent, missing = path.parent, path.name
    while not parent.is_dir() and parent != parent.parent:
        parent, missing = parent.parent, parent.name
    try:
        names = sorted(os.listdir(parent))
    except OSError:
        return []
    close = difflib.get_close_matches(missing, names, n=limit, cutoff=0.5)
    return [str(parent / name) for name in close]
