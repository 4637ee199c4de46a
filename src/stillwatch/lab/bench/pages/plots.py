"""Plots as SVG whose bytes depend on the figures alone, so that a page's history shows changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "stillwatch", "svg.fonttype": "none", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
}  # fmt: skip


def lines(
    path: Path,
    curves: Mapping[str, Sequence[float]],
    across: str,
    up: str,
    ticks: Sequence[str],
) -> None:
    """Draw curves of shares over the levels `ticks`, evenly spaced."""
    with mpl.rc_context(_STYLE):
        figure, axes = _figure()
        for marker, (name, values) in zip("osD^vPX*hd" * 3, curves.items(), strict=False):
            axes.plot(range(len(values)), values, marker=marker, label=name, linewidth=1.4)
        axes.set_ylim(-0.03, 1.03)
        axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        axes.set_xticks(range(len(ticks)), ticks)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.grid(alpha=0.3)
        if curves:
            axes.legend(frameon=False)
        _save(figure, path)


def heat(
    path: Path,
    shares: Sequence[Sequence[float]],
    columns: Sequence[str],
    rows: Sequence[str],
    across: str,
    up: str,
) -> None:
    """Draw a map of shares with each share written in its cell."""
    with mpl.rc_context(_STYLE):
        figure, axes = _figure()
        axes.imshow(shares, vmin=0.0, vmax=1.0, cmap="viridis", aspect="auto")
        for y, line in enumerate(shares):
            for x, value in enumerate(line):
                colour = "black" if value > 0.6 else "white"
                axes.text(x, y, f"{value:.0%}", ha="center", va="center", color=colour)
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), rows)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        _save(figure, path)


def _figure() -> tuple[Any, Any]:
    figure = Figure(figsize=(6.4, 3.4), layout="constrained")
    return figure, figure.subplots()


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # White behind, for pages are read on dark screens too.
    figure.savefig(path, metadata={"Date": None}, facecolor="white")
