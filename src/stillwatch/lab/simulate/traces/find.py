"""Finds the traces under a folder, whatever the folder is called, by how the files begin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from stillwatch.lab.simulate.traces import agents, azure, mooncake, servegen
from stillwatch.lab.simulate.traces.measured import Traces, together
from stillwatch.model.errors import InputError

_HEAD: Final = 8_192
_SUFFIXES: Final = frozenset({".csv", ".json", ".jsonl"})
_REMEDY: Final = (
    "expect files of the Azure LLM inference trace, Mooncake, ServeGen or LMCache's agent traces"
)

Format = tuple[Callable[[bytes], bool], Callable[[list[Path]], Traces]]
FORMATS: Final[tuple[Format, ...]] = (
    (servegen.recognised, servegen.measure),
    (azure.recognised, azure.measure),
    (mooncake.recognised, mooncake.measure),
    (agents.recognised, agents.measure),
)
"""Where two formats hold the same measure, the first is taken: ServeGen alone knows clients."""


def traces_from(path: Path) -> Traces:
    """Measure every trace that lies under `path`, a folder or one file.

    Other files are passed over. Raises InputError where there is no trace, or where one cannot
    be read; it names the file and, where one is at fault, the line.
    """
    if not path.exists():
        raise InputError("no such file or folder", where=str(path), remedy=_REMEDY)
    listed = sorted(path.rglob("*")) if path.is_dir() else [path]
    found: list[list[Path]] = [[] for _ in FORMATS]
    for file in listed:
        if file.suffix in _SUFFIXES and file.is_file():
            head = _head(file)
            for (recognised, _), files in zip(FORMATS, found, strict=True):
                if recognised(head):
                    files.append(file)
                    break
    if not any(found):
        raise InputError("no known trace found", where=str(path), remedy=_REMEDY)
    return together(
        [measure(files) for (_, measure), files in zip(FORMATS, found, strict=True) if files]
    )


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_HEAD)
    except OSError as error:
        raise InputError(
            f"not readable ({error.strerror})", where=str(file), remedy="check its permissions"
        ) from error
