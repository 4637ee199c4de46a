"""`stillwatch doctor`: whether this machine can run Stillwatch, and what to mend where not.

Every check does the thing rather than looking for its name: the engines are made to work on
a few rows, since a package that imports can still be broken.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import typer
from packaging.requirements import Requirement

from stillwatch.model.errors import StillwatchError

LOWEST_PYTHON: Final = (3, 11)
LEAST_DISK: Final = 5 * 10**9
"""Bytes: a demo and its lake, with room for engines to spill."""
LEAST_MEMORY: Final = 2 * 10**9
"""Bytes: below this the engines spill so much that a scan crawls."""


class State(StrEnum):
    """How a check came out. Only `FAIL` keeps Stillwatch from running."""

    OK = "ok"
    WARN = "warn"
    ABSENT = "absent"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, how it is, and what to do about it."""

    subject: str
    state: State
    said: str
    remedy: str = ""

    def line(self) -> str:
        """Return the finding as a person reads it."""
        mend = f" -- {self.remedy}" if self.remedy else ""
        return f"{self.state.value:<7}{self.subject}: {self.said}{mend}"


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say whether this machine can run Stillwatch, and what to mend where not.

    Looks at Python, package versions against the tested pins, free disk and memory, and makes
    the engines work on a few rows. Ends with 1 where a check failed; warnings do not count.
    """
    findings = list(examine())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(finding.line())
    failed = sum(finding.state is State.FAIL for finding in findings)
    if failed:
        raise StillwatchError(
            f"{failed} of {len(findings)} checks failed",
            remedy="mend what is marked FAIL and run `stillwatch doctor` again",
        )


def examine() -> Iterator[Finding]:
    """Yield every finding, cheap ones first."""
    yield check_python(sys.version_info[:2])
    yield from check_pins(pinned(), installed)
    yield check_space("disk here", shutil.disk_usage(Path.cwd()).free, LEAST_DISK)
    yield check_temporary(Path(tempfile.gettempdir()))
    memory = free_memory()
    if memory is not None:
        yield check_space("memory", memory, LEAST_MEMORY)
    for name, trip in ROUND_TRIPS.items():
        yield check_round_trip(name, trip)
    yield from check_extras(*declared(), installed)


def check_python(version: tuple[int, ...]) -> Finding:
    """Hold the running Python against the lowest that is supported."""
    said = ".".join(map(str, version))
    if version < LOWEST_PYTHON:
        return Finding("python", State.FAIL, said, "install Python 3.11 or newer")
    return Finding("python", State.OK, said)


def installed(name: str) -> str | None:
    """Return the installed version of a distribution, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def pinned() -> list[Requirement]:
    """Return the versions that the tests ran with, as far as they apply to this machine."""
    text = (files("stillwatch.interfaces.cli") / "pins.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pins = [Requirement(line) for line in lines]
    return [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]


def check_pins(pins: list[Requirement], version_of: Callable[[str], str | None]) -> list[Finding]:
    """Hold installed versions against `pins`: one line if all agree, else one per difference."""
    findings = []
    for pin in pins:
        version = version_of(pin.name)
        command = f"pip install '{pin.name}{pin.specifier}'"
        if version is None:
            findings.append(Finding(pin.name, State.FAIL, "not installed", command))
        elif not pin.specifier.contains(version, prereleases=True):
            said = f"{version} is installed, tested with {str(pin.specifier).lstrip('=')}"
            findings.append(Finding(pin.name, State.WARN, said, f"if it misbehaves: {command}"))
    return findings or [Finding("packages", State.OK, f"all {len(pins)} as tested")]


def check_space(subject: str, free: int, least: int) -> Finding:
    """Warn where `free` bytes are fewer than a comfortable `least`."""
    said = f"{free / 1e9:.1f} GB free"
    if free < least:
        return Finding(subject, State.WARN, said, f"{least / 1e9:.0f} GB or more serve better")
    return Finding(subject, State.OK, said)


def check_temporary(folder: Path) -> Finding:
    """Write to the folder where engines spill."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"stillwatch")
    except OSError as error:
        said = f"{folder} cannot be written: {error.strerror}"
        return Finding("temporary files", State.FAIL, said, "set TMPDIR to a folder that can")
    free = shutil.disk_usage(folder).free
    return check_space("temporary files", free, LEAST_DISK)


def free_memory() -> int | None:
    """Return the bytes that can still be had, under the container's limit; None if unknown."""
    limits = []
    information = Path("/proc/meminfo")
    if information.exists():
        fields = dict(line.split(":", 1) for line in information.read_text().splitlines())
        limits.append(int(fields["MemAvailable"].split()[0]) * 1024)
    elif "SC_PHYS_PAGES" in os.sysconf_names:
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    group = Path("/sys/fs/cgroup")
    try:
        most = int((group / "memory.max").read_text())
        limits.append(most - int((group / "memory.current").read_text()))
    except (OSError, ValueError):
        pass  # No container, or one without a limit ("max").
    return min(limits) if limits else None


def _duckdb(folder: Path) -> None:
    import duckdb

    target = folder / "rows.parquet"
    with duckdb.connect() as connection:
        connection.sql("SELECT range AS n FROM range(1000)").write_parquet(str(target))
        total = connection.sql(f"SELECT sum(n) FROM '{target}'").fetchall()[0][0]
    _expect(499_500, total)


def _deltalake(folder: Path) -> None:
    import pyarrow as pa
    from deltalake import DeltaTable, write_deltalake

    write_deltalake(str(folder / "table"), pa.table({"n": [1, 2, 3]}))
    _expect(3, DeltaTable(str(folder / "table")).to_pyarrow_table().num_rows)


def _networkit(folder: Path) -> None:
    import networkit

    graph = networkit.Graph(4)
    graph.addEdge(0, 1)
    graph.addEdge(2, 3)
    components = networkit.components.ConnectedComponents(graph)
    components.run()
    _expect(2, components.numberOfComponents())


def _numba(folder: Path) -> None:
    import numba
    import numpy as np

    total = numba.njit(lambda values: values.sum())
    _expect(6, total(np.array([1, 2, 3])))


def _expect(wanted: int, got: object) -> None:
    if got != wanted:
        raise StillwatchError(f"{wanted} was due and {got} came back")


ROUND_TRIPS: Final[dict[str, Callable[[Path], None]]] = {
    "duckdb": _duckdb,
    "deltalake": _deltalake,
    "networkit": _networkit,
    "numba": _numba,
}


def check_round_trip(name: str, trip: Callable[[Path], None]) -> Finding:
    """Make one engine work on a few rows in a folder of its own; any fault is a finding."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            trip(Path(folder))
    except Exception as error:
        reason = str(error).partition("\n")[0]
        remedy = f"pip install --force-reinstall {name}"
        return Finding(name, State.FAIL, f"{type(error).__name__}: {reason}", remedy)
    return Finding(name, State.OK, "works on a few rows")


def declared() -> tuple[list[Requirement], list[str]]:
    """Return what the installed Stillwatch needs, and the names of its optional parts."""
    try:
        about = metadata.metadata("stillwatch")
    except metadata.PackageNotFoundError:
        return [], []  # Run from source: nothing is declared that could be checked.
    needs = [Requirement(line) for line in about.get_all("Requires-Dist") or []]
    return needs, about.get_all("Provides-Extra") or []


def check_extras(
    needs: list[Requirement], extras: list[str], version_of: Callable[[str], str | None]
) -> Iterator[Finding]:
    """Say for every optional part what it lacks and how to install it."""
    for extra in sorted(extras):
        lacking = [
            need.name
            for need in needs
            if need.marker is not None
            and need.marker.evaluate({"extra": extra})
            and not need.marker.evaluate({"extra": ""})
            and version_of(need.name) is None
        ]
        if lacking:
            said = f"not installed: {', '.join(lacking)}"
            remedy = f"optional; pip install 'stillwatch[{extra}]'"
            yield Finding(f"extra {extra}", State.ABSENT, said, remedy)
        else:
            yield Finding(f"extra {extra}", State.OK, "installed")
