"""What a section of the page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.pages.plan import Plan


@dataclass(frozen=True, slots=True)
class Drawings:
    """Where plots go, and the Markdown that shows them."""

    folder: Path
    """Folder of the SVG files; its name is how the page refers to it."""

    def show(self, name: str, caption: str) -> list[str]:
        """Return the lines that show the plot `name`.svg."""
        return [f"![{caption}]({self.folder.name}/{name}.svg)", ""]


class Section(Protocol):
    """One section: the cells it needs and the lines it makes of their outcomes."""

    @property
    def title(self) -> str:
        """Return the heading."""
        ...

    def cells(self, plan: Plan) -> list[Cell]:
        """Return the worlds to be judged; several sections may share one."""
        ...

    def lines(self, plan: Plan, outcomes: Sequence[Outcome], drawings: Drawings) -> list[str]:
        """Return Markdown. `outcomes` holds those of all sections; a section picks its own."""
        ...
