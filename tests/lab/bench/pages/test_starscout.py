from __future__ import annotations

from stillwatch.lab.bench.intervals import exact
from stillwatch.lab.bench.pages.starscout import lines
from stillwatch.lab.bench.starscout import Linked, StarScoutFigures


def test_the_caveat_stands_before_the_figures() -> None:
    figures = StarScoutFigures(
        stars=34_000, accounts=24_000, repositories=3_000, found=Linked(122, 12_000), largest=2_900,
        recall=exact(12, 24), precision=exact(43, 46), suspected_anyway=exact(60, 63),
        dealt_anew=Linked(0, 0), dealt_by_month=Linked(18, 7_857), caveat="Mind this.",
    )  # fmt: skip
    text = "\n".join(lines(figures))
    assert text.index("Mind this.") < text.index("| groups beyond chance | 122 |")
    assert "| of all suspected accounts | 50% (" in text
    assert "| dealt anew within each month | 18 groups, 7,857 accounts |" in text
