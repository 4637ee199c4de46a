"""The two drawn maps of the page: who is tied to what, and where groups stand on the axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from stillwatch.interfaces.report.charts import Mark
from stillwatch.interfaces.report.formats import number, plural
from stillwatch.interfaces.report.layout import place
from stillwatch.interfaces.report.words import family, hypothesis
from stillwatch.model.masking import short_id, visible
from stillwatch.model.report import GRAPH_NODES, ClearedGroup, ItemNode, Thresholds, TieGraph
from stillwatch.model.result import Campaign

_WIDTH: Final = 960.0
_HEIGHT: Final = 560.0
_LABELS: Final = 14

# Corners and first angle: a shape for each family, so that colour is never needed to tell.
_SHAPES: Final[dict[str, tuple[int, float]]] = {
    "payment": (4, 0.0),
    "device": (4, math.pi / 4),
    "network": (3, -math.pi / 2),
    "client": (3, math.pi / 2),
    "registration": (5, -math.pi / 2),
    "content": (6, 0.0),
    "conversation": (8, math.pi / 8),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A drawn account."""

    index: int
    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A drawn shared item."""

    index: int
    x: float
    y: float
    points: str
    family: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn tie between the nodes `a` and `b`."""

    a: int
    b: int
    x1: float
    y1: float
    x2: float
    y2: float
    strong: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph ready to be drawn."""

    dots: list[Dot]
    hubs: list[Hub]
    lines: list[Line]
    families: list[tuple[str, str, str]]
    """Name, heading and outline of each family that occurs, for the legend."""
    summary: str


def draw(graph: TieGraph) -> Drawing | None:
    """Lay out the ties of a campaign; None where there are none to draw."""
    items = sorted(graph.items, key=lambda i: (-i.accounts, i.id))[: GRAPH_NODES // 2]
    accounts = graph.accounts[: GRAPH_NODES - len(items)]
    number_of = {a.id: n for n, a in enumerate(accounts)}
    number_of |= {i.id: n + len(accounts) for n, i in enumerate(items)}
    ties = [t for t in graph.ties if t.account in number_of and t.item in number_of]
    if not ties:
        return None
    edges = np.array([(number_of[t.account], number_of[t.item]) for t in ties], dtype=np.int64)
    at = place(len(number_of), edges, len(items))
    xs = [round(40 + float(x) * (_WIDTH - 80), 1) for x in at[:, 0]]
    ys = [round(34 + float(y) * (_HEIGHT - 68), 1) for y in at[:, 1]]
    middle = float(np.median([t.bits for t in ties]))
    return Drawing(
        dots=[
            Dot(
                n,
                xs[n],
                ys[n],
                round(3 + min(4.0, math.log10(1 + a.exchanges)), 1),
                f"{short_id(a.id)}: {plural(a.exchanges, 'exchange')}",
            )
            for n, a in enumerate(accounts)
        ],
        hubs=_hubs(items, len(accounts), xs, ys),
        lines=[
            Line(int(a), int(b), xs[a], ys[a], xs[b], ys[b], t.bits >= middle)
            for (a, b), t in zip(edges, ties, strict=True)
        ],
        families=[(f, family(f), outline(f, 8, 8, 7)) for f in sorted({i.family for i in items})],
        summary=_summary(graph, len(accounts), len(items), len(ties)),
    )


def _hubs(items: list[ItemNode], first: int, xs: list[float], ys: list[float]) -> list[Hub]:
    """Label the most shared items, as long as no label covers another one."""
    hubs: list[Hub] = []
    labelled: list[tuple[float, float]] = []
    for n, item in enumerate(items, first):
        x, y = xs[n], ys[n]
        free = all(abs(x - u) > 190 or abs(y - v) > 17 for u, v in labelled)
        if free and len(labelled) < _LABELS:
            labelled.append((x, y))
        hubs.append(_hub(item, n, x, y, bool(labelled) and labelled[-1] == (x, y)))
    return hubs


def _hub(item: ItemNode, index: int, x: float, y: float, labelled: bool) -> Hub:
    label = visible(item.label, 28) if len(item.label) <= 28 else visible(item.label[:26]) + "…"
    return Hub(
        index=index,
        x=x,
        y=y,
        points=outline(item.family, x, y, 6 + min(9.0, 1.6 * math.log2(1 + item.accounts))),
        family=item.family if item.family in _SHAPES else "other",
        label=label if labelled else "",
        title=f"{visible(item.kind, 60)} {visible(item.label, 120)}: shared by "
        f"{plural(item.accounts, 'account')}",
    )


def outline(family_name: str, x: float, y: float, radius: float) -> str:
    """Return the corners of a family's shape as an SVG points list."""
    corners, turn = _SHAPES.get(family_name, (12, 0.0))
    return " ".join(
        f"{x + radius * math.cos(turn + 2 * math.pi * k / corners):.1f},"
        f"{y + radius * math.sin(turn + 2 * math.pi * k / corners):.1f}"
        for k in range(corners)
    )


