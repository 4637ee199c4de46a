"""The whole page: every section in order, with the date, the machine and what was installed."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages.ablation import Ablation
from stillwatch.lab.bench.pages.boundary_map import BoundaryMap
from stillwatch.lab.bench.pages.compared import Compared
from stillwatch.lab.bench.pages.curves import Curves
from stillwatch.lab.bench.pages.left_out import LeftOut
from stillwatch.lab.bench.pages.look_alikes import LookAlikes
from stillwatch.lab.bench.pages.lost import Lost
from stillwatch.lab.bench.pages.plan import Plan
from stillwatch.lab.bench.pages.review import Review
from stillwatch.lab.bench.pages.section import Drawings, Section
from stillwatch.lab.bench.pages.stated import Stated
from stillwatch.lab.bench.pages.techniques import Techniques

SECTIONS: Final[tuple[Section, ...]] = (
    Techniques(), LookAlikes(), Stated(), Lost(), Review(), Compared(), LeftOut(), Ablation(),
    Curves(),
    BoundaryMap(),
)  # fmt: skip
PACKAGES: Final = (
    "stillwatch",
    "duckdb",
    "numpy",
    "pyarrow",
    "networkit",
    "scikit-learn",
    "splink",
)


@dataclass(frozen=True, slots=True)
class Addition:
    """A section that is no pooling of outcomes: it measures in a way of its own."""

    title: str
    lines: tuple[str, ...]


def cells(plan: Plan) -> list[Cell]:
    """Return all worlds of the page, each once."""
    every = [cell for section in SECTIONS for cell in section.cells(plan)]
    return list({cell.digest(): cell for cell in every}.values())


def write(
    plan: Plan,
    outcomes: Sequence[Outcome],
    additions: Sequence[Addition],
    command: str,
    path: Path,
) -> None:
    """Write the page to `path` and its plots to a folder of the same name beside it."""
    drawings = Drawings(path.with_suffix(""))
    drawings.folder.mkdir(parents=True, exist_ok=True)
    body: list[str] = []
    for section in SECTIONS:
        body += [f"## {section.title}", "", *section.lines(plan, outcomes, drawings)]
    for addition in additions:
        body += [f"## {addition.title}", "", *addition.lines]
    whole = [*_head(plan, outcomes, command), *body]
    path.write_text("\n".join(whole).rstrip() + "\n", encoding="utf-8")


def _head(plan: Plan, outcomes: Sequence[Outcome], command: str) -> list[str]:
    worlds = {o.cell.digest(): o for o in outcomes}
    real = sum(1 for o in worlds.values() if o.cell.texts == "real")
    exchanges = sum(o.exchanges for o in worlds.values())
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        "# Benchmark",
        "",
        f"Written by `{command}`; not edited by hand.",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, Python",
        f"{platform.python_version()}, {versions}.",
        "",
        f"{len(worlds)} simulated worlds of about {plan.size:,} exchanges ({exchanges:,} in all),",
        f"{real} of them made of real text, the others of built-in text. Seeds from",
        f"{plan.first_seed} and 100 on; texts and templates of the test side. Nothing here tuned",
        "anything: references and weights come from seeds above 1,000 and the train side.",
        "",
        "What these figures are not: field accuracy. Small worlds hold more harvest than a",
        "provider's traffic does, simulated actors are denser and duller than real ones, and",
        "look-alikes are those that somebody thought of. No labelled public data of real",
        "campaigns exists.",
        "",
    ]
