"""A small world from simulation to report, made once by the commands that users type."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from stillwatch.campaigns.reference import dump_reference
from stillwatch.interfaces.cli.app import main
from stillwatch.interfaces.report import load_result
from stillwatch.model.result import Campaign, ResultDocument
from stillwatch.signals.catalogue import MEASURES
from tests.campaigns.made import harmless


@dataclass(frozen=True)
class Said:
    """What one command printed and how it ended."""

    code: int
    out: str
    err: str


def stillwatch(*words: str | Path) -> Said:
    """Run one command in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return Said(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Scanned:
    """Where everything lies, and what the commands said."""

    world: Path
    lake: Path
    out: Path
    reference: Path
    """References of our own making, so that no shipped number decides what is found."""
    said: dict[str, Said]

    @property
    def document(self) -> ResultDocument:
        """The result of the scan."""
        return load_result(self.out)

    @property
    def surest(self) -> Campaign:
        """The first campaign of the result."""
        return self.document.campaigns[0]

    def accounts(self) -> list[dict[str, Any]]:
        """Return the rows of accounts.parquet."""
        return list(pq.read_table(self.out / "accounts.parquet").to_pylist())

    def truth(self) -> dict[str, dict[str, Any]]:
        """Return what the world knows of each account, by id."""
        rows = pq.read_table(self.world / "truth" / "accounts.parquet").to_pylist()
        return {row["account_id"]: row for row in rows}

    def scan(self, out: Path, *words: str | Path) -> Said:
        """Scan the lake again."""
        return stillwatch(
            "scan", "--lake", self.lake, "--out", out, "--reference", self.reference, *words
        )


def build_scanned(folder: Path) -> Scanned:
    """Simulate, ingest and scan."""
    world, lake, out = folder / "world", folder / "lake", folder / "out"
    reference = write_reference(folder / "reference.json")
    said = {
        "simulate": stillwatch("simulate", "demo", "--out", world, "--size", "6000", "--seed", "3"),
        "ingest": stillwatch("ingest", world / "logs", "--lake", lake),
        "scan": stillwatch("scan", "--lake", lake, "--out", out, "--reference", reference),
    }
    assert {each.code for each in said.values()} == {0}, said
    return Scanned(world, lake, out, reference, said)


def write_reference(file: Path) -> Path:
    """Write references in the midst of which no harvest lies."""
    file.write_bytes(dump_reference(harmless().groups, MEASURES, {}))
    return file