def _summary(graph: TieGraph, accounts: int, items: int, ties: int) -> str:
    unseen = graph.accounts_left_out + len(graph.accounts) - accounts
    unseen_items = graph.items_left_out + len(graph.items) - items
    told = f"{plural(accounts, 'account')}, {plural(items, 'shared item')}, {plural(ties, 'tie')}"
    if unseen or unseen_items:
        told += f"; left out for legibility: {plural(unseen, 'account')} and "
        told += plural(unseen_items, "item")
    return told + "."


@dataclass(frozen=True, slots=True)
class Spot:
    """A group on the map of the two axes."""

    x: float
    y: float
    kind: str
    """campaign, suspect or cleared."""
    title: str


@dataclass(frozen=True, slots=True)
class AxisMap:
    """Coordination to the right, extraction upwards; only the far corner is a campaign."""

    spots: list[Spot]
    x_ticks: list[Mark]
    y_ticks: list[Mark]
    threshold_x: float | None
    threshold_y: float | None


MAP_WIDTH: Final = 520.0
MAP_HEIGHT: Final = 340.0


def axis_map(
    campaigns: list[Campaign], cleared: list[ClearedGroup], thresholds: Thresholds | None
) -> AxisMap | None:
    """Place every judged group on both axes; None where fewer than two can be placed."""
    rows = [
        (c.coordination, c.extraction, c.verdict, f"{short_id(c.id)}, {c.verdict}")
        for c in campaigns
    ] + [
        (
            g.coordination,
            g.extraction,
            "cleared",
            f"{short_id(g.id)}: {visible(hypothesis(g.looks_like), 80)}",
        )
        for g in cleared[:400]
        if g.coordination is not None and g.extraction is not None
    ]
    rows = [row for row in rows if math.isfinite(row[0]) and math.isfinite(row[1])]
    if len(rows) < 2:
        return None
    limits = thresholds or Thresholds(coordination=0, extraction=0)
    right = _Scale([r[0] for r in rows] + [limits.coordination], 54, MAP_WIDTH - 18)
    up = _Scale([r[1] for r in rows] + [limits.extraction], MAP_HEIGHT - 44, 14)
    return AxisMap(
        spots=[Spot(right.at(c), up.at(e), kind, told) for c, e, kind, told in reversed(rows)],
        x_ticks=right.marks(),
        y_ticks=up.marks(),
        threshold_x=right.at(limits.coordination) if thresholds else None,
        threshold_y=up.at(limits.extraction) if thresholds else None,
    )


class _Scale:
    """A scale that is even near zero and logarithmic far off: bits run from -10 to thousands."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        bent = [math.asinh(v / 4) for v in values]
        margin = max(0.15, (max(bent) - min(bent)) * 0.06)
        self._low, self._high = min(bent) - margin, max(bent) + margin
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (math.asinh(value / 4) - self._low) / (self._high - self._low)
        return round(self._start + share * (self._end - self._start), 1)

    def marks(self) -> list[Mark]:
        steps = (0.0, 2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1e3, 1e4, 1e5)
        values = sorted({*steps, *(-v for v in steps[1:])})
        marks: list[Mark] = []
        for value in values:
            inside = self._low <= math.asinh(value / 4) <= self._high
            if inside and all(abs(self.at(value) - m.at) >= 26 for m in marks):
                marks.append(Mark(self.at(value), number(value)))
        return marks
